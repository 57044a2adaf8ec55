// Goal: what user data carries is what the repository holds, and fits.
// Method: the archive is unpacked by the system's own tar, and by the bootstrap script, whose install.sh is a note of ours.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapScriptMaxBytes } from '#infra/limits.ts';
import { nodeArchive, nodeFiles, tarOf } from '#infra/site/node-archive.ts';

const BOOTSTRAP = path.resolve(import.meta.dirname, '../../site/bootstrap.sh');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'nines-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unpack = (archive: string): string[] => {
  execFileSync('tar', ['-xz', '-C', folder], { input: Buffer.from(archive, 'base64') });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
};

const bootstrap = (environment: Record<string, string>) =>
  spawnSync('bash', [BOOTSTRAP], {
    env: { PATH: process.env.PATH ?? '', NINES_SITE: 'myapp', OUT: folder, ...environment },
    encoding: 'utf8',
  });

const installer = (text: string): string =>
  execFileSync('tar', ['-cz', '-C', withFile('install.sh', text), 'install.sh']).toString('base64');

const withFile = (name: string, text: string): string => {
  const own = path.join(folder, 'packed');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, name), text);
  return own;
};

describe('the archive', () => {
  it('fits into user data beside the script', () => {
    const bytes = nodeArchive().length + readFileSync(BOOTSTRAP).length;

    expect(bytes).toBeLessThanOrEqual(bootstrapScriptMaxBytes);
  });

  it('is the same each time', () => {
    expect(nodeArchive()).toBe(nodeArchive());
  });

  it('holds every file but those that need an assets bucket or no cloud', () => {
    const packed = unpack(nodeArchive());

    const leftOut = nodeFiles()
      .map((file) => file.path)
      .filter((name) => !packed.includes(name));

    expect(leftOut.filter((name) => !name.startsWith('wordpress/'))).toEqual(['system-debian.sh', 'tools/push-media', 'tools/sync-code']);
  });

  it('loses nothing but comments', () => {
    unpack(nodeArchive());

    const packed = readFileSync(path.join(folder, 'page/signed.php'), 'utf8');

    expect(packed).toMatch(/^<\?php\n\nconst NINES_SIGNATURE_AGE_LIMIT_SECONDS = 60;/);
    expect(readFileSync(path.join(folder, 'tools/check-files'), 'utf8')).toMatch(/^#!\/bin\/bash\nsource/);
  });

  it('holds shell that parses', () => {
    const scripts = unpack(nodeArchive()).filter((name) => name.endsWith('.sh') || name.startsWith('tools/'));

    const problems = scripts.map((name) => spawnSync('bash', ['-n', path.join(folder, name)], { encoding: 'utf8' }).stderr).filter(Boolean);

    expect(scripts.length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });

  it.each([0, 1, 511, 512, 513])('keeps a file of %i bytes as it is', (size) => {
    const content = Buffer.alloc(size, 'x');

    execFileSync('tar', ['-x', '-C', folder], { input: tarOf([{ path: 'a/b', content }]) });

    expect(readFileSync(path.join(folder, 'a/b'))).toEqual(content);
  });
});

describe('the bootstrap script', () => {
  it('unpacks the archive of its user data and hands over, without it in the environment', () => {
    const archive = installer('echo "$NINES_SITE $(printenv NINES_NODE_ARCHIVE || echo none)" >"$OUT/handed-over"');

    const { status } = bootstrap({ NINES_NODE_ARCHIVE: archive });

    expect(status).toBe(0);
    expect(readFileSync(path.join(folder, 'handed-over'), 'utf8')).toBe('myapp none\n');
  });

  it('takes the files from the assets bucket where there is one', () => {
    const own = withFile('install.sh', 'touch "$OUT/from-bucket"');
    execFileSync('tar', ['-czf', path.join(folder, 'r1-node.tar.gz'), '-C', own, 'install.sh']);

    const { status } = bootstrap({ NINES_ASSETS_BUCKET: folder, NINES_ASSETS_PREFIX: 'r1-' });

    expect(status).toBe(0);
    expect(existsSync(path.join(folder, 'from-bucket'))).toBe(true);
  });

  it('asks S3 for them in the cloud', () => {
    const commands = path.join(folder, 'commands');
    mkdirSync(commands);
    writeFileSync(path.join(commands, 'aws'), `#!/bin/bash\necho "$@" >"$OUT/asked"\nbase64 -d <<<'${installer('true')}'\n`);
    chmodSync(path.join(commands, 'aws'), 0o755);

    const { status } = bootstrap({ NINES_ASSETS_BUCKET: 'assets', NINES_REGION: 'us-east-1', PATH: `${commands}:${process.env.PATH}` });

    expect(status).toBe(0);
    expect(readFileSync(path.join(folder, 'asked'), 'utf8')).toContain('s3 cp --only-show-errors s3://assets/node.tar.gz -');
  });

  it.each([
    ['has no site', { NINES_SITE: '', NINES_NODE_ARCHIVE: 'x' }, 'NINES_SITE'],
    ['knows neither archive nor bucket', {}, 'neither NINES_NODE_ARCHIVE nor NINES_ASSETS_BUCKET'],
    ['has an archive that is none', { NINES_NODE_ARCHIVE: 'bm90IGEgdGFy' }, 'tar'],
  ])('stops when it %s', (_, environment, problem) => {
    const { status, stderr } = bootstrap(environment);

    expect(status).not.toBe(0);
    expect(stderr).toContain(problem);
  });

  it('stops when the node cannot be made', () => {
    const { status } = bootstrap({ NINES_NODE_ARCHIVE: installer('exit 3') });

    expect(status).toBe(3);
  });
});

describe('what the node is told', () => {
  const defaults = path.resolve(import.meta.dirname, '../../site/node/defaults.sh');
  const read = (environment: Record<string, string>) =>
    spawnSync(
      'bash',
      ['-euc', 'source "$1"; echo "$NINES_SESSIONS $NINES_DATABASE_PORT $NINES_CACHE_PORT $NINES_DATABASE_NAME"', '-', defaults],
      {
        env: { PATH: process.env.PATH ?? '', NINES_SITE: 'myapp', ...environment },
        encoding: 'utf8',
      },
    );

  it.each([
    ['sessions stay on the node without a cache', {}, 'sticky 3306 11211 wordpress'],
    ['sessions go into the cache that there is', { NINES_CACHE_HOST: 'c' }, 'cache 3306 11211 wordpress'],
    ['a port that a layer left empty has its default', { NINES_DATABASE_PORT: '', NINES_CACHE_PORT: '' }, 'sticky 3306 11211 wordpress'],
    ['a table may hold sessions', { NINES_SESSIONS: 'dynamodb', NINES_SESSIONS_TABLE: 't' }, 'dynamodb 3306 11211 wordpress'],
  ])('%s', (_, environment, told) => {
    expect(read(environment).stdout.trim()).toBe(told);
  });

  it.each([
    ['sessions of an unknown kind', { NINES_SESSIONS: 'redis' }, 'NINES_SESSIONS=redis is neither'],
    ['sessions in a cache that is not there', { NINES_SESSIONS: 'cache' }, 'needs NINES_CACHE_HOST'],
    ['sessions in no table', { NINES_SESSIONS: 'dynamodb' }, 'needs NINES_SESSIONS_TABLE'],
    ['media without an address', { NINES_MEDIA_BUCKET: 'b' }, 'needs NINES_MEDIA_URL'],
  ])('%s are refused by name', (_, environment, problem) => {
    const { status, stderr } = read(environment);

    expect(status).toBe(1);
    expect(stderr).toContain(`refused: NINES_`);
    expect(stderr).toContain(problem);
  });
});
