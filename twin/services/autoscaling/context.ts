import type { Cloud, Principal } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Group, LifecycleState, Member } from './group.ts';

/** What every part of the service works with. */
export type Context = {
  readonly cloud: Cloud;
  readonly random: Random;
  readonly groups: Map<string, Group>;
  /** When instances that left counted in their group's metrics. */
  readonly pastSpans: Map<string, { fromMs: number; untilMs: number }>;
};

/** Auto Scaling calls other services as itself. */
export const SERVICE: Principal = { kind: 'service', service: 'autoscaling.amazonaws.com' };

export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

export function groupNamed(context: Context, name: string | undefined): Group {
  const group = context.groups.get(name ?? '');
  if (!group) throw validationError('AutoScalingGroup name not found - null');
  return group;
}

/** The group and member of an instance, wherever it is. */
export function memberOf(context: Context, instanceId: string | undefined): { group: Group; member: Member } | undefined {
  for (const group of context.groups.values()) {
    const member = group.members.get(instanceId ?? '');
    if (member) return { group, member };
  }
  return undefined;
}

/** Moves a member to another lifecycle state and says so in the journal. */
export function enter(context: Context, group: Group, member: Member, state: LifecycleState, reason = ''): void {
  const from = member.state;
  member.state = state;
  context.cloud.journal.write('activity', {
    what: 'lifecycle',
    id: member.instanceId,
    group: group.name,
    zone: member.zone,
    from,
    to: state,
    ...(reason ? { reason } : {}),
  });
  context.cloud.signals.emit('autoscaling:lifecycle', { groupName: group.name, instanceId: member.instanceId, state });
}

/** The group's metrics look different from now on: alarms on them are to be evaluated again. */
export function metricsChanged(context: Context): void {
  context.cloud.signals.emit('cloudwatch:data', { namespace: 'AWS/EC2', metricName: 'CPUUtilization' });
}
