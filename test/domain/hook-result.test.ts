import { describe, expect, it } from 'vitest';
import { hookDecision, type Transition } from '#domain/hook-result.ts';

const LAUNCH = 'autoscaling:EC2_INSTANCE_LAUNCHING';
const TERMINATE = 'autoscaling:EC2_INSTANCE_TERMINATING';

describe('hookDecision', () => {
  it.each([
    [LAUNCH, 'Success', 'CONTINUE'],
    [LAUNCH, 'Failed', 'ABANDON'],
    [LAUNCH, 'TimedOut', 'ABANDON'],
    [LAUNCH, 'Delivery Timed Out', 'ABANDON'],
    [LAUNCH, 'Cancelled', 'ABANDON'],
    [LAUNCH, 'A word of next year', 'ABANDON'],
    [LAUNCH, 'InProgress', 'wait'],
    [TERMINATE, 'Success', 'CONTINUE'],
    [TERMINATE, 'Failed', 'CONTINUE'],
    [TERMINATE, 'TimedOut', 'CONTINUE'],
    [TERMINATE, 'Pending', 'wait'],
  ] as const)('for %s and %s is %s', (transition, status, action) => {
    expect(hookDecision(transition, status).action).toBe(action);
  });

  it('refuses a transition that it does not know', () => {
    expect(() => hookDecision('autoscaling:EC2_INSTANCE_RESTING' as Transition, 'Success')).toThrow('RESTING');
  });
});
