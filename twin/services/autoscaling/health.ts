import type { Capacity } from './capacity.ts';
import { type Context, memberOf } from './context.ts';
import { type Group, inService, isLeaving, type Member } from './group.ts';

/** Decides which members are unhealthy and has them replaced (A2, A12, A13). */
export class Health {
  readonly #context: Context;
  readonly #capacity: Capacity;
  /** What each target group last said of a target. */
  readonly #elb = new Map<string, Map<string, string>>();

  constructor(context: Context, capacity: Capacity) {
    this.#context = context;
    this.#capacity = capacity;
  }

  /** EC2 says that an instance stopped or ended: acted upon at once (A13). */
  onInstanceEnded(instanceId: string): void {
    this.#elb.delete(instanceId);
    const found = memberOf(this.#context, instanceId);
    if (!found || isLeaving(found.member) || !this.#mayReplace(found.group)) return;
    this.#capacity.replaceUnhealthy(found.group, found.member, 'an EC2 health check that indicated it had been terminated or stopped');
  }

  onTargetHealth(targetGroupArn: string, instanceId: string, state: string): void {
    const states = this.#elb.get(instanceId) ?? new Map<string, string>();
    this.#elb.set(instanceId, states.set(targetGroupArn, state));
    const found = memberOf(this.#context, instanceId);
    if (found && state === 'unhealthy') this.judge(found.group, found.member);
  }

  /** A member came into service: its grace period begins. */
  onArrived(group: Group, member: Member): void {
    this.#context.cloud.clock.after(group.graceSeconds * 1000, `grace of ${member.instanceId}`, () => this.judge(group, member));
  }

  /** Looks at everything that a load balancer calls unhealthy, after something made room for another replacement. */
  judgeAll(group: Group): void {
    for (const member of inService(group)) this.judge(group, member);
  }

  judge(group: Group, member: Member): void {
    if (group.healthCheckType !== 'ELB' || member.state !== 'InService' || !this.#mayReplace(group)) return;
    const graceEndMs = (member.inServiceMs ?? 0) + group.graceSeconds * 1000;
    const states = this.#elb.get(member.instanceId);
    const unhealthy = group.targetGroupArns.some((arn) => states?.get(arn) === 'unhealthy');
    if (!unhealthy || this.#context.cloud.clock.nowMs < graceEndMs) return;
    member.health = 'Unhealthy';
    if (this.#underWay(group) >= this.#mostAtOnce(group)) return;
    this.#capacity.replaceUnhealthy(group, member, 'an ELB system health check failure', true);
  }

  /** Whether nothing that checks the group's members has anything against one of them. */
  isPassing(group: Group, member: Member): boolean {
    if (group.healthCheckType !== 'ELB') return true;
    const states = this.#elb.get(member.instanceId);
    return group.targetGroupArns.every((arn) => states?.get(arn) === 'healthy');
  }

  // An unhealthy replacement takes at most a tenth of the group at a time, and at least one (A12).
  #mostAtOnce(group: Group): number {
    return Math.max(1, Math.floor(group.desired * this.#context.cloud.facts.value('autoscaling.unhealthyReplacementShare')));
  }

  #underWay(group: Group): number {
    return group.desired - inService(group).length;
  }

  #mayReplace(group: Group): boolean {
    return !group.isDeleting && !group.suspended.has('HealthCheck') && !group.suspended.has('ReplaceUnhealthy');
  }
}
