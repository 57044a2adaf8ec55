import { describe, expect, it } from 'vitest';
import { judgeRecovery, patienceSeconds, verdictOfRecovery } from '#domain/recovery.ts';
import { node, webOf } from './web-support.ts';

const ACTED = Date.parse('2018-02-09T15:01:00Z');
const facts = (web = webOf(8), seconds = 150) => ({
  web,
  victimIds: ['i-99'],
  before: { healthyTargets: 8, inService: 8 },
  actedAtMs: ACTED,
  nowMs: ACTED + seconds * 1_000,
  objectiveSeconds: 600,
});

describe('patienceSeconds', () => {
  it.each([
    [1, 600],
    [300, 600],
    [600, 1_200],
    [86_400, 2_400],
  ])('for an objective of %i s is %i s', (objective, patience) => {
    expect(patienceSeconds(objective)).toBe(patience);
  });
});

describe('judgeRecovery', () => {
  it('has recovered when as many are healthy as before, and says after how long', () => {
    expect(judgeRecovery(facts())).toEqual({
      action: 'recovered',
      reason: '8 of 8 targets are healthy after 150 s.',
      recoverySeconds: 150,
    });
  });

  it('does not mind a victim that still drains', () => {
    const web = webOf(8);
    const draining = node('i-99', { lifecycleState: 'Terminating', targetHealth: 'draining' });

    expect(judgeRecovery(facts({ ...web, nodes: [...web.nodes, draining] })).action).toBe('recovered');
  });

  it.each([
    ['one is missing', webOf(7), '7 of 8'],
    ['the replacement is not yet healthy', webOf(8, [node('i-7', { targetHealth: 'initial' })]), '7 of 8'],
    ['the replacement is not yet in service', webOf(8, [node('i-7', { lifecycleState: 'Pending:Wait' })]), '7 of 8'],
    ['the eighth is a victim', { ...webOf(7), nodes: [...webOf(7).nodes, node('i-99')] }, 'i-99 still serves'],
    ['a victim serves beside enough others', { ...webOf(8), nodes: [...webOf(8).nodes, node('i-99')] }, 'i-99 still serves'],
  ])('waits when %s', (_, web, reason) => {
    const decision = judgeRecovery(facts(web));

    expect(decision).toMatchObject({ action: 'wait', recoverySeconds: null });
    expect(decision.reason).toContain(reason);
  });

  it('gives up when the patience is used up', () => {
    expect(judgeRecovery(facts(webOf(7), 1_199)).action).toBe('wait');
    expect(judgeRecovery(facts(webOf(7), 1_200)).action).toBe('overdue');
  });

  it('is never green where nothing was healthy before', () => {
    const decision = judgeRecovery({ ...facts(webOf(0)), before: { healthyTargets: 0, inService: 0 } });

    expect(decision).toMatchObject({ action: 'overdue', recoverySeconds: null });
    expect(verdictOfRecovery(decision, 600).verdict).toBe('FAILED');
  });
});

describe('verdictOfRecovery', () => {
  it.each([
    [150, 'PASSED'],
    [600, 'PASSED'],
    [601, 'FAILED'],
    [null, 'FAILED'],
  ])('after %s s of 600 is %s', (recoverySeconds, verdict) => {
    expect(verdictOfRecovery({ action: 'recovered', reason: 'Counted.', recoverySeconds }, 600).verdict).toBe(verdict);
  });
});
