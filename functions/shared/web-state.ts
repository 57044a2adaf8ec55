import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { WebState } from '#domain/web-state.ts';
import { loadBalancing } from './clients/load-balancing.ts';
import { describeGroup } from './group-facts.ts';

/** The web tier as its group and its target group see it now, two calls. A group that is not there is an error. */
export async function describeWebState(groupName: string, targetGroupArn: string): Promise<WebState> {
  const [group, { TargetHealthDescriptions = [] }] = await Promise.all([
    describeGroup(groupName),
    loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })),
  ]);
  const health = new Map(TargetHealthDescriptions.map(({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State]));
  return {
    desired: group.DesiredCapacity ?? 0,
    nodes: (group.Instances ?? []).map(({ InstanceId = '', AvailabilityZone = '', LifecycleState = '', ProtectedFromScaleIn = false }) => ({
      instanceId: InstanceId,
      zone: AvailabilityZone,
      lifecycleState: LifecycleState,
      targetHealth: health.get(InstanceId),
      isProtected: ProtectedFromScaleIn,
    })),
    suspended: (group.SuspendedProcesses ?? []).map(({ ProcessName = '' }) => ProcessName),
  };
}
