import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { parse } from 'yaml';
import type { SiteSpec } from '#domain/site-spec.ts';
import { parseInput } from '#events/problem.ts';
import { type SiteSpecOutput, siteSpecSchema } from '#events/site-spec.ts';
import { siteSpec } from '../domain/support.ts';

type Node = Record<string, unknown>;
const FILE = join(import.meta.dirname, '../../sites/myapp.yaml');

/** The courses' site as a file has it, with one value changed at a path; undefined takes it away. */
function changed(path: string, value: unknown): unknown {
  const spec = structuredClone(siteSpec()) as unknown as Node;
  const keys = path.split('.');
  let node = spec;
  for (const key of keys.slice(0, -1)) node = node[key] as Node;
  const last = keys.at(-1) ?? '';
  if (value === undefined) delete node[last];
  else node[last] = value;
  return spec;
}

function problemsOf(input: unknown) {
  const parsed = parseInput(siteSpecSchema, input);
  return parsed.ok ? [] : parsed.problems;
}

describe('a site’s spec', () => {
  it('of the courses is what the file says', () => {
    const parsed = parseInput(siteSpecSchema, parse(readFileSync(FILE, 'utf8')));

    expect(parsed).toEqual({ ok: true, value: siteSpec() });
  });

  it('is the same type at the edge and in the domain', () => {
    expectTypeOf<SiteSpecOutput>().toExtend<SiteSpec>();
    expectTypeOf<SiteSpec>().toExtend<SiteSpecOutput>();
  });

  it('fills in what it leaves out, and never an opt-in', () => {
    const { objectives: _, optIn: __, windows: ___, database: ____, cache: _____, ...least } = siteSpec();
    const { min, max, group, instanceType } = least.web;

    const parsed = parseInput(siteSpecSchema, { ...least, web: { min, max, group, instanceType } });

    expect(parsed).toMatchObject({
      ok: true,
      value: {
        windows: [],
        optIn: { drills: false, chaos: false },
        web: siteSpec().web,
        objectives: siteSpec().objectives,
      },
    });
  });

  it.each<[path: string, value: unknown, found: string, allowed: RegExp]>([
    ['site', 'My App', '"My App"', /small letters/],
    ['site', undefined, 'nothing', /a string/],
    ['site', 'a'.repeat(21), `"${'a'.repeat(21)}"`, /2 to 20/],
    ['region', 'Virginia', '"Virginia"', /us-east-1/],
    ['web.min', 0, '0', /at least 1/],
    ['web.min', '2', '"2"', /a number/],
    ['web.min', 2.5, '2.5', /a whole number/],
    ['web.max', 1, '1', /no less than min/],
    ['web.healthPath', 'healthy.html', '"healthy.html"', /beginning with \//],
    ['web.targetTracking.cpuPercent', 100, '100', /at most 99/],
    ['database.engine', 'oracle', '"oracle"', /one of mysql, aurora-mysql/],
    ['database.multiAz', 'yes', '"yes"', /a boolean/],
    ['database.backupRetentionDays', 0, '0', /at least 1/],
    ['cache.nodes', 41, '41', /at most 40/],
    ['network.cidr', '10.0.0.1/16', '"10.0.0.1/16"', /an IPv4 block/],
    ['network.zones.0.public', '10.1.1.0/24', '"10.1.1.0/24"', /inside 10\.0\.0\.0\/16/],
    ['network.zones.1.data', '10.0.11.0/25', '"10.0.11.0/25"', /overlaps no other/],
    ['network.zones.1.name', 'us-east-1a', '"us-east-1a"', /another zone/],
    ['windows.0.opens', '0 25 * * Fri', '"0 25 * * Fri"', /five-field cron/],
    ['windows.0.closes', '0 12 * * Fri', '"0 12 * * Fri"', /another time/],
    ['windows.0.timezone', 'Mars/Base', '"0 12 * * Fri"', /IANA/],
    ['windows.0.max', 4, '4', /no less than min/],
    ['windows.0.name', 'Weekend ends', '"Weekend ends"', /does not end with/],
    ['alarms.cpu.periodSeconds', 45, '45', /multiple of 60/],
    ['objectives.availabilityPercent', 100, '100', /less than 100/],
    ['optIn.chaos', 'true', '"true"', /a boolean/],
  ])('has a problem with %s = %s', (path, value, found, allowed) => {
    const problems = problemsOf(changed(path, value));

    expect(problems[0]).toMatchObject({ found, allowed: expect.stringMatching(allowed) });
  });

  it.each<[path: string, allowed: RegExp]>([
    ['colour', /one of site, region, network/],
    ['web.minimum', /one of group, instanceType, min/],
    ['network.zones.1.private', /one of name, public, application, data/],
    ['windows.0.until', /one of name, opens/],
    ['optIn.everything', /one of drills, chaos/],
  ])('does not take the key %s, and says which it takes', (path, allowed) => {
    const [problem, ...others] = problemsOf(changed(path, 1));

    expect(problem).toMatchObject({ found: '1', allowed: expect.stringMatching(allowed) });
    expect(others).toEqual([]);
  });

  it('tells every problem at once, each with its path', () => {
    const spec = { ...siteSpec(), site: 7, colour: 'blue', web: { ...siteSpec().web, min: -1, max: 'many' }, cache: { nodes: 0 } };

    const paths = problemsOf(spec).map(({ path }) => path);

    expect(paths.sort()).toEqual(['cache.nodeType', 'cache.nodes', 'colour', 'site', 'web.max', 'web.min']);
  });

  it('has no two windows of one name', () => {
    const [weekend] = siteSpec().windows;
    const problems = problemsOf({ ...siteSpec(), windows: [weekend, { ...weekend, name: 'weekend-traffic' }] });

    expect(problems).toMatchObject([{ path: 'windows[1].name', allowed: 'a name that no other window has' }]);
  });

  it.each([null, undefined, 'site: myapp', 7, []])('is no %s', (input) => {
    expect(problemsOf(input)).toHaveLength(1);
  });

  it('tells problems of anything at all without breaking', () => {
    fc.assert(fc.property(fc.anything(), (input) => problemsOf(input).length > 0));
  });
});
