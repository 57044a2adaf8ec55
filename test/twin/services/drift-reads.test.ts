import { beforeEach, describe, expect, it } from 'vitest';
import { openWebTier, type WebTier } from './web-tier.ts';

const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

describe('what drift detection reads', () => {
  let web: WebTier;
  beforeEach(async () => {
    web = await openWebTier();
  });
  const read = (type: string, id: string, properties: object = {}) => web.cloud.provider(type).read?.(id, properties);

  it('of a group is what the calendar or a person has made of it', () => {
    const { AutoScalingGroups } = web.cloud.callNow('autoscaling', 'DescribeAutoScalingGroups', {});
    const name = AutoScalingGroups[0].AutoScalingGroupName;
    const before = read(GROUP, name);

    web.cloud.callNow('autoscaling', 'UpdateAutoScalingGroup', {
      AutoScalingGroupName: name,
      MinSize: 3,
      MaxSize: 9,
      HealthCheckGracePeriod: 7,
    });

    expect(before).toMatchObject({ MinSize: AutoScalingGroups[0].MinSize });
    expect(read(GROUP, name)).toMatchObject({ MinSize: 3, MaxSize: 9, HealthCheckGracePeriod: 7 });
  });

  it('of a target group are its check and the attributes that its template sets, and no others', () => {
    const set = { TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }] };
    web.cloud.callNow('elasticloadbalancing', 'ModifyTargetGroup', { TargetGroupArn: web.targetGroupArn, HealthCheckPath: '/other' });
    web.cloud.callNow('elasticloadbalancing', 'ModifyTargetGroupAttributes', {
      TargetGroupArn: web.targetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }],
    });

    expect(read(TARGETS, web.targetGroupArn, set)).toMatchObject({
      HealthCheckPath: '/other',
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }],
    });
    expect(read(TARGETS, web.targetGroupArn)).toMatchObject({ TargetGroupAttributes: [] });
  });

  it.each([
    [GROUP, 'nobodys-asg'],
    [TARGETS, 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/none/1'],
  ])('of a %s that is gone is nothing, by an answer or by an error that says so', (type, id) => {
    let found: unknown;
    try {
      found = read(type, id);
    } catch (error) {
      found = (error as { shape: string }).shape;
    }

    expect(String(found)).toMatch(/undefined|NotFound/);
  });
});
