import type { DescribeAlarmsOutput, GetMetricStatisticsOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Capacity } from './capacity.ts';
import { type Context, SERVICE } from './context.ts';
import { mathValueOf } from './customized-metric.ts';
import { type Group, inService } from './group.ts';
import type { Policy } from './policy.ts';
import { type Load, takeStep, trackTarget } from './scaling-rules.ts';

/** Acts on the alarms of scaling policies, at once and again each minute while they last (C10). */
export class Policies {
  readonly #context: Context;
  readonly #capacity: Capacity;

  constructor(context: Context, capacity: Capacity) {
    this.#context = context;
    this.#capacity = capacity;
  }

  onAlarm(alarmName: string, state: string): void {
    const all = this.#all();
    if (state !== 'ALARM') for (const { policy } of all) this.#forget(policy, alarmName);
    if (state !== 'ALARM' || all.length === 0) return;
    const arns = this.#alarm(alarmName)?.AlarmActions ?? [];
    for (const { group, policy } of all) if (arns.includes(policy.arn)) this.#act(group, policy, alarmName);
  }

  /** The group's limits changed or an instance came or went: alarms that had nothing left to do may have again. */
  wake(group: Group): void {
    for (const policy of group.policies.values()) {
      for (const [alarmName, timer] of policy.active) if (!timer) this.#repeat(group, policy, alarmName);
    }
  }

  forget(policy: Policy): void {
    for (const alarmName of [...policy.active.keys()]) this.#forget(policy, alarmName);
  }

  #act(group: Group, policy: Policy, alarmName: string): void {
    const alarm = this.#alarm(alarmName);
    const isOver = alarm?.StateValue !== 'ALARM' || alarm.ActionsEnabled === false || group.isDeleting;
    this.#forget(policy, alarmName);
    if (isOver) return;
    policy.active.set(alarmName, undefined);
    const isHeld = !policy.isEnabled || group.suspended.has('AlarmNotification');
    const asked = isHeld ? undefined : this.#capacityAsked(group, policy, alarm);
    const wanted = Math.min(group.maxSize, Math.max(group.minSize, asked ?? group.desired));
    if (wanted !== group.desired) {
      this.#capacity.setDesired(group, wanted, `a monitor alarm ${alarmName} in state ALARM triggered policy ${policy.name}`);
    }
    // At a limit nothing can follow until the limit or the group changes: no timer is needed to find that out.
    const isAtLimit =
      asked !== undefined &&
      (asked > group.desired ? group.desired === group.maxSize : group.desired === group.minSize && asked <= group.minSize);
    if (!isAtLimit) this.#repeat(group, policy, alarmName);
  }

  #capacityAsked(group: Group, policy: Policy, alarm: MetricAlarm): number | undefined {
    const load = this.#load(group);
    const metric = this.#metric(group, alarm, policy.rule.kind === 'target-tracking' && isLow(alarm));
    if (metric === undefined) return undefined;
    const { rule } = policy;
    switch (rule.kind) {
      case 'target-tracking':
        return trackTarget(load, metric, rule.targetValue, this.#context.cloud.facts.value('autoscaling.targetTrackingInStep'));
      case 'step':
        return takeStep(load, metric - (alarm.Threshold ?? 0), rule);
      default:
        return rule satisfies never;
    }
  }

  #load(group: Group): Load {
    const nowMs = this.#context.cloud.clock.nowMs;
    const warm = inService(group).filter((member) => member.warmMs <= nowMs).length;
    const warming = [...group.members.values()].some(
      (member) => member.state.startsWith('Pending') || (member.state === 'InService' && member.warmMs > nowMs),
    );
    return { warm, desired: group.desired, isWarming: warming };
  }

  // A scale-in waits for a data point of the group as it is now, or one low minute would take instance after instance.
  #metric(group: Group, alarm: MetricAlarm, fresh: boolean): number | undefined {
    const periodMs = (alarm.Period ?? 60) * 1000;
    const minuteMs = 60_000;
    const endMs = Math.floor(this.#context.cloud.clock.nowMs / minuteMs) * minuteMs;
    if (fresh && (group.reconciliation || endMs - periodMs < this.#lastChangeMs(group))) return undefined;
    if (alarm.Metrics !== undefined && alarm.Metrics.length > 0) return mathValueOf(this.#context, alarm, endMs);
    const statistic = alarm.Statistic ?? 'Average';
    const input = {
      Namespace: alarm.Namespace,
      MetricName: alarm.MetricName,
      Dimensions: alarm.Dimensions,
      StartTime: new Date(endMs - periodMs),
      EndTime: new Date(endMs),
      Period: alarm.Period,
      Statistics: [statistic],
    };
    return this.#context.cloud.callNow<GetMetricStatisticsOutput>('cloudwatch', 'GetMetricStatistics', input, SERVICE).Datapoints?.[0]?.[
      statistic
    ];
  }

  #lastChangeMs(group: Group): number {
    const left = group.activities.find((activity) => activity.kind === 'terminate')?.startMs ?? 0;
    const joined = inService(group).map((member) => member.warmMs);
    return Math.max(left, ...joined);
  }

  #repeat(group: Group, policy: Policy, alarmName: string): void {
    const repeatMs = this.#context.cloud.facts.valueMs('cloudwatch.autoScalingActionRepeat');
    policy.active.get(alarmName)?.cancel();
    const timer = this.#context.cloud.clock.after(repeatMs, `${policy.name} while ${alarmName}`, () => this.#act(group, policy, alarmName));
    policy.active.set(alarmName, timer);
  }

  #forget(policy: Policy, alarmName: string): void {
    policy.active.get(alarmName)?.cancel();
    policy.active.delete(alarmName);
  }

  #alarm(alarmName: string): MetricAlarm | undefined {
    const input = { AlarmNames: [alarmName] };
    return this.#context.cloud.callNow<DescribeAlarmsOutput>('cloudwatch', 'DescribeAlarms', input, SERVICE).MetricAlarms?.[0];
  }

  #all(): { group: Group; policy: Policy }[] {
    return [...this.#context.groups.values()].flatMap((group) => [...group.policies.values()].map((policy) => ({ group, policy })));
  }
}

function isLow(alarm: MetricAlarm): boolean {
  return alarm.ComparisonOperator === 'LessThanThreshold' || alarm.ComparisonOperator === 'LessThanOrEqualToThreshold';
}
