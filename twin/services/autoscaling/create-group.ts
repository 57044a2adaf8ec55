import type {
  CreateAutoScalingGroupType,
  DesiredConfiguration,
  InstanceMaintenancePolicy,
  LaunchTemplateSpecification,
  LifecycleHookSpecification,
  PutLifecycleHookType,
  Tag,
} from '@aws-sdk/client-auto-scaling';
import type { DescribeSubnetsResult } from '@aws-sdk/client-ec2';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { type Context, SERVICE, validationError } from './context.ts';
import type { Group, GroupTag, Hook, HookResult, LaunchSettings, LaunchTemplateOfGroup, Transition } from './group.ts';
import { checkLimits } from './limits.ts';
import { mixedOf } from './mixed-instances.ts';

/** Bounds of a hook's heartbeat timeout (A3). */
const HEARTBEAT_SECONDS = { least: 30, most: 7_200 } as const;

/** Makes a group from its request; nothing is launched yet. */
export function groupOf(context: Context, input: CreateAutoScalingGroupType): Group {
  const { cloud, random } = context;
  const name = input.AutoScalingGroupName ?? '';
  if (!name) throw validationError('AutoScalingGroupName must not be empty');
  if (context.groups.has(name))
    throw new AwsError('AlreadyExistsFault', `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`);
  const min = input.MinSize ?? 0;
  const max = input.MaxSize ?? 0;
  checkLimits(min, max, input.DesiredCapacity);
  if (!input.LaunchTemplate && !input.MixedInstancesPolicy) throw new NotInTwinError('groups without a launch template');
  const group: Group = {
    name,
    arn: `arn:aws:autoscaling:${cloud.region}:${cloud.account}:autoScalingGroup:${random.uuid()}:autoScalingGroupName/${name}`,
    createdMs: cloud.clock.nowMs,
    minSize: min,
    maxSize: max,
    desired: 0,
    cooldownSeconds: input.DefaultCooldown ?? cloud.facts.value('autoscaling.cooldown'),
    warmupSeconds: warmup(input.DefaultInstanceWarmup),
    healthCheckType: healthCheckType(input.HealthCheckType),
    graceSeconds: input.HealthCheckGracePeriod ?? 0,
    subnets: subnetsOf(context, input.VPCZoneIdentifier),
    targetGroupArns: [...(input.TargetGroupARNs ?? [])],
    settings: settingsOf(input),
    maintenance: maintenanceOf(input.InstanceMaintenancePolicy),
    generation: 0,
    refreshes: [],
    terminationPolicies: input.TerminationPolicies?.length ? input.TerminationPolicies : ['Default'],
    protectNew: input.NewInstancesProtectedFromScaleIn ?? false,
    tags: (input.Tags ?? []).map(tagOf),
    isDeleting: false,
    members: new Map(),
    hooks: new Map(),
    policies: new Map(),
    scheduled: new Map(),
    suspended: new Set(),
    activities: [],
    causes: [],
  };
  for (const specification of input.LifecycleHookSpecificationList ?? []) putHook(context, group, specification);
  return group;
}

/** Adds or replaces a hook of a group. */
export function putHook(context: Context, group: Group, input: PutLifecycleHookType | LifecycleHookSpecification): void {
  const name = input.LifecycleHookName ?? '';
  const previous: Hook | undefined = group.hooks.get(name);
  if (input.NotificationTargetARN) throw new NotInTwinError('a notification target of a lifecycle hook', 'use EventBridge');
  const heartbeatSeconds = input.HeartbeatTimeout ?? previous?.heartbeatSeconds ?? context.cloud.facts.value('autoscaling.hookHeartbeat');
  if (heartbeatSeconds < HEARTBEAT_SECONDS.least || heartbeatSeconds > HEARTBEAT_SECONDS.most) {
    throw validationError(`HeartbeatTimeout must be between ${HEARTBEAT_SECONDS.least} and ${HEARTBEAT_SECONDS.most}`);
  }
  const transition = (input.LifecycleTransition ?? previous?.transition) as Transition | undefined;
  if (transition !== 'autoscaling:EC2_INSTANCE_LAUNCHING' && transition !== 'autoscaling:EC2_INSTANCE_TERMINATING') {
    throw validationError(`Invalid lifecycle transition ${transition}`);
  }
  const defaultResult = (input.DefaultResult ?? previous?.defaultResult ?? 'ABANDON') as HookResult;
  if (defaultResult !== 'CONTINUE' && defaultResult !== 'ABANDON') throw validationError(`Invalid DefaultResult ${defaultResult}`);
  group.hooks.set(name, { name, transition, heartbeatSeconds, defaultResult, metadata: input.NotificationMetadata ?? previous?.metadata });
}

/** The subnets of a VPCZoneIdentifier with their zones. */
export function subnetsOf(context: Context, identifier: string | undefined): { id: string; zone: string }[] {
  const SubnetIds = (identifier ?? '').split(',').filter((id) => id !== '');
  if (SubnetIds.length === 0) throw validationError('At least one Availability Zone or VPC Subnet is required.');
  const answer = context.cloud.callNow<DescribeSubnetsResult>('ec2', 'DescribeSubnets', { SubnetIds }, SERVICE);
  const zones = new Map(answer.Subnets?.map((subnet) => [subnet.SubnetId, subnet.AvailabilityZone]));
  return SubnetIds.map((id) => ({ id, zone: zones.get(id) ?? '' }));
}

/** What a group is told to launch: one template, or several types of it. */
export function settingsOf({ LaunchTemplate, MixedInstancesPolicy }: DesiredConfiguration): LaunchSettings {
  if (LaunchTemplate && MixedInstancesPolicy) throw validationError('Give a launch template or a mixed instances policy, not both.');
  if (MixedInstancesPolicy) {
    const { launchTemplate, mixed } = mixedOf(MixedInstancesPolicy);
    return { launchTemplate: templateOf(launchTemplate), mixed };
  }
  if (!LaunchTemplate) throw validationError('A launch template or a mixed instances policy is required.');
  return { launchTemplate: templateOf(LaunchTemplate) };
}

/** A maintenance policy within its bounds (A11); −1 takes it away again. */
export function maintenanceOf(policy: InstanceMaintenancePolicy | undefined): Group['maintenance'] {
  const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = policy ?? {};
  if (policy === undefined || (min === -1 && max === -1)) return undefined;
  if (min === undefined || max === undefined) throw validationError('Both percentages of the instance maintenance policy are required.');
  if (min < 0 || min > 100 || max < 100 || max > 200 || max - min > 100)
    throw validationError('MinHealthyPercentage is 0 to 100, MaxHealthyPercentage 100 to 200, and no more than 100 lie between them.');
  return { minPercent: min, maxPercent: max };
}

export function templateOf(specification: LaunchTemplateSpecification): LaunchTemplateOfGroup {
  const { LaunchTemplateId, LaunchTemplateName, Version } = specification;
  return {
    ...(LaunchTemplateId ? { LaunchTemplateId } : {}),
    ...(LaunchTemplateName ? { LaunchTemplateName } : {}),
    ...(Version ? { Version } : {}),
  };
}

export function tagOf(tag: Tag): GroupTag {
  return { Key: tag.Key ?? '', Value: tag.Value ?? '', PropagateAtLaunch: tag.PropagateAtLaunch ?? true };
}

export function healthCheckType(type: string | undefined): 'EC2' | 'ELB' {
  if (type === undefined || type === 'EC2') return 'EC2';
  if (type === 'ELB') return 'ELB';
  throw new NotInTwinError(`the health check type ${type}`);
}

/** −1 takes a warm-up away again. */
export function warmup(seconds: number | undefined): number | undefined {
  return seconds === -1 ? undefined : seconds;
}
