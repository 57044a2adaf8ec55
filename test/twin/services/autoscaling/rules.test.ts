import { describe, expect, it } from 'vitest';
import { Random } from '#twin/random.ts';
import { roundPercent, takeStep, trackTarget } from '#twin/services/autoscaling/scaling-rules.ts';
import { type Candidate, chooseVictim } from '#twin/services/autoscaling/termination-policy.ts';
import { emptiestZone } from '#twin/services/autoscaling/zones.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 10 * HOUR_MS;

function candidate(instanceId: string, zone: string, given: Partial<Candidate> = {}): Candidate {
  return { instanceId, zone, launchedMs: 0, isProtected: false, launchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' }, ...given };
}

const victim = (candidates: Candidate[], policies = ['Default'], seed = 7) =>
  chooseVictim(candidates, policies, { LaunchTemplateId: 'lt-1' }, NOW_MS, new Random(seed))?.instanceId;

describe('where the next instance goes', () => {
  it.each([
    [[], 'a'],
    [['a'], 'b'],
    [['a', 'b'], 'a'],
    [['b', 'b', 'a'], 'a'],
  ])('with instances in %j it goes to %s', (zones, expected) => {
    expect(
      emptiestZone(
        ['a', 'b'],
        zones.map((zone) => ({ zone })),
      ),
    ).toBe(expected);
  });
});

describe('which instance a scale-in takes', () => {
  it('takes from the fullest zone whatever the policy says', () => {
    const all = [
      candidate('old', 'a', { launchedMs: 1 }),
      candidate('b1', 'b', { launchedMs: 5 }),
      candidate('b2', 'b', { launchedMs: 9 }),
    ];

    expect(victim(all, ['OldestInstance'])).toBe('b1');
  });

  it('takes another launch template before an older version', () => {
    const all = [candidate('v1', 'a'), candidate('foreign', 'a', { launchTemplate: { LaunchTemplateId: 'lt-0', Version: '9' } })];

    expect(victim(all)).toBe('foreign');
  });

  it('takes the oldest version before the one nearest its billing hour', () => {
    const near = { launchedMs: NOW_MS - HOUR_MS + 1 };
    const all = [candidate('v2', 'a', { ...near, launchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } }), candidate('v1', 'a')];

    expect(victim(all)).toBe('v1');
  });

  it('takes the one nearest its next billing hour', () => {
    const all = [
      candidate('fresh', 'a', { launchedMs: NOW_MS - 60_000 }),
      candidate('due', 'a', { launchedMs: NOW_MS - HOUR_MS + 60_000 }),
    ];

    expect(victim(all)).toBe('due');
  });

  it('draws among equals, the same for the same seed', () => {
    const all = ['i', 'j', 'k', 'l'].map((id) => candidate(id, 'a'));
    const draws = new Set(Array.from({ length: 30 }, (_, seed) => victim(all, ['Default'], seed)));

    expect(victim(all)).toBe(victim(all));
    expect(draws.size).toBe(4);
  });

  it('takes nobody when all are protected', () => {
    expect(victim([candidate('i', 'a', { isProtected: true })])).toBeUndefined();
  });

  it('refuses a policy that it does not know', () => {
    expect(() => victim([candidate('i', 'a')], ['AllocationStrategy'])).toThrow('the termination policy AllocationStrategy');
  });
});

describe('target tracking', () => {
  it.each([
    ['out by the ratio', { warm: 2, desired: 2, isWarming: false }, 80, 4],
    ['out by at least one', { warm: 8, desired: 8, isWarming: false }, 40.1, 9],
    ['rounding up', { warm: 8, desired: 8, isWarming: false }, 52, 11],
    ['out no more while the answer warms up', { warm: 2, desired: 4, isWarming: true }, 80, 4],
    ['out further when the breach grows', { warm: 2, desired: 4, isWarming: true }, 100, 5],
    ['in by one', { warm: 8, desired: 8, isWarming: false }, 20, 7],
    ['not in while one warms up', { warm: 7, desired: 8, isWarming: true }, 20, 8],
    ['not in when the rest would be over the target', { warm: 2, desired: 2, isWarming: false }, 39, 2],
  ])('scales %s', (_, load, metric, expected) => {
    expect(trackTarget(load, metric, 40, 1)).toBe(expected);
  });
});

describe('steps', () => {
  const out = {
    adjustmentType: 'ChangeInCapacity' as const,
    minimumMagnitude: 0,
    steps: [
      { lower: 0, upper: 25, adjustment: 2 },
      { lower: 25, upper: Number.POSITIVE_INFINITY, adjustment: 4 },
    ],
  };
  const still = { warm: 10, desired: 10, isWarming: false };

  it.each([
    [0, 12],
    [24.9, 12],
    [25, 14],
    [-1, undefined],
  ])('%s over the threshold asks for %s', (distance, expected) => {
    expect(takeStep(still, distance, out)).toBe(expected);
  });

  it('add nothing for the same breach while its instances warm up', () => {
    expect(takeStep({ warm: 10, desired: 12, isWarming: true }, 10, out)).toBe(12);
    expect(takeStep({ warm: 10, desired: 12, isWarming: true }, 30, out)).toBe(14);
  });

  it('take nothing while instances warm up', () => {
    const inward = { ...out, steps: [{ lower: Number.NEGATIVE_INFINITY, upper: 0, adjustment: -2 }] };

    expect(takeStep({ warm: 8, desired: 10, isWarming: true }, -5, inward)).toBe(10);
    expect(takeStep(still, -5, inward)).toBe(8);
  });

  it.each([
    [1.9, 1],
    [0.3, 1],
    [-0.3, -1],
    [-1.9, -1],
  ])('by percent round %s to %s', (change, expected) => {
    expect(roundPercent(change)).toBe(expected);
  });
});
