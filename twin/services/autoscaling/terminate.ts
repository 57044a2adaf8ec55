import { AwsError } from '../../errors.ts';
import { beginActivity, endActivity } from './activities.ts';
import { type Context, enter, metricsChanged, SERVICE } from './context.ts';
import { type Group, isLeaving, type Member } from './group.ts';
import { runHooks } from './hooks.ts';

type Leaving = { group: Group; member: Member; draining: Set<string>; finish(): void };

/** Takes instances out: deregister and drain first, then the terminate hooks, then EC2 (A7, A17, A18). */
export class Terminations {
  readonly #context: Context;
  readonly #leaving = new Map<string, Leaving>();
  readonly #gone: (group: Group) => void;

  /** `gone` hears of every instance that has left its group. */
  constructor(context: Context, gone: (group: Group) => void) {
    this.#context = context;
    this.#gone = gone;
  }

  begin(group: Group, member: Member, cause: string): void {
    if (isLeaving(member)) return;
    const { cloud, random } = this.#context;
    const wasInService = member.state === 'InService';
    member.wait?.timer.cancel();
    delete member.wait;
    if (member.launch.endMs === undefined)
      endActivity(cloud, group, member.launch, 'Cancelled', 'The instance was taken out of service before it arrived.');
    const subnetId = group.subnets.find((subnet) => subnet.zone === member.zone)?.id ?? '';
    const activity = beginActivity(cloud, random, group, {
      kind: 'terminate',
      instanceId: member.instanceId,
      zone: member.zone,
      subnetId,
      cause,
    });
    enter(this.#context, group, member, 'Terminating', cause);
    member.leavingMs = cloud.clock.nowMs;
    this.#context.pastSpans.set(member.instanceId, { fromMs: member.warmMs, untilMs: member.leavingMs });
    const draining = wasInService ? this.#deregister(group, member) : new Set<string>();
    // Without a load balancer the activity takes its own time; with one, what comes after the drain is EC2's.
    const earliestMs = draining.size > 0 ? 0 : activity.startMs + cloud.facts.drawMs('autoscaling.terminateActivity', random);
    const finish = (): void => {
      cloud.clock.at(earliestMs, `terminated ${member.instanceId}`, () => {
        if (!group.members.has(member.instanceId)) return;
        enter(this.#context, group, member, 'Terminated');
        group.members.delete(member.instanceId);
        this.#leaving.delete(member.instanceId);
        endActivity(cloud, group, activity, 'Successful');
        this.#gone(group);
      });
    };
    if (draining.size > 0) activity.status = 'WaitingForELBConnectionDraining';
    this.#leaving.set(member.instanceId, { group, member, draining, finish });
    if (wasInService) metricsChanged(this.#context);
    if (draining.size === 0) this.#runHooks(group, member);
  }

  /** A target group has let go of a target. */
  onDrained(targetGroupArn: string, instanceId: string): void {
    const leaving = this.#leaving.get(instanceId);
    if (!leaving?.draining.delete(targetGroupArn) || leaving.draining.size > 0) return;
    this.#runHooks(leaving.group, leaving.member);
  }

  /** EC2 says that an instance is gone. */
  onTerminated(instanceId: string): void {
    const leaving = this.#leaving.get(instanceId);
    if (leaving?.member.state === 'Terminating:Proceed') leaving.finish();
  }

  #deregister(group: Group, member: Member): Set<string> {
    const draining = new Set(group.targetGroupArns);
    for (const TargetGroupArn of group.targetGroupArns) {
      try {
        this.#context.cloud.callNow(
          'elasticloadbalancing',
          'DeregisterTargets',
          { TargetGroupArn, Targets: [{ Id: member.instanceId }] },
          SERVICE,
        );
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        // The target group was deleted before its group: nothing is left to drain.
        draining.delete(TargetGroupArn);
      }
    }
    return draining;
  }

  #runHooks(group: Group, member: Member): void {
    runHooks(this.#context, group, member, 'autoscaling:EC2_INSTANCE_TERMINATING', () => {
      enter(this.#context, group, member, 'Terminating:Proceed');
      const { cloud } = this.#context;
      const input = { InstanceIds: [member.instanceId] };
      const answer = cloud.callNow<{ TerminatingInstances: { CurrentState: { Name: string } }[] }>(
        'ec2',
        'TerminateInstances',
        input,
        SERVICE,
      );
      if (answer.TerminatingInstances[0]?.CurrentState.Name === 'terminated') this.onTerminated(member.instanceId);
    });
  }
}
