import type { TargetGroup, TargetGroupAttribute } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Properties } from '../../cloud.ts';

/** A target group as it is now, in the terms of its template; of the attributes those that the template sets. */
export const readTargetGroup =
  (cloud: Pick<Cloud, 'callNow'>) =>
  (arn: string, { TargetGroupAttributes = [] }: Properties): Properties | undefined => {
    const ask = <Answer>(operation: string, input: object): Answer => cloud.callNow<Answer>('elasticloadbalancing', operation, input);
    const { TargetGroups } = ask<{ TargetGroups: TargetGroup[] }>('DescribeTargetGroups', { TargetGroupArns: [arn] });
    const group = TargetGroups[0];
    if (group === undefined) return undefined;
    const { Attributes } = ask<{ Attributes: TargetGroupAttribute[] }>('DescribeTargetGroupAttributes', { TargetGroupArn: arn });
    const set = (TargetGroupAttributes as TargetGroupAttribute[]).map(({ Key }) => Key ?? '');
    return {
      Name: group.TargetGroupName,
      Port: group.Port,
      Protocol: group.Protocol,
      VpcId: group.VpcId,
      TargetType: group.TargetType,
      HealthCheckPath: group.HealthCheckPath,
      HealthCheckIntervalSeconds: group.HealthCheckIntervalSeconds,
      HealthCheckTimeoutSeconds: group.HealthCheckTimeoutSeconds,
      HealthyThresholdCount: group.HealthyThresholdCount,
      UnhealthyThresholdCount: group.UnhealthyThresholdCount,
      Matcher: group.Matcher,
      TargetGroupAttributes: Attributes.filter(({ Key }) => set.includes(Key ?? '')),
    };
  };
