import type {
  ActivityType,
  AutoScalingInstancesType,
  DescribeAutoScalingInstancesType,
  SetInstanceHealthQuery,
  SetInstanceProtectionQuery,
  TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { describeActivity } from './activities.ts';
import type { Capacity } from './capacity.ts';
import { type Context, groupNamed, memberOf, validationError } from './context.ts';
import { describeInstance } from './describe.ts';
import { type Group, isLeaving, type Member } from './group.ts';

/** What can be done to the instances of a group. */
export function instanceOperations({ context, capacity }: { context: Context; capacity: Capacity }): Record<string, Operation> {
  return {
    DescribeAutoScalingInstances: taking(
      'autoscaling:DescribeAutoScalingInstances',
      'InstanceIds MaxRecords NextToken',
      (input: DescribeAutoScalingInstancesType): AutoScalingInstancesType => {
        const all = [...context.groups.values()].flatMap((group) =>
          [...group.members.values()].map((member) => describeInstance(group, member)),
        );
        return {
          AutoScalingInstances: all.filter(
            (instance) => !input.InstanceIds?.length || input.InstanceIds.includes(instance.InstanceId ?? ''),
          ),
        };
      },
    ),
    TerminateInstanceInAutoScalingGroup: taking(
      'autoscaling:TerminateInstanceInAutoScalingGroup',
      'InstanceId ShouldDecrementDesiredCapacity',
      (input: TerminateInstanceInAutoScalingGroupType): ActivityType => {
        const { group, member } = found(context, input.InstanceId);
        if (isLeaving(member))
          throw new AwsError('ScalingActivityInProgressFault', `The instance ${member.instanceId} is already leaving its group`);
        const decrement = input.ShouldDecrementDesiredCapacity === true;
        if (decrement && group.desired <= group.minSize) {
          throw validationError(
            `Currently, desiredSize equals minSize (${group.minSize}). Terminating instance without replacement will violate group's min size constraint.`,
          );
        }
        capacity.terminate(group, member, decrement);
        const activity = group.activities.find((candidate) => candidate.kind === 'terminate' && candidate.instanceId === member.instanceId);
        return activity ? { Activity: describeActivity(activity) } : {};
      },
    ),
    SetInstanceHealth: taking(
      'autoscaling:SetInstanceHealth',
      'InstanceId HealthStatus ShouldRespectGracePeriod',
      (input: SetInstanceHealthQuery) => {
        const { group, member } = found(context, input.InstanceId);
        if (input.HealthStatus !== 'Healthy' && input.HealthStatus !== 'Unhealthy')
          throw validationError(`Invalid health status: ${input.HealthStatus}`);
        const graceEndMs = (member.inServiceMs ?? context.cloud.clock.nowMs) + group.graceSeconds * 1000;
        const isSpared = input.ShouldRespectGracePeriod !== false && context.cloud.clock.nowMs < graceEndMs;
        if (input.HealthStatus === 'Unhealthy' && isSpared) return {};
        member.health = input.HealthStatus;
        const mayReplace = !group.suspended.has('ReplaceUnhealthy') && !isLeaving(member);
        if (member.health === 'Unhealthy' && mayReplace) capacity.replaceUnhealthy(group, member, 'a user health-check', true);
        return {};
      },
    ),
    SetInstanceProtection: taking(
      'autoscaling:SetInstanceProtection',
      'AutoScalingGroupName InstanceIds ProtectedFromScaleIn',
      (input: SetInstanceProtectionQuery) => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        for (const id of input.InstanceIds ?? []) {
          const member = group.members.get(id);
          if (!member) throw validationError(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
          member.isProtected = input.ProtectedFromScaleIn === true;
        }
        return {};
      },
    ),
  };
}

function found(context: Context, instanceId: string | undefined): { group: Group; member: Member } {
  const place = memberOf(context, instanceId);
  if (!place) throw validationError(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
  return place;
}
