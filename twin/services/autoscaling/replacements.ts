import { causeAt } from './activities.ts';
import type { Context } from './context.ts';
import { counted, type Group, isLeaving, type Member, standInOf } from './group.ts';

/** What has to be known and done to replace a member. */
export type Means = {
  launch(group: Group, cause: string, standsInFor?: string): void;
  terminate(group: Group, member: Member, cause: string): void;
  /** Whether every health check of the group calls the member well. */
  isPassing(group: Group, member: Member): boolean;
};

/**
 * Replaces members: both at once, or the new one first, where the old one goes only when the other is in service, passes its
 * health checks and has warmed up (InstanceMaintenancePolicy, instance refresh).
 */
export class Replacements {
  readonly #context: Context;
  readonly #means: Means;

  constructor(context: Context, means: Means) {
    this.#context = context;
    this.#means = means;
  }

  /** Launches a stand-in; the member stays until that is ready. */
  launchFirst(group: Group, member: Member, why: string): void {
    if (standInOf(group, member)) return;
    this.#means.launch(group, causeAt(this.#context.cloud, `an instance was launched in response to ${why}`), member.instanceId);
  }

  /** Lets the member go and launches another beside its drain. */
  terminateAndLaunch(group: Group, member: Member, why: string): void {
    this.#means.terminate(group, member, causeAt(this.#context.cloud, `an instance was taken out of service in response to ${why}`));
    const lagMs = this.#context.cloud.facts.valueMs('autoscaling.replacementLag');
    this.#context.cloud.clock.after(lagMs, `replacement in ${group.name}`, () => {
      // Whoever was faster has launched it already.
      if (counted(group).length >= group.desired || group.isDeleting || group.suspended.has('Launch')) return;
      this.#means.launch(group, causeAt(this.#context.cloud, `an instance was launched in response to ${why}`));
    });
  }

  /** Takes back every stand-in that has not taken its place yet. */
  withdraw(group: Group): void {
    for (const member of [...group.members.values()]) {
      if (member.standsInFor === undefined || isLeaving(member)) continue;
      const what = `instance ${member.instanceId} was taken out of service, as what it was to replace stays`;
      this.#means.terminate(group, member, causeAt(this.#context.cloud, what));
    }
  }

  /** A member came into service: it is looked at again when it has warmed up. */
  onArrived(group: Group, member: Member, warmupSeconds: number, look: () => void): void {
    const { clock } = this.#context.cloud;
    clock.after(warmupSeconds * 1000, `warm ${member.instanceId}`, () => {
      if (group.members.has(member.instanceId)) look();
    });
  }

  /** Whether a member carries its part: in service, well, and warmed up. */
  isReady(group: Group, member: Member, warmupSeconds: number): boolean {
    if (member.state !== 'InService' || member.health !== 'Healthy' || !this.#means.isPassing(group, member)) return false;
    return this.#context.cloud.clock.nowMs >= (member.inServiceMs ?? Number.POSITIVE_INFINITY) + warmupSeconds * 1000;
  }

  /** Takes out whoever has a stand-in that is ready. */
  settle(group: Group, warmupSeconds: number, why: string): void {
    for (const member of [...group.members.values()]) {
      const replaced = member.standsInFor === undefined ? undefined : group.members.get(member.standsInFor);
      if (replaced === undefined || isLeaving(member)) continue;
      if (isLeaving(replaced)) {
        delete member.standsInFor;
        continue;
      }
      if (!this.isReady(group, member, warmupSeconds)) continue;
      // From here on it counts itself, and the capacity is what it was.
      delete member.standsInFor;
      this.#means.terminate(
        group,
        replaced,
        causeAt(this.#context.cloud, `instance ${replaced.instanceId} was taken out of service in response to ${why}`),
      );
    }
  }
}
