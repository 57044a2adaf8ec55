import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from '#twin/journal.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'nines-'));

function nines(...args: string[]) {
  return spawnSync(process.execPath, [path.join(root, 'cli/nines.ts'), ...args], { cwd: root, encoding: 'utf8' });
}

function file(name: string, text: string): string {
  const target = path.join(folder, name);
  writeFileSync(target, text);
  return target;
}

describe('nines', () => {
  it('shows all commands and exits 0 when asked for help', () => {
    const { status, stdout } = nines('--help');

    expect(status).toBe(0);
    for (const command of ['check', 'plan', 'rehearse', 'verify', 'recount', 'asl', 'match', 'next', 'route'])
      expect(stdout).toContain(`nines ${command}`);
  });

  it('exits 2 and names what is allowed for a command that is not known', () => {
    const { status, stderr } = nines('rehears');

    expect(status).toBe(2);
    expect(stderr).toContain('allowed: check, plan, rehearse');
  });
});

describe('nines rehearse with bad input', () => {
  it('tells every problem of flags, scenario and site in one list, and starts nothing', () => {
    const site = file('bad-site.yaml', 'site: MY APP\nregion: us-east-1\nweb: { min: 9, max: 4, color: red }\n');
    const scenario = file('bad-scenario.yaml', 'scenario: odd\nfrom: never\n');

    const { status, stderr, stdout } = nines(
      'rehearse',
      '--site',
      site,
      '--scenario',
      scenario,
      '--seed',
      'x',
      '--sede',
      '1',
      '--profile',
      'guess',
    );

    expect(status).toBe(2);
    expect(stdout).toBe('');
    for (const place of [
      '--sede',
      '--seed: found x',
      '--profile: found guess',
      '  from: found',
      '  site: found "MY APP"',
      '  web.color',
      '  network: found nothing',
    ])
      expect(stderr).toContain(place);
    expect(stderr).toContain('nothing was started');
  });

  it('names a site file that is not there', () => {
    const { status, stderr } = nines('rehearse', '--site', 'sites/nowhere.yaml');

    expect(status).toBe(2);
    expect(stderr).toContain('sites/nowhere.yaml');
  });
});

describe('nines verify', () => {
  const journal = new Journal(() => 0);
  journal.write('note', { text: 'one' });
  journal.write('note', { text: 'two' });

  it('exits 0 when the chain holds', () => {
    const { status, stdout } = nines('verify', file('good.ndjson', journal.text()));

    expect(status).toBe(0);
    expect(stdout).toContain('2 entries, the chain holds');
  });

  it.each([
    { name: 'a bent line', text: journal.text().replace('two', 'too'), line: 2 },
    { name: 'an empty file', text: '', line: 1 },
  ])('exits 1 and names the line for $name', ({ name, text, line }) => {
    const { status, stdout } = nines('verify', file(`${name}.ndjson`, text));

    expect(status).toBe(1);
    expect(stdout).toContain(`breaks at line ${line}`);
  });

  it('exits 2 without a file', () => {
    expect(nines('verify').status).toBe(2);
  });
});
