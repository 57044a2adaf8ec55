import { describe, expect, it } from 'vitest';
import { judgeOpening, verdictOfOpening } from '#domain/opening.ts';

const NOON = Date.parse('2018-02-09T12:00:00Z');

describe('judgeOpening', () => {
  it.each([
    { healthyTargets: 8, nowMs: NOON - 1, action: 'ready' },
    { healthyTargets: 9, nowMs: NOON - 1, action: 'ready' },
    { healthyTargets: 8, nowMs: NOON + 900_000, action: 'ready' },
    { healthyTargets: 7, nowMs: NOON - 1, action: 'wait' },
    { healthyTargets: 0, nowMs: NOON + 899_999, action: 'wait' },
    { healthyTargets: 7, nowMs: NOON + 900_000, action: 'shortfall' },
  ])('says $action with $healthyTargets of 8 healthy at $nowMs', ({ healthyTargets, nowMs, action }) => {
    const decision = judgeOpening({ healthyTargets, neededTargets: 8, nowMs, giveUpMs: NOON + 900_000 });

    expect(decision.action).toBe(action);
    expect(decision.reason).toContain(`${healthyTargets} of 8`);
  });
});

describe('verdictOfOpening', () => {
  it.each([
    { readyAtMs: NOON - 60_000, verdict: 'PASSED', reason: '60 s before' },
    { readyAtMs: NOON, verdict: 'PASSED', reason: '0 s before' },
    { readyAtMs: NOON + 1_000, verdict: 'FAILED', reason: '1 s after' },
    { readyAtMs: undefined, verdict: 'FAILED', reason: 'Only 8 of 8' },
  ])('is $verdict when ready at $readyAtMs', ({ readyAtMs, verdict, reason }) => {
    const judged = verdictOfOpening(8, 8, readyAtMs, NOON);

    expect(judged.verdict).toBe(verdict);
    expect(judged.reason).toContain(reason);
  });
});
