import { type Context, enter } from './context.ts';
import type { Group, Hook, HookResult, Member, Transition } from './group.ts';

/** A hook waits no longer than this in all (A4). */
const MAX_WAIT_SECONDS = 48 * 3_600;
const MAX_HEARTBEATS = 100;

/** Where an instance comes from and goes to, in the events of a transition. */
const ENDS = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': {
    name: 'EC2 Instance-launch Lifecycle Action',
    Origin: 'EC2',
    Destination: 'AutoScalingGroup',
    state: 'Pending:Wait',
  },
  'autoscaling:EC2_INSTANCE_TERMINATING': {
    name: 'EC2 Instance-terminate Lifecycle Action',
    Origin: 'AutoScalingGroup',
    Destination: 'EC2',
    state: 'Terminating:Wait',
  },
} as const;

/** Holds a member at each hook of a transition in turn; ABANDON skips the rest (A5). Calls `done` at once when there is none. */
export function runHooks(
  context: Context,
  group: Group,
  member: Member,
  transition: Transition,
  done: (result: HookResult, reason: string) => void,
): void {
  const hooks = [...group.hooks.values()].filter((hook) => hook.transition === transition);
  const next = (index: number, result: HookResult, reason: string): void => {
    const hook = hooks[index];
    if (!hook || result === 'ABANDON') done(result, reason);
    else hold(context, group, member, hook, (given, why) => next(index + 1, given, why));
  };
  next(0, 'CONTINUE', '');
}

function hold(context: Context, group: Group, member: Member, hook: Hook, done: (result: HookResult, reason: string) => void): void {
  const { cloud } = context;
  const ends = ENDS[hook.transition];
  const token = context.random.uuid();
  if (member.state !== ends.state) enter(context, group, member, ends.state, hook.name);
  member.wait = {
    hook,
    token,
    startedMs: cloud.clock.nowMs,
    timer: heartbeat(context, member, hook, hook.heartbeatSeconds),
    complete(result, reason) {
      member.wait?.timer.cancel();
      delete member.wait;
      cloud.journal.write('activity', {
        what: 'lifecycle-hook',
        id: member.instanceId,
        group: group.name,
        hook: hook.name,
        to: result,
        reason,
      });
      done(result, `Lifecycle Action with token ${token} was abandoned: ${reason}`);
    },
  };
  cloud.emit({
    source: 'aws.autoscaling',
    'detail-type': ends.name,
    resources: [group.arn],
    detail: {
      LifecycleActionToken: token,
      AutoScalingGroupName: group.name,
      LifecycleHookName: hook.name,
      EC2InstanceId: member.instanceId,
      LifecycleTransition: hook.transition,
      ...(hook.metadata === undefined ? {} : { NotificationMetadata: hook.metadata }),
      Origin: ends.Origin,
      Destination: ends.Destination,
    },
  });
}

/** Restarts the heartbeat of a waiting member, up to the longest wait that a hook may have. */
export function recordHeartbeat(context: Context, member: Member): void {
  const { wait } = member;
  if (!wait) return;
  const leftSeconds = longestWaitSeconds(wait.hook) - (context.cloud.clock.nowMs - wait.startedMs) / 1000;
  wait.timer.cancel();
  wait.timer = heartbeat(context, member, wait.hook, Math.min(wait.hook.heartbeatSeconds, leftSeconds));
}

/** The longest total wait at a hook (A4). */
export function longestWaitSeconds(hook: Hook): number {
  return Math.min(MAX_WAIT_SECONDS, MAX_HEARTBEATS * hook.heartbeatSeconds);
}

function heartbeat(context: Context, member: Member, hook: Hook, seconds: number) {
  return context.cloud.clock.after(seconds * 1000, `heartbeat ${hook.name} ${member.instanceId}`, () =>
    member.wait?.complete(hook.defaultResult, 'Heartbeat Timeout'),
  );
}
