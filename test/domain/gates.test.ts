import { describe, expect, it } from 'vitest';
import { type GateFacts, passGates } from '#domain/gates.ts';
import { siteSpec } from './support.ts';

const NOW_MS = Date.parse('2018-02-09T15:00:00Z');
const HOUR_MS = 3_600_000;

function facts(changes: Partial<GateFacts> = {}): GateFacts {
  return {
    kind: 'chaos-experiment',
    mode: 'live',
    runId: 'ours',
    nowMs: NOW_MS,
    site: { state: 'registered', spec: siteSpec() },
    lever: { engaged: false, by: 'nobody', at: '' },
    leaseUntilMs: NOW_MS + HOUR_MS,
    doubled: false,
    ...changes,
  };
}

const theirs = { holder: 'theirs', kind: 'failover-drill', untilMs: NOW_MS + HOUR_MS } as const;
const optedOut = { state: 'registered', spec: siteSpec({ optIn: { drills: false, chaos: false } }) } as const;
const unserved = { state: 'provisioning', spec: siteSpec() } as const;
const soon = { what: 'The closing of "Weekend Traffic"', startsMs: NOW_MS + 60_000 };

describe('the column of gates', () => {
  it.each<[name: string, changes: Partial<GateFacts>]>([
    ['everything in order', {}],
    ['provisioning without a site', { kind: 'provision-site', site: undefined }],
    ['teardown of a site that never served', { kind: 'teardown-site', site: unserved }],
    ['scaling of a site that has not opted in', { kind: 'scale-site', site: optedOut }],
    ['our own lease, from a retry', { lease: { ...theirs, holder: 'ours' } }],
    ['a lease that has expired', { lease: { ...theirs, untilMs: NOW_MS } }],
    ['a window after our lease', { nextWindow: { ...soon, startsMs: NOW_MS + HOUR_MS } }],
    ['scaling while a window comes', { kind: 'scale-site', nextWindow: soon }],
  ])('lets through: %s', (_, changes) => {
    expect(passGates(facts(changes)).action).toBe('proceed');
  });

  it.each<[name: string, changes: Partial<GateFacts>, reason: RegExp]>([
    ['no site', { site: undefined }, /no site/i],
    ['a site that does not serve yet', { site: unserved }, /still being provisioned/],
    ['chaos without opt-in', { site: optedOut }, /optIn\.chaos/],
    ['a drill without opt-in', { kind: 'failover-drill', site: optedOut }, /optIn\.drills/],
    ['a rehearsal', { mode: 'rehearsal' }, /rehearsal/],
    ['a rehearsal of building', { kind: 'provision-site', site: undefined, mode: 'rehearsal' }, /rehearsal/],
    ['the lever', { lever: { engaged: true, by: 'dana', at: '2018-02-09T14:00:00Z' } }, /dana/],
    ['a doubled schedule', { doubled: true }, /already started/],
    ['code that is not there', { kind: 'provision-site', site: undefined, missingCode: 'lacks a release of WordPress' }, /lacks a release/],
    ['a lease taken', { lease: theirs }, /theirs \(failover-drill\).*2018-02-09T16:00:00/],
    ['a window inside our lease', { nextWindow: soon }, /closing of "Weekend Traffic"/],
  ])('refuses: %s', (_, changes, reason) => {
    const decision = passGates(facts(changes));

    expect(decision).toMatchObject({ action: 'refuse', reason: expect.stringMatching(reason) });
  });

  it('refuses when a gate throws', () => {
    const broken = () => {
      throw new Error('cannot know');
    };

    expect(passGates(facts(), [broken])).toMatchObject({ action: 'refuse', reason: expect.stringContaining('cannot know') });
  });

  it('tells the first reason only, in the order of the column', () => {
    const decision = passGates(facts({ mode: 'rehearsal', lease: theirs }));

    expect(decision.reason).toMatch(/rehearsal/);
  });
});
