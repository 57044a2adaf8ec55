import { describe, expect, it } from 'vitest';
import { appliedProperties, policyWithoutEffect } from '#twin/cloudformation/update-policy.ts';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const IGNORE = { AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true } };
const before = { MinSize: '2', MaxSize: '4', HealthCheckType: 'ELB' };

describe('an update policy', () => {
  it('keeps sizes that the template did not modify out of an update', () => {
    const wanted = { ...before, MaxSize: '6', HealthCheckGracePeriod: 90 };

    expect(appliedProperties(GROUP, IGNORE, wanted, before)).toEqual({ MaxSize: '6', HealthCheckType: 'ELB', HealthCheckGracePeriod: 90 });
  });

  it.each([
    ['without the policy', GROUP, undefined],
    ['with the policy off', GROUP, { AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: false } }],
    ['of another type', 'AWS::Other', IGNORE],
  ])('hands on every size %s', (_, type, policy) => {
    expect(appliedProperties(type, policy, before, before)).toEqual(before);
  });

  it('says what of it changes nothing', () => {
    expect(policyWithoutEffect({ ...IGNORE, AutoScalingRollingUpdate: {} })).toEqual(['UpdatePolicy.AutoScalingRollingUpdate']);
  });
});
