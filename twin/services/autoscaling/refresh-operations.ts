import type {
  RefreshPreferences as ApiPreferences,
  CancelInstanceRefreshAnswer,
  CancelInstanceRefreshType,
  DescribeInstanceRefreshesAnswer,
  DescribeInstanceRefreshesType,
  DesiredConfiguration,
  InstanceRefresh,
  RollbackInstanceRefreshAnswer,
  RollbackInstanceRefreshType,
  StartInstanceRefreshAnswer,
  StartInstanceRefreshType,
} from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { type Context, groupNamed, validationError } from './context.ts';
import { settingsOf } from './create-group.ts';
import type { Group, LaunchSettings } from './group.ts';
import { activeRefresh, percentComplete, type Refresh, type RefreshPreferences, toReplace } from './refresh.ts';
import type { Refreshes } from './refreshes.ts';

/** Without a maintenance policy a refresh keeps so much of the group, and goes no further above it (A32). */
const DEFAULT_HEALTHY = { minPercent: 90, maxPercent: 100 } as const;
const DEFAULT_CHECKPOINT_DELAY_SECONDS = 3_600;
/** User Guide, instance-refresh-rollback. */
const MOST_ALARMS = 10;
const KNOWN =
  'MinHealthyPercentage MaxHealthyPercentage InstanceWarmup CheckpointPercentages CheckpointDelay SkipMatching AutoRollback BakeTime ScaleInProtectedInstances StandbyInstances AlarmSpecification'.split(
    ' ',
  );

/** Instance refreshes: begun, read, stopped and taken back. */
export function refreshOperations({ context, refreshes }: { context: Context; refreshes: Refreshes }): Record<string, Operation> {
  return {
    StartInstanceRefresh: taking(
      'autoscaling:StartInstanceRefresh',
      'AutoScalingGroupName Strategy DesiredConfiguration Preferences',
      (input: StartInstanceRefreshType): StartInstanceRefreshAnswer => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        if (input.Strategy !== undefined && input.Strategy !== 'Rolling') throw new NotInTwinError(`refreshes by ${input.Strategy}`);
        if (group.isDeleting) throw validationError(`The group ${group.name} is being deleted.`);
        if (activeRefresh(group))
          throw new AwsError('InstanceRefreshInProgressFault', `An instance refresh is already in progress for the group ${group.name}.`);
        const refresh = refreshOf(context, group, input);
        refreshes.start(group, refresh);
        return { InstanceRefreshId: refresh.id };
      },
    ),
    DescribeInstanceRefreshes: taking(
      'autoscaling:DescribeInstanceRefreshes',
      'AutoScalingGroupName InstanceRefreshIds MaxRecords NextToken',
      (input: DescribeInstanceRefreshesType): DescribeInstanceRefreshesAnswer => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        const asked = group.refreshes.filter(({ id }) => !input.InstanceRefreshIds?.length || input.InstanceRefreshIds.includes(id));
        const from = Number(input.NextToken ?? 0);
        const to = from + (input.MaxRecords ?? asked.length);
        return {
          InstanceRefreshes: asked.slice(from, to).map((refresh) => described(group, refresh)),
          ...(to < asked.length ? { NextToken: String(to) } : {}),
        };
      },
    ),
    CancelInstanceRefresh: taking(
      'autoscaling:CancelInstanceRefresh',
      'AutoScalingGroupName WaitForTransitioningInstances',
      (input: CancelInstanceRefreshType): CancelInstanceRefreshAnswer => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        return { InstanceRefreshId: refreshes.cancel(group, input.WaitForTransitioningInstances ?? true).id };
      },
    ),
    RollbackInstanceRefresh: taking(
      'autoscaling:RollbackInstanceRefresh',
      'AutoScalingGroupName',
      (input: RollbackInstanceRefreshType): RollbackInstanceRefreshAnswer => ({
        InstanceRefreshId: refreshes.rollBack(groupNamed(context, input.AutoScalingGroupName), 'A user request.').id,
      }),
    ),
  };
}

function refreshOf(context: Context, group: Group, { Preferences, DesiredConfiguration: desired }: StartInstanceRefreshType): Refresh {
  const settings = desired === undefined ? group.settings : desiredSettings(context, group, desired);
  return {
    id: context.random.uuid(),
    preferences: preferencesOf(group, Preferences ?? {}),
    desiredConfiguration: desired,
    settings: withVersion(context, settings),
    before: group.settings,
    status: 'Pending',
    reason: '',
    generation: Number.POSITIVE_INFINITY,
    nextCheckpoint: 0,
    pausedUntilMs: 0,
    readySeen: 0,
  };
}

function desiredSettings(context: Context, group: Group, desired: DesiredConfiguration): LaunchSettings {
  const settings = settingsOf(desired);
  // What is asked for must be there before a single instance goes.
  withVersion(context, settings);
  // What becomes of the types and markets of a mixed group then is not documented.
  if (settings.mixed === undefined && group.settings.mixed !== undefined)
    throw new NotInTwinError('a desired configuration of a template alone for a mixed group', 'give the whole policy');
  return settings;
}

/** `$Latest` and `$Default` as the number that they stand for now: that is what skip matching compares. */
function withVersion(context: Context, settings: LaunchSettings): LaunchSettings {
  const { LaunchTemplateId, LaunchTemplateName, Version } = settings.launchTemplate;
  const input = given({ LaunchTemplateId, LaunchTemplateName, Versions: [Version ?? '$Default'] });
  const [found] = context.cloud.callNow('ec2', 'DescribeLaunchTemplateVersions', input).LaunchTemplateVersions;
  return { ...settings, launchTemplate: { ...settings.launchTemplate, Version: String(found.VersionNumber) } };
}

function preferencesOf(group: Group, input: ApiPreferences): RefreshPreferences {
  refuseUnknown('autoscaling:StartInstanceRefresh.Preferences', input, KNOWN);
  const healthy = group.maintenance ?? DEFAULT_HEALTHY;
  const checkpoints = input.CheckpointPercentages ?? [];
  const alarms = input.AlarmSpecification?.Alarms ?? [];
  const preferences: RefreshPreferences = {
    minHealthyPercent: input.MinHealthyPercentage ?? healthy.minPercent,
    maxHealthyPercent: input.MaxHealthyPercentage ?? healthy.maxPercent,
    warmupSeconds: input.InstanceWarmup ?? group.warmupSeconds ?? group.graceSeconds,
    checkpointPercentages: checkpoints,
    checkpointDelaySeconds: input.CheckpointDelay ?? DEFAULT_CHECKPOINT_DELAY_SECONDS,
    skipMatching: input.SkipMatching ?? false,
    autoRollback: input.AutoRollback ?? false,
    bakeSeconds: input.BakeTime ?? 0,
    protectedInstances: input.ScaleInProtectedInstances ?? 'Wait',
    alarms,
  };
  // Nobody is ever in standby here, so that whatever is to be done with them is done.
  if (!['Wait', 'Ignore', 'Terminate'].includes(input.StandbyInstances ?? 'Wait')) throw validationError('Invalid StandbyInstances');
  const { minHealthyPercent: min, maxHealthyPercent: max } = preferences;
  if (min < 0 || min > 100 || max < 100 || max > 200 || max - min > 100)
    throw validationError('MinHealthyPercentage is 0 to 100, MaxHealthyPercentage 100 to 200, and no more than 100 lie between them.');
  if (input.CheckpointDelay !== undefined && checkpoints.length === 0)
    throw validationError('CheckpointDelay needs CheckpointPercentages.');
  if (checkpoints.some((percent, index) => percent < 1 || percent > 100 || percent <= (checkpoints[index - 1] ?? 0)))
    throw validationError('CheckpointPercentages must be unique numbers from 1 to 100 in ascending order.');
  if (alarms.length > MOST_ALARMS) throw validationError(`An instance refresh watches ${MOST_ALARMS} alarms at most.`);
  return preferences;
}

function described(group: Group, refresh: Refresh): InstanceRefresh {
  const { preferences: chosen, rollback, desiredConfiguration, startMs, endMs, reason } = refresh;
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: group.name,
    Status: refresh.status,
    ...(reason ? { StatusReason: reason } : {}),
    ...(startMs === undefined ? {} : { StartTime: new Date(startMs) }),
    ...(endMs === undefined ? {} : { EndTime: new Date(endMs) }),
    PercentageComplete: refresh.status === 'Pending' ? 0 : percentComplete(group, refresh),
    InstancesToUpdate: endMs === undefined ? toReplace(group, refresh).length : 0,
    Preferences: {
      MinHealthyPercentage: chosen.minHealthyPercent,
      MaxHealthyPercentage: chosen.maxHealthyPercent,
      InstanceWarmup: chosen.warmupSeconds,
      SkipMatching: chosen.skipMatching,
      AutoRollback: chosen.autoRollback,
      BakeTime: chosen.bakeSeconds,
      ScaleInProtectedInstances: chosen.protectedInstances,
      ...(chosen.checkpointPercentages.length > 0
        ? { CheckpointPercentages: [...chosen.checkpointPercentages], CheckpointDelay: chosen.checkpointDelaySeconds }
        : {}),
      ...(chosen.alarms.length > 0 ? { AlarmSpecification: { Alarms: [...chosen.alarms] } } : {}),
    },
    ...(desiredConfiguration ? { DesiredConfiguration: desiredConfiguration } : {}),
    ...(rollback
      ? {
          RollbackDetails: {
            RollbackReason: rollback.reason,
            RollbackStartTime: new Date(rollback.startMs),
            PercentageCompleteOnRollback: rollback.percentComplete,
            InstancesToUpdateOnRollback: rollback.toUpdate,
          },
        }
      : {}),
  };
}
