import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { command } from './processes.ts';

/** The real programs; all of them are Debian packages. */
export const PACKAGES = [
  ...[
    'mariadb-server',
    'memcached',
    'redis-server',
    'nginx',
    'php-fpm',
    'php-mysql',
    'php-memcached',
    'php-redis',
    'php-curl',
    'php-gd',
    'php-xml',
    'php-mbstring',
  ],
  ...['wordpress', 'wordpress-theme-twentytwentythree', 'haproxy', 'chromium'],
] as const;

const POLICY = '/usr/sbin/policy-rc.d';

/** Why the test cannot run here, each reason by itself; nothing if it can. Installs what is missing where it may. */
export async function reasonsNotToRun(): Promise<string[]> {
  if (!existsSync('/etc/debian_version')) return ['This is no Debian system.'];
  if (process.getuid?.() !== 0) return ['Only root may install packages, mount folders and use low ports.'];
  const reasons: string[] = [];
  const missing = await missingPackages();
  if (missing.length > 0) {
    const problem = await install(missing);
    if (problem !== undefined) reasons.push(`These packages are missing: ${missing.join(', ')}. ${problem}`);
  }
  const spaces = await tell(command('unshare', ['--mount', '--uts', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'none', '/mnt']));
  if (spaces !== undefined) reasons.push(`This system gives no namespaces of its own: ${spaces}`);
  const browser = await tell(import('playwright-core'));
  if (browser !== undefined) reasons.push(`Nothing drives Chromium here: ${browser}`);
  return reasons;
}

async function missingPackages(): Promise<string[]> {
  const isThere = async (name: string): Promise<boolean> =>
    (await command('dpkg-query', ['--status', name]).catch(() => '')).includes('Status: install ok installed');
  const found = await Promise.all(PACKAGES.map(isThere));
  return PACKAGES.filter((_, index) => !found[index]);
}

/** Installs packages without letting any of them start its daemon. */
async function install(names: readonly string[]): Promise<string | undefined> {
  process.stdout.write(`── installing ${names.join(', ')}\n`);
  const before = await readFile(POLICY).catch(() => undefined);
  await writeFile(POLICY, '#!/bin/sh\nexit 101\n');
  await chmod(POLICY, 0o755);
  try {
    return await tell(
      (async () => {
        await command('apt-get', ['update', '-q']);
        await command('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], { DEBIAN_FRONTEND: 'noninteractive' });
      })(),
    );
  } finally {
    if (before === undefined) await rm(POLICY);
    else await writeFile(POLICY, before);
  }
}

/** What an attempt said when it failed. */
async function tell(attempt: Promise<unknown>): Promise<string | undefined> {
  return attempt.then(
    () => undefined,
    (error: Error) => error.message.trim().split('\n').slice(0, 2).join(' '),
  );
}
