import type {
  ActivitiesType,
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  CreateAutoScalingGroupType,
  DeleteAutoScalingGroupType,
  DescribeScalingActivitiesType,
  SetDesiredCapacityType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { describeActivity } from './activities.ts';
import type { Capacity } from './capacity.ts';
import { type Context, groupNamed, validationError } from './context.ts';
import { groupOf, healthCheckType, maintenanceOf, settingsOf, subnetsOf, warmup } from './create-group.ts';
import { deleteGroup } from './delete-group.ts';
import { describeGroup } from './describe.ts';
import type { Group } from './group.ts';
import type { Limits } from './limits.ts';
import type { Policies } from './policies.ts';
import { activeRefresh } from './refresh.ts';
import type { Schedules } from './schedules.ts';

const SIZES =
  'AutoScalingGroupName MinSize MaxSize DesiredCapacity DefaultCooldown DefaultInstanceWarmup HealthCheckType HealthCheckGracePeriod';
const SHARED = `${SIZES} VPCZoneIdentifier AvailabilityZones LaunchTemplate MixedInstancesPolicy InstanceMaintenancePolicy TerminationPolicies NewInstancesProtectedFromScaleIn`;
const MAX_PAGE = 100;

type Deps = { context: Context; capacity: Capacity; limits: Limits; policies: Policies; schedules: Schedules };

/** Groups: create, change, resize, delete and read. */
export function groupOperations(deps: Deps): Record<string, Operation> {
  const { context, capacity, limits } = deps;
  return {
    CreateAutoScalingGroup: taking(
      'autoscaling:CreateAutoScalingGroup',
      `${SHARED} TargetGroupARNs LifecycleHookSpecificationList Tags`,
      (input: CreateAutoScalingGroupType) => {
        const group = groupOf(context, input);
        context.groups.set(group.name, group);
        capacity.setDesired(group, input.DesiredCapacity ?? group.minSize, 'a user request created an AutoScalingGroup');
        return {};
      },
    ),
    UpdateAutoScalingGroup: taking('autoscaling:UpdateAutoScalingGroup', SHARED, (input: UpdateAutoScalingGroupType) => {
      const group = groupNamed(context, input.AutoScalingGroupName);
      if (group.isDeleting) throw new AwsError('ScalingActivityInProgressFault', `The group ${group.name} is being deleted`);
      if ((input.LaunchTemplate || input.MixedInstancesPolicy) && activeRefresh(group)?.desiredConfiguration)
        throw validationError(
          'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.',
        );
      const { MinSize: minSize, MaxSize: maxSize, DesiredCapacity: desired } = input;
      limits.change(group, { minSize, maxSize, desired }, 'a user request update');
      applySettings(context, group, input);
      return {};
    }),
    SetDesiredCapacity: taking(
      'autoscaling:SetDesiredCapacity',
      'AutoScalingGroupName DesiredCapacity HonorCooldown',
      (input: SetDesiredCapacityType) => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        const desired = input.DesiredCapacity ?? 0;
        if (desired > group.maxSize)
          throw validationError(`New SetDesiredCapacity value ${desired} is above max value ${group.maxSize} for the AutoScalingGroup.`);
        if (desired < group.minSize)
          throw validationError(`New SetDesiredCapacity value ${desired} is below min value ${group.minSize} for the AutoScalingGroup.`);
        if (input.HonorCooldown) checkCooldown(context, group);
        capacity.setDesired(group, desired, 'a user request explicitly set group desired capacity');
        deps.policies.wake(group);
        return {};
      },
    ),
    DeleteAutoScalingGroup: taking(
      'autoscaling:DeleteAutoScalingGroup',
      'AutoScalingGroupName ForceDelete',
      (input: DeleteAutoScalingGroupType) => {
        deleteGroup(deps, groupNamed(context, input.AutoScalingGroupName), input.ForceDelete === true);
        return {};
      },
    ),
    DescribeAutoScalingGroups: taking(
      'autoscaling:DescribeAutoScalingGroups',
      'AutoScalingGroupNames Filters MaxRecords NextToken',
      (input: AutoScalingGroupNamesType): AutoScalingGroupsType => {
        const names = input.AutoScalingGroupNames;
        const chosen = [...context.groups.values()].filter(
          (group) => (!names?.length || names.includes(group.name)) && passes(group, input),
        );
        return { AutoScalingGroups: chosen.map(describeGroup) };
      },
    ),
    DescribeScalingActivities: taking(
      'autoscaling:DescribeScalingActivities',
      'AutoScalingGroupName ActivityIds MaxRecords NextToken',
      (input: DescribeScalingActivitiesType): ActivitiesType => {
        const groups = input.AutoScalingGroupName ? [groupNamed(context, input.AutoScalingGroupName)] : [...context.groups.values()];
        const all = groups
          .flatMap((group) => group.activities)
          .filter((activity) => !input.ActivityIds || input.ActivityIds.includes(activity.id));
        const from = Number(input.NextToken ?? 0);
        const to = from + Math.min(input.MaxRecords ?? MAX_PAGE, MAX_PAGE);
        return { Activities: all.slice(from, to).map(describeActivity), ...(to < all.length ? { NextToken: String(to) } : {}) };
      },
    ),
  };
}

function applySettings(context: Context, group: Group, input: UpdateAutoScalingGroupType): void {
  if (input.DefaultCooldown !== undefined) group.cooldownSeconds = input.DefaultCooldown;
  if (input.DefaultInstanceWarmup !== undefined) group.warmupSeconds = warmup(input.DefaultInstanceWarmup);
  if (input.HealthCheckType !== undefined) group.healthCheckType = healthCheckType(input.HealthCheckType);
  if (input.HealthCheckGracePeriod !== undefined) group.graceSeconds = input.HealthCheckGracePeriod;
  if (input.VPCZoneIdentifier !== undefined) group.subnets = subnetsOf(context, input.VPCZoneIdentifier);
  if (input.LaunchTemplate !== undefined || input.MixedInstancesPolicy !== undefined) group.settings = settingsOf(input);
  if (input.InstanceMaintenancePolicy !== undefined) group.maintenance = maintenanceOf(input.InstanceMaintenancePolicy);
  if (input.TerminationPolicies !== undefined) group.terminationPolicies = input.TerminationPolicies;
  if (input.NewInstancesProtectedFromScaleIn !== undefined) group.protectNew = input.NewInstancesProtectedFromScaleIn;
}

function checkCooldown(context: Context, group: Group): void {
  const underWay = group.activities.find((activity) => activity.endMs === undefined);
  if (underWay)
    throw new AwsError('ScalingActivityInProgressFault', `Scaling activity ${underWay.id} is in progress and blocks this action`);
  const cooledMs = (group.lastActivityEndMs ?? Number.NEGATIVE_INFINITY) + group.cooldownSeconds * 1000;
  if (context.cloud.clock.nowMs < cooledMs)
    throw new AwsError('ScalingActivityInProgressFault', `The cooldown of the group ${group.name} is not over`);
}

function passes(group: Group, input: AutoScalingGroupNamesType): boolean {
  return (input.Filters ?? []).every((filter) => {
    const { Name = '', Values = [] } = filter;
    if (Name === 'tag-key') return group.tags.some((tag) => Values.includes(tag.Key));
    if (Name === 'tag-value') return group.tags.some((tag) => Values.includes(tag.Value));
    if (Name.startsWith('tag:')) return group.tags.some((tag) => `tag:${tag.Key}` === Name && Values.includes(tag.Value));
    throw new NotInTwinError(`the Auto Scaling filter ${Name}`);
  });
}
