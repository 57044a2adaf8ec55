import { causeAt } from './activities.ts';
import type { Context } from './context.ts';
import { counted, type Group, type Member } from './group.ts';
import { type LaunchEnd, launch, onRunning } from './launch.ts';
import { settingsInForce } from './refresh.ts';
import { Replacements } from './replacements.ts';
import { Terminations } from './terminate.ts';
import { chooseVictim } from './termination-policy.ts';

/** Who hears of what becomes of members. */
export type Hearers = {
  /** An instance came into service. */
  arrived(group: Group, member: Member): void;
  /** An instance has left. */
  gone(group: Group): void;
  /** A launch was given up or refused, or what was launched does not pass its health checks. */
  troubled(group: Group): void;
  /** Members came or went, in whatever way. */
  changed(group: Group): void;
  /** Whether every health check of the group calls a member well. */
  isPassing(group: Group, member: Member): boolean;
};

/** Keeps each group at its desired capacity: launches what is missing, takes what is too much. */
export class Capacity {
  readonly terminations: Terminations;
  readonly replacements: Replacements;
  readonly #context: Context;
  readonly #end: LaunchEnd;

  readonly #hearers: Hearers;

  constructor(context: Context, hearers: Hearers) {
    this.#context = context;
    this.#hearers = hearers;
    this.terminations = new Terminations(context, (group) => {
      hearers.gone(group);
      this.look(group, this.#delayMs());
      hearers.changed(group);
    });
    this.replacements = new Replacements(context, {
      launch: (group, cause, standsInFor) => launch(context, group, cause, { replaces: standsInFor === undefined, standsInFor }, this.#end),
      terminate: (group, member, cause) => this.terminations.begin(group, member, cause),
      isPassing: hearers.isPassing,
    });
    this.#end = {
      arrived: (group, member) => {
        hearers.arrived(group, member);
        this.look(group, this.#delayMs());
        hearers.changed(group);
      },
      abandoned: (group, member) => {
        this.terminations.begin(
          group,
          member,
          this.#cause('an instance was taken out of service in response to a launch that was abandoned'),
        );
        hearers.troubled(group);
        if (member.standsInFor === undefined) this.#replace(group);
        else this.#afterLag(group, () => hearers.changed(group));
      },
      refused: (group) => {
        hearers.troubled(group);
        const retryMs = context.cloud.facts.valueMs('autoscaling.failedLaunchRetry');
        this.look(group, retryMs);
        context.cloud.clock.after(retryMs, `another try in ${group.name}`, () => hearers.changed(group));
      },
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

  /** Takes an instance out and lets its replacement come beside it, or come first where the group says so (A10, A14). */
  replaceUnhealthy(group: Group, member: Member, why: string, mayStay = false): void {
    member.health = 'Unhealthy';
    if (member.generation === group.generation) this.#hearers.troubled(group);
    if (mayStay && launchesFirst(group) && member.standsInFor === undefined) {
      this.replacements.launchFirst(group, member, 'an unhealthy instance needing to be replaced');
      return;
    }
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
    this.#afterLag(group, () => {
      if (counted(group).length >= group.desired || group.isDeleting || group.suspended.has('Launch')) return;
      launch(
        this.#context,
        group,
        this.#cause('an instance was launched in response to an unhealthy instance needing to be replaced'),
        { replaces: true },
        this.#end,
      );
    });
  }

  #afterLag(group: Group, act: () => void): void {
    const delayMs = this.#context.cloud.facts.valueMs('autoscaling.replacementLag');
    this.#context.cloud.clock.after(delayMs, `replacement in ${group.name}`, act);
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
      launch(this.#context, group, `${why}${started}`, { replaces: false }, this.#end);
    }
    for (let n = 0; n < -missing && !group.suspended.has('Terminate'); n++) if (!this.#scaleIn(group, why, -missing)) return;
  }

  #scaleIn(group: Group, why: string, surplus: number): boolean {
    const { cloud, random } = this.#context;
    const victim = chooseVictim(
      counted(group),
      group.terminationPolicies,
      settingsInForce(group).launchTemplate,
      cloud.clock.nowMs,
      random,
    );
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

/** A group whose policy leaves no room below what is wanted, and some above it (A10). */
const launchesFirst = ({ maintenance }: Group): boolean =>
  maintenance !== undefined && maintenance.minPercent === 100 && maintenance.maxPercent > 100;
