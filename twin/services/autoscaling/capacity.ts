import { causeAt } from './activities.ts';
import type { Context } from './context.ts';
import { counted, type Group, type Member } from './group.ts';
import { type LaunchEnd, launch, onRunning } from './launch.ts';
import { Terminations } from './terminate.ts';
import { chooseVictim } from './termination-policy.ts';

/** Keeps each group at its desired capacity: launches what is missing, takes what is too much. */
export class Capacity {
  readonly terminations: Terminations;
  readonly #context: Context;
  readonly #end: LaunchEnd;

  /** `arrived` hears of each instance that came into service, `gone` of each that left. */
  constructor(context: Context, arrived: (group: Group, member: Member) => void, gone: (group: Group) => void) {
    this.#context = context;
    this.terminations = new Terminations(context, (group) => {
      gone(group);
      this.look(group, this.#delayMs());
    });
    this.#end = {
      arrived: (group, member) => {
        arrived(group, member);
        this.look(group, this.#delayMs());
      },
      abandoned: (group, member) => {
        this.terminations.begin(
          group,
          member,
          this.#cause('an instance was taken out of service in response to a launch that was abandoned'),
        );
        this.#replace(group);
      },
      refused: (group) => this.look(group, context.cloud.facts.valueMs('autoscaling.failedLaunchRetry')),
    };
  }

  /** Sets the desired capacity; what follows starts a little later (A16). */
  setDesired(group: Group, desired: number, why: string): void {
    if (desired !== group.desired) this.#changeDesired(group, desired, why);
    this.look(group, this.#delayMs());
  }

  /** Looks at the group's capacity after `delayMs`, if it is not going to be looked at sooner. */
  look(group: Group, delayMs: number): void {
    const { clock } = this.#context.cloud;
    if (counted(group).length === group.desired && group.causes.length === 0) return;
    if (group.reconciliation && group.reconciliation.atMs <= clock.nowMs + delayMs) return;
    group.reconciliation?.cancel();
    group.reconciliation = clock.after(delayMs, `capacity of ${group.name}`, () => {
      group.reconciliation = undefined;
      this.#reconcile(group);
    });
  }

  /** Takes an instance out and lets its replacement come beside it (A10, A14). */
  replaceUnhealthy(group: Group, member: Member, why: string): void {
    member.health = 'Unhealthy';
    this.terminations.begin(group, member, this.#cause(`an instance was taken out of service in response to ${why}`));
    this.#replace(group);
  }

  /** Takes an instance out because somebody asked for it. */
  terminate(group: Group, member: Member, decrement: boolean): void {
    const before = counted(group).length;
    const shrinking = decrement ? `, shrinking the capacity from ${before} to ${before - 1}` : '';
    if (decrement) {
      this.#context.cloud.journal.write('activity', {
        what: 'group-capacity',
        id: group.name,
        from: group.desired,
        to: group.desired - 1,
        reason: 'user request',
      });
      group.desired -= 1;
    }
    this.terminations.begin(
      group,
      member,
      this.#cause(`instance ${member.instanceId} was taken out of service in response to a user request${shrinking}`),
    );
    this.look(group, this.#context.cloud.facts.valueMs('autoscaling.replacementLag'));
  }

  onRunning(group: Group, member: Member): void {
    onRunning(this.#context, group, member, this.#end);
  }

  #changeDesired(group: Group, desired: number, why: string): void {
    group.causes.push(this.#cause(`${why} changing the desired capacity from ${group.desired} to ${desired}`));
    this.#context.cloud.journal.write('activity', {
      what: 'group-capacity',
      id: group.name,
      from: group.desired,
      to: desired,
      reason: why,
    });
    group.desired = desired;
  }

  #replace(group: Group): void {
    const delayMs = this.#context.cloud.facts.valueMs('autoscaling.replacementLag');
    this.#context.cloud.clock.after(delayMs, `replacement in ${group.name}`, () => {
      if (counted(group).length >= group.desired || group.isDeleting || group.suspended.has('Launch')) return;
      launch(
        this.#context,
        group,
        this.#cause('an instance was launched in response to an unhealthy instance needing to be replaced'),
        true,
        this.#end,
      );
    });
  }

  #reconcile(group: Group): void {
    if (group.isDeleting) return;
    const why = group.causes
      .splice(0)
      .map((cause) => `${cause}  `)
      .join('');
    const missing = group.desired - counted(group).length;
    for (let n = 0; n < missing && !group.suspended.has('Launch'); n++) {
      const change = `increasing the capacity from ${group.desired - missing} to ${group.desired}`;
      const started = this.#cause(`an instance was started in response to a difference between desired and actual capacity, ${change}`);
      launch(this.#context, group, `${why}${started}`, false, this.#end);
    }
    for (let n = 0; n < -missing && !group.suspended.has('Terminate'); n++) if (!this.#scaleIn(group, why, -missing)) return;
  }

  #scaleIn(group: Group, why: string, surplus: number): boolean {
    const { cloud, random } = this.#context;
    const victim = chooseVictim(counted(group), group.terminationPolicies, group.launchTemplate, cloud.clock.nowMs, random);
    if (!victim) return false;
    const change = `shrinking the capacity from ${group.desired + surplus} to ${group.desired}`;
    const taken = this.#cause(
      `an instance was taken out of service in response to a difference between desired and actual capacity, ${change}`,
    );
    this.terminations.begin(group, victim, `${why}${taken}  ${this.#cause(`instance ${victim.instanceId} was selected for termination`)}`);
    return true;
  }

  #cause(what: string): string {
    return causeAt(this.#context.cloud, what);
  }

  #delayMs(): number {
    return this.#context.cloud.facts.drawMs('autoscaling.activityStart', this.#context.random);
  }
}
