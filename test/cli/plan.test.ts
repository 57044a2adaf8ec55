import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pascalCase } from '#infra/names.ts';
import { layers } from '../infra/site/support.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'nines-plan-'));
const SITE = path.join(root, 'sites/myapp.yaml');

function file(name: string, text: string): string {
  const target = path.join(folder, name);
  writeFileSync(target, text);
  return target;
}

/** The layers' own templates, as the control plane's assembly holds them. */
function assembly(): string {
  const files = Object.entries(layers).map(([name, template]) => {
    file(`asset.${name}.json`, JSON.stringify(template));
    return [name, { displayName: `Layers/${pascalCase(name)}Template`, source: { path: `asset.${name}.json` } }] as const;
  });
  file('nines.assets.json', JSON.stringify({ files: Object.fromEntries(files) }));
  return folder;
}

const nines = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(root, 'cli/nines.ts'), ...args, '--assembly', assembly()], { cwd: root, encoding: 'utf8' });

describe('nines plan', () => {
  it('answers one object that says what would be made, what it costs, which quotas it meets and what it may promise', () => {
    const { status, stdout } = nines('plan', '--site', SITE, '--json');

    const plan = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(plan.layers.map(({ layer, action }: { layer: string; action: string }) => `${layer} ${action}`)).toContain('network create');
    expect(plan.price.totalUsdPerMonth).toBeGreaterThan(100);
    expect(plan.quotas).toContainEqual(expect.objectContaining({ quota: 'standardVcpus', limitFrom: 'default', verdict: 'exceeded' }));
    expect(plan.availability.percent).toBeCloseTo(99.93, 2);
    expect(plan.source).toContain('no account was asked');
  });

  it('tells people that the sum is a least one, with rates, sources and what is unknown', () => {
    const site = file('odd.yaml', readFileSync(SITE, 'utf8').replace('instanceType: t3.micro', 'instanceType: p9.huge'));

    const { status, stdout } = nines('plan', '--site', site);

    expect(status).toBe(0);
    expect(stdout).toMatch(/at least \d+\.\d\d USD a month; lines by use count as unused, and \d with an unknown price not at all/);
    expect(stdout).toMatch(/EC2 p9\.huge.*unknown/);
    expect(stdout).toMatch(/load balancer capacity +LCU-hour +0\.008 +by use/);
    expect(stdout).toMatch(/Sources of the prices\n\[1\] +https:\/\//);
    expect(stdout).toMatch(/load balancer capacity .* onDemand +\[\d+\]/);
  });

  it('tells every problem of a site at once, plans nothing and exits 2', () => {
    const site = file('bad.yaml', 'site: MY APP\nregion: us-east-1\nweb: { min: 9, max: 4, color: red }\n');

    const { status, stdout, stderr } = nines('plan', '--site', site);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    for (const part of ['site: found "MY APP"', 'web.color', 'web.group', 'network']) expect(stderr).toContain(part);
  });

  it.each<[name: string, args: string[], text: string]>([
    ['no site', [], '--site: the file of the site is missing'],
    ['a flag that is not there', ['--site', SITE, '--region', 'eu-west-1'], '--region: no such flag'],
    ['a file that is not there', ['--site', 'nowhere.yaml'], 'no readable file'],
  ])('exits 2 with %s', (_, args, text) => {
    const { status, stderr } = nines('plan', ...args);

    expect(status).toBe(2);
    expect(stderr).toContain(text);
  });
});

describe('nines check', () => {
  it('prints its warnings and exits 0; with --strict it exits 1', () => {
    const [told, strict] = [nines('check', '--site', SITE), nines('check', '--site', SITE, '--strict')];

    expect(told.stdout).toMatch(/^myapp: \d warnings?\n {2}web: HTTP alone\n {4}Without a certificate/);
    expect([told.status, strict.status]).toEqual([0, 1]);
    expect(strict.stdout).toBe(told.stdout);
  });

  it('answers one object with place, found and why', () => {
    const { stdout } = nines('check', '--site', SITE, '--json');

    const { site, warnings } = JSON.parse(stdout);
    expect(site).toBe('myapp');
    for (const warning of warnings) expect(Object.keys(warning)).toEqual(['path', 'found', 'why']);
  });

  it('refuses a folder that is no assembly by name', () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'nines-empty-'));

    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'cli/nines.ts'), 'check', '--site', SITE, '--assembly', empty],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );

    expect(status).toBe(2);
    expect(stderr).toContain('no template network');
  });
});
