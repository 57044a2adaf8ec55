// Goal: what a node is made of is what the repository holds, and a node takes it or stops.
// Method: the archive is unpacked by the system's own tar, and by the bootstrap script, whose install.sh is a note of ours.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeArchive, nodeFiles, tarOf } from '#infra/site/node-archive.ts';

const BOOTSTRAP = path.resolve(import.meta.dirname, '../../site/bootstrap.sh');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'nines-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unpack = (archive: Buffer): string[] => {
  execFileSync('tar', ['-xz', '-C', folder], { input: archive });
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
  it('is the same each time, so that a deployment without a change makes no release', () => {
    expect(nodeArchive()).toEqual(nodeArchive());
  });

  it('holds every file as it is', () => {
    const packed = unpack(nodeArchive());

    expect(packed).toEqual(nodeFiles().map((file) => file.path));
    for (const { path: name, content } of nodeFiles()) expect(readFileSync(path.join(folder, name))).toEqual(content);
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
  it('takes the files from a folder that stands for the assets bucket', () => {
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
    ['has no site', { NINES_SITE: '', NINES_ASSETS_BUCKET: 'x' }, 'NINES_SITE'],
    ['knows no bucket', {}, 'NINES_ASSETS_BUCKET'],
    ['finds a bucket without its files', { NINES_ASSETS_BUCKET: tmpdir(), NINES_ASSETS_PREFIX: 'none/' }, 'none/node.tar.gz'],
  ])('stops when it %s', (_, environment, problem) => {
    const { status, stderr } = bootstrap(environment);

    expect(status).not.toBe(0);
    expect(stderr).toContain(problem);
  });

  it('stops when the node cannot be made', () => {
    const own = withFile('install.sh', 'exit 3');
    execFileSync('tar', ['-czf', path.join(folder, 'node.tar.gz'), '-C', own, 'install.sh']);

    const { status } = bootstrap({ NINES_ASSETS_BUCKET: folder });

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

describe('the tools of a node', () => {
  const place = (environment: Record<string, string>) =>
    spawnSync(
      'bash',
      [
        '-euc',
        'HERE=$1 HOME_DIR=$2; for part in defaults system-debian steps; do source "$HERE/$part.sh"; done; place_tools; grep -o "^ASSETS=[^ ]*" "$2/node.sh"',
        '-',
        path.resolve(import.meta.dirname, '../../site/node'),
        path.join(folder, 'home'),
      ],
      { env: { PATH: process.env.PATH ?? '', NINES_SITE: 'myapp', NINES_ASSETS_BUCKET: 'assets', ...environment }, encoding: 'utf8' },
    ).stdout.trim();

  it.each([
    ['look for WordPress where there is a database', { NINES_DATABASE_HOST: 'db' }, 'ASSETS=assets'],
    ['look for none where there is no database, since nobody has put one there', {}, "ASSETS=''"],
  ])('%s', (_, environment, expected) => {
    expect(place(environment)).toBe(expected);
  });
});
