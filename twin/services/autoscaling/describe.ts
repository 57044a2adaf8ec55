import type { AutoScalingGroup, AutoScalingInstanceDetails, Instance, LifecycleHook, TagDescription } from '@aws-sdk/client-auto-scaling';
import type { Group, GroupTag, Hook, Member } from './group.ts';
import { describeMixed } from './mixed-instances.ts';

/** A group as DescribeAutoScalingGroups shows it. */
export function describeGroup(group: Group): AutoScalingGroup {
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...(group.settings.mixed
      ? { MixedInstancesPolicy: describeMixed(group.settings.launchTemplate, group.settings.mixed) }
      : { LaunchTemplate: group.settings.launchTemplate }),
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desired,
    DefaultCooldown: group.cooldownSeconds,
    AvailabilityZones: [...new Set(group.subnets.map((subnet) => subnet.zone))],
    VPCZoneIdentifier: group.subnets.map((subnet) => subnet.id).join(','),
    TargetGroupARNs: group.targetGroupArns,
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: group.graceSeconds,
    Instances: [...group.members.values()].map(describeMember),
    CreatedTime: new Date(group.createdMs),
    SuspendedProcesses: [...group.suspended].map((ProcessName) => ({ ProcessName, SuspensionReason: 'User suspended' })),
    Tags: group.tags.map((tag) => describeTag(group, tag)),
    TerminationPolicies: [...group.terminationPolicies],
    NewInstancesProtectedFromScaleIn: group.protectNew,
    ...(group.warmupSeconds === undefined ? {} : { DefaultInstanceWarmup: group.warmupSeconds }),
    ...(group.maintenance
      ? {
          InstanceMaintenancePolicy: {
            MinHealthyPercentage: group.maintenance.minPercent,
            MaxHealthyPercentage: group.maintenance.maxPercent,
          },
        }
      : {}),
    ...(group.isDeleting ? { Status: 'Delete in progress' } : {}),
  };
}

export function describeMember(member: Member): Instance {
  return {
    InstanceId: member.instanceId,
    InstanceType: member.instanceType,
    AvailabilityZone: member.zone,
    LifecycleState: member.state,
    HealthStatus: member.health,
    LaunchTemplate: member.launchTemplate,
    ProtectedFromScaleIn: member.isProtected,
  };
}

/** A member as DescribeAutoScalingInstances shows it (health in capitals there). */
export function describeInstance(group: Group, member: Member): AutoScalingInstanceDetails {
  const { HealthStatus, ...rest } = describeMember(member);
  return { ...rest, AutoScalingGroupName: group.name, HealthStatus: HealthStatus?.toUpperCase() } as AutoScalingInstanceDetails;
}

export function describeHook(group: Group, hook: Hook, longestSeconds: number): LifecycleHook {
  return {
    AutoScalingGroupName: group.name,
    LifecycleHookName: hook.name,
    LifecycleTransition: hook.transition,
    HeartbeatTimeout: hook.heartbeatSeconds,
    GlobalTimeout: longestSeconds,
    DefaultResult: hook.defaultResult,
    ...(hook.metadata === undefined ? {} : { NotificationMetadata: hook.metadata }),
  };
}

export function describeTag(group: Group, tag: GroupTag): TagDescription {
  return { ResourceId: group.name, ResourceType: 'auto-scaling-group', ...tag };
}
