import type { Cloud, ServiceModule } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import { Capacity } from './capacity.ts';
import { type Context, memberOf } from './context.ts';
import { forgetIfEmpty } from './delete-group.ts';
import { type Group, isLeaving } from './group.ts';
import { GroupMetrics } from './group-metrics.ts';
import { groupOperations } from './group-operations.ts';
import { groupProvider } from './group-provider.ts';
import { Health } from './health.ts';
import { hookOperations } from './hook-operations.ts';
import { instanceOperations } from './instance-operations.ts';
import { Limits } from './limits.ts';
import { partProviders } from './part-providers.ts';
import { Policies } from './policies.ts';
import { policyOperations } from './policy-operations.ts';
import { activeRefresh } from './refresh.ts';
import { refreshOperations } from './refresh-operations.ts';
import { Refreshes } from './refreshes.ts';
import { scheduledOperations } from './scheduled-operations.ts';
import { Schedules } from './schedules.ts';
import { settingOperations } from './setting-operations.ts';

/** Auto Scaling beside its API: when an instance counts in its group's metrics (A38), for EC2's `connect`. */
export type AutoScaling = ServiceModule & {
  groupMetricsSpan(instanceId: string): { fromMs: number; untilMs: number };
  readonly metricSources: readonly MetricSource[];
};

/** Amazon EC2 Auto Scaling: groups that keep their capacity, with hooks, health, policies and schedules. */
export function createAutoScaling(cloud: Cloud): AutoScaling {
  const context: Context = { cloud, random: cloud.random.split('autoscaling'), groups: new Map(), pastSpans: new Map() };
  const capacity: Capacity = new Capacity(context, {
    arrived: (group, member) => {
      health.onArrived(group, member);
      health.judgeAll(group);
      policies.wake(group);
      const warmup = activeRefresh(group)?.preferences.warmupSeconds ?? group.warmupSeconds ?? 0;
      capacity.replacements.onArrived(group, member, warmup, () => lookAgain(group));
    },
    gone: (group) => {
      forgetIfEmpty(context, group);
      policies.wake(group);
    },
    troubled: (group) => refreshes.onTrouble(group),
    changed: (group) => lookAgain(group),
    isPassing: (group, member) => health.isPassing(group, member),
  });
  const refreshes: Refreshes = new Refreshes(context, capacity.replacements);
  /** Without a refresh stand-ins take their places by the group's own warm-up. */
  const lookAgain = (group: Group): void => {
    if (activeRefresh(group)) refreshes.look(group);
    else capacity.replacements.settle(group, group.warmupSeconds ?? 0, 'an unhealthy instance needing to be replaced');
  };
  const health = new Health(context, capacity);
  const policies = new Policies(context, capacity);
  const limits = new Limits(context, capacity, policies);
  const schedules = new Schedules(context, limits);
  const metrics = new GroupMetrics(context);
  listen(context, capacity, health, policies, refreshes, lookAgain);
  const deps = { context, capacity, health, policies, limits, schedules, refreshes };
  return {
    name: 'autoscaling',
    operations: {
      ...groupOperations(deps),
      ...instanceOperations(deps),
      ...hookOperations(deps),
      ...policyOperations(deps),
      ...scheduledOperations(deps),
      ...metrics.operations,
      ...settingOperations(deps),
      ...refreshOperations(deps),
    },
    providers: [groupProvider(cloud, context), ...partProviders(cloud, context)],
    metricSources: metrics.sources,
    groupMetricsSpan: (instanceId) => {
      const found = memberOf(context, instanceId);
      if (!found) return context.pastSpans.get(instanceId) ?? { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
      return { fromMs: found.member.warmMs, untilMs: found.member.leavingMs ?? Number.POSITIVE_INFINITY };
    },
  };
}

function listen(
  context: Context,
  capacity: Capacity,
  health: Health,
  policies: Policies,
  refreshes: Refreshes,
  lookAgain: (group: Group) => void,
): void {
  const { signals } = context.cloud;
  signals.on('ec2:instance', ({ instanceId, state }) => {
    const found = memberOf(context, instanceId);
    if (!found) return;
    if (state === 'running') capacity.onRunning(found.group, found.member);
    if (state === 'shutting-down' && !isLeaving(found.member)) health.onInstanceEnded(instanceId);
    if (state === 'terminated') onTerminated(context, capacity, instanceId);
  });
  signals.on('elb:target-health', ({ targetGroupArn, targetId, state }) => {
    if (state === 'unused') capacity.terminations.onDrained(targetGroupArn, targetId);
    else health.onTargetHealth(targetGroupArn, targetId, state);
    const found = memberOf(context, targetId);
    if (found && state === 'healthy') lookAgain(found.group);
  });
  signals.on('cloudwatch:alarm', ({ alarmName, state }) => {
    policies.onAlarm(alarmName, state);
    refreshes.onAlarm(alarmName);
  });
}

function onTerminated(context: Context, capacity: Capacity, instanceId: string): void {
  const found = memberOf(context, instanceId);
  if (!found) return;
  if (!found.group.isDeleting) {
    capacity.terminations.onTerminated(instanceId);
    return;
  }
  found.group.members.delete(instanceId);
  forgetIfEmpty(context, found.group);
}
