import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Cloud, Properties } from '../../cloud.ts';

/** A group as it is now, in the terms of its template; the tags that CloudFormation adds are not told. */
export const readGroup =
  (cloud: Pick<Cloud, 'callNow'>) =>
  (name: string): Properties | undefined => {
    const { AutoScalingGroups } = cloud.callNow<{ AutoScalingGroups: AutoScalingGroup[] }>('autoscaling', 'DescribeAutoScalingGroups', {
      AutoScalingGroupNames: [name],
    });
    const group = AutoScalingGroups[0];
    if (group === undefined) return undefined;
    return {
      AutoScalingGroupName: group.AutoScalingGroupName,
      MinSize: group.MinSize,
      MaxSize: group.MaxSize,
      DesiredCapacity: group.DesiredCapacity,
      Cooldown: group.DefaultCooldown,
      HealthCheckType: group.HealthCheckType,
      HealthCheckGracePeriod: group.HealthCheckGracePeriod,
      VPCZoneIdentifier: group.VPCZoneIdentifier?.split(','),
      TargetGroupARNs: group.TargetGroupARNs,
      // The API tells the name as well, which the template does not.
      ...(group.LaunchTemplate === undefined ? {} : { LaunchTemplate: group.LaunchTemplate }),
    };
  };
