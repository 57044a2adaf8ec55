import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClosingFacts, planScaleIn } from '#domain/closing.ts';

const GIVE_UP = 1_000;
const open: ClosingFacts = {
  desired: 8,
  inService: 8,
  moving: 0,
  baseline: { min: 2, max: 4, desired: 2 },
  cpuPercent: 5,
  targetCpuPercent: 40,
  nowMs: 0,
  giveUpMs: GIVE_UP,
};

describe('planScaleIn', () => {
  it.each<{ name: string; facts: Partial<ClosingFacts>; action: string; desired?: number }>([
    { name: 'lets half go when the load is small', facts: {}, action: 'lower', desired: 4 },
    { name: 'lets go only what the others can carry', facts: { cpuPercent: 30 }, action: 'lower', desired: 7 },
    { name: 'goes on below max while the load allows', facts: { desired: 4, inService: 4 }, action: 'lower', desired: 2 },
    { name: 'restores at the baseline', facts: { desired: 2, inService: 2 }, action: 'restore' },
    {
      name: 'restores with more nodes than at first when the load needs them',
      facts: { desired: 4, inService: 4, cpuPercent: 38 },
      action: 'restore',
    },
    {
      name: 'restores at the most that the baseline allows, though more still serve',
      facts: { desired: 4, inService: 6, cpuPercent: 25 },
      action: 'restore',
    },
    { name: 'waits while a batch drains', facts: { moving: 4, inService: 4, desired: 4 }, action: 'wait' },
    { name: 'waits while the load needs every node', facts: { cpuPercent: 39 }, action: 'wait' },
    { name: 'waits while the load is not known', facts: { cpuPercent: undefined }, action: 'wait' },
    { name: 'waits when nobody serves', facts: { inService: 0 }, action: 'wait' },
    { name: 'gives up on a load that stays', facts: { cpuPercent: 39, nowMs: GIVE_UP }, action: 'overdue' },
    { name: 'gives up on an unknown load', facts: { cpuPercent: undefined, nowMs: GIVE_UP }, action: 'overdue' },
    { name: 'gives up on a drain without end', facts: { moving: 1, nowMs: GIVE_UP }, action: 'overdue' },
  ])('$name', ({ facts, action, desired }) => {
    const decision = planScaleIn({ ...open, ...facts });

    expect(decision.action).toBe(action);
    expect(decision.desired).toBe(desired);
    expect(decision.reason).not.toBe('');
  });

  it('never overloads those who stay, nor goes below the baseline', () => {
    const facts = fc.record({
      desired: fc.integer({ min: 1, max: 40 }),
      cpuPercent: fc.double({ min: 0, max: 100, noNaN: true }),
      min: fc.integer({ min: 1, max: 5 }),
      more: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(facts, ({ desired, cpuPercent, min, more }) => {
        const decision = planScaleIn({
          ...open,
          desired,
          inService: desired,
          cpuPercent,
          baseline: { min, max: min + more, desired: min },
        });

        if (decision.action !== 'lower') return;
        const stay = decision.desired as number;
        expect(stay).toBeLessThan(desired);
        expect(stay).toBeGreaterThanOrEqual(min);
        expect((cpuPercent * desired) / stay).toBeLessThanOrEqual(40);
      }),
    );
  });
});
