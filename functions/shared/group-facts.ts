import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { autoScaling } from './clients/auto-scaling.ts';
import { loadBalancing } from './clients/load-balancing.ts';
import { MissingError } from './errors.ts';

/** The group as AWS describes it now; a group that is not there is an error, never an empty answer. */
export async function describeGroup(name: string): Promise<AutoScalingGroup> {
  const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  const group = AutoScalingGroups[0];
  if (!group) throw new MissingError(`There is no Auto Scaling group ${name}.`);
  return group;
}

/** The ids of the targets that the load balancer calls healthy now. */
export async function healthyTargetIds(targetGroupArn: string): Promise<string[]> {
  const { TargetHealthDescriptions = [] } = await loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
  return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').map(({ Target }) => Target?.Id ?? '');
}
