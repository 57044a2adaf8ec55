import type { Cloud, ServiceModule } from '../../cloud.ts';
import { Capacity } from './capacity.ts';
import { type Context, memberOf } from './context.ts';
import { forgetIfEmpty } from './delete-group.ts';
import { isLeaving } from './group.ts';
import { groupOperations } from './group-operations.ts';
import { groupProvider } from './group-provider.ts';
import { Health } from './health.ts';
import { hookOperations } from './hook-operations.ts';
import { instanceOperations } from './instance-operations.ts';
import { Limits } from './limits.ts';
import { partProviders } from './part-providers.ts';
import { Policies } from './policies.ts';
import { policyOperations } from './policy-operations.ts';
import { scheduledOperations } from './scheduled-operations.ts';
import { Schedules } from './schedules.ts';
import { settingOperations } from './setting-operations.ts';

/** Auto Scaling beside its API: when an instance counts in its group's metrics (A38), for EC2's `connect`. */
export type AutoScaling = ServiceModule & {
  groupMetricsSpan(instanceId: string): { fromMs: number; untilMs: number };
};

/** Amazon EC2 Auto Scaling: groups that keep their capacity, with hooks, health, policies and schedules. */
export function createAutoScaling(cloud: Cloud): AutoScaling {
  const context: Context = { cloud, random: cloud.random.split('autoscaling'), groups: new Map(), pastSpans: new Map() };
  const capacity: Capacity = new Capacity(
    context,
    (group, member) => {
      health.onArrived(group, member);
      health.judgeAll(group);
      policies.wake(group);
    },
    (group) => {
      forgetIfEmpty(context, group);
      policies.wake(group);
    },
  );
  const health = new Health(context, capacity);
  const policies = new Policies(context, capacity);
  const limits = new Limits(context, capacity, policies);
  const schedules = new Schedules(context, limits);
  listen(context, capacity, health, policies);
  const deps = { context, capacity, health, policies, limits, schedules };
  return {
    name: 'autoscaling',
    operations: {
      ...groupOperations(deps),
      ...instanceOperations(deps),
      ...hookOperations(deps),
      ...policyOperations(deps),
      ...scheduledOperations(deps),
      ...settingOperations(deps),
    },
    providers: [groupProvider(cloud, context), ...partProviders(cloud, context)],
    groupMetricsSpan: (instanceId) => {
      const found = memberOf(context, instanceId);
      if (!found) return context.pastSpans.get(instanceId) ?? { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
      return { fromMs: found.member.warmMs, untilMs: found.member.leavingMs ?? Number.POSITIVE_INFINITY };
    },
  };
}

function listen(context: Context, capacity: Capacity, health: Health, policies: Policies): void {
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
  });
  signals.on('cloudwatch:alarm', ({ alarmName, state }) => policies.onAlarm(alarmName, state));
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
