import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.ts';
import { type Context, SERVICE, validationError } from './context.ts';
import { counted, type Group, inService, type Member, standInOf } from './group.ts';
import {
  activeRefresh,
  freshMembers,
  isActive,
  percentComplete,
  type Refresh,
  type RefreshStatus,
  replacementsAtOnce,
  toReplace,
} from './refresh.ts';
import type { Replacements } from './replacements.ts';

/** What the bus is told of each status; the words are AWS's. */
const TOLD: Readonly<Partial<Record<RefreshStatus, string>>> = {
  InProgress: 'Started',
  Baking: 'Started Baking',
  Successful: 'Succeeded',
  Failed: 'Failed',
  Cancelled: 'Cancelled',
  RollbackInProgress: 'Rollback Started',
  RollbackSuccessful: 'Rollback Succeeded',
  RollbackFailed: 'Rollback Failed',
};
/** More than this is history that nobody reads; AWS shows six weeks. */
const MAX_REFRESHES = 100;
const WHY = 'an instance refresh';

/**
 * Carries instance refreshes out. Nothing is remembered of single replacements: each look reads from the members what is done
 * and what is to be done next, so that whatever else happens in the group finds its place.
 */
export class Refreshes {
  readonly #context: Context;
  readonly #replacements: Replacements;

  constructor(context: Context, replacements: Replacements) {
    this.#context = context;
    this.#replacements = replacements;
  }

  start(group: Group, refresh: Refresh): void {
    this.#alarms(refresh, true);
    group.refreshes.unshift(refresh);
    if (group.refreshes.length > MAX_REFRESHES) group.refreshes.pop();
    this.#journal(group, refresh);
    const delayMs = this.#context.cloud.facts.drawMs('autoscaling.activityStart', this.#context.random);
    this.#context.cloud.clock.after(delayMs, `refresh of ${group.name}`, () => {
      if (refresh.status !== 'Pending' || group.isDeleting) return;
      group.generation += 1;
      refresh.generation = group.generation;
      refresh.startMs = this.#context.cloud.clock.nowMs;
      this.#enter(group, refresh, 'InProgress', '');
      this.look(group);
    });
  }

  /** Stops replacing. What is on its way arrives first, unless nobody waits for it. */
  cancel(group: Group, waits: boolean): Refresh {
    const refresh = activeRefresh(group);
    if (refresh === undefined || refresh.rollback) throw noneActive(group);
    if (refresh.status === 'Pending' || !waits) this.#end(group, refresh, 'Cancelled', 'Cancelled by a user request.');
    else {
      this.#enter(group, refresh, 'Cancelling', 'Cancelled by a user request.');
      this.look(group);
    }
    return refresh;
  }

  /** Brings back what the group was before, in the place of everything that the refresh has launched. */
  rollBack(group: Group, reason: string): Refresh {
    const refresh = activeRefresh(group);
    if (refresh === undefined || refresh.rollback || refresh.status === 'Cancelling') throw noneActive(group);
    if (!mayRollBack(refresh)) {
      throw new AwsError(
        'IrreversibleInstanceRefreshFault',
        'The instance refresh has no desired configuration, or the group uses the $Latest or $Default version of its launch template.',
      );
    }
    const isPending = refresh.status === 'Pending';
    const toUpdate = isPending ? 0 : freshMembers(group, refresh).length;
    refresh.rollback = {
      reason,
      startMs: this.#context.cloud.clock.nowMs,
      percentComplete: isPending ? 0 : percentComplete(group, refresh),
      toUpdate,
    };
    group.generation += 1;
    refresh.generation = group.generation;
    refresh.readySeen = 0;
    refresh.pausedUntilMs = 0;
    refresh.patience?.cancel();
    delete refresh.patience;
    this.#enter(group, refresh, 'RollbackInProgress', reason);
    this.#replacements.withdraw(group);
    this.look(group);
    return refresh;
  }

  /** An alarm changed: who watches it looks. */
  onAlarm(alarmName: string): void {
    for (const group of this.#context.groups.values()) {
      if (activeRefresh(group)?.preferences.alarms.includes(alarmName)) this.look(group);
    }
  }

  /** A launch failed, or what was launched does not pass: from now on there is one hour to do better. */
  onTrouble(group: Group): void {
    const refresh = activeRefresh(group);
    if (refresh === undefined || refresh.status === 'Pending') return;
    this.#losePatience(group, refresh, 'The new instances do not become healthy.');
  }

  /** Something in the group has changed. */
  look(group: Group): void {
    const refresh = activeRefresh(group);
    if (refresh === undefined || refresh.status === 'Pending' || group.isDeleting) return;
    this.#replacements.settle(group, refresh.preferences.warmupSeconds, WHY);
    if (refresh.status === 'Baking') {
      this.#alarms(refresh, false, (name) => this.#fail(group, refresh, `The CloudWatch alarm ${name} is in the ALARM state.`));
      return;
    }
    this.#noteProgress(group, refresh);
    if (refresh.status === 'Cancelling') {
      if (this.#onTheirWay(group, refresh) === 0) this.#end(group, refresh, 'Cancelled', refresh.reason);
      return;
    }
    if (!this.#mayGoOn(group, refresh)) return;
    if (toReplace(group, refresh).length === 0 && this.#onTheirWay(group, refresh) === 0) this.#complete(group, refresh);
    else if (!this.#pausesAtCheckpoint(group, refresh)) this.#replaceMore(group, refresh);
  }

  #mayGoOn(group: Group, refresh: Refresh): boolean {
    if (group.suspended.has('InstanceRefresh')) return false;
    if (refresh.rollback) return true;
    let mayGoOn = true;
    this.#alarms(refresh, false, (name, state) => {
      mayGoOn = false;
      if (state === 'ALARM') this.#fail(group, refresh, `The CloudWatch alarm ${name} is in the ALARM state.`);
      else refresh.reason = `Waiting for the CloudWatch alarm ${name}, which is in the ${state} state.`;
    });
    return mayGoOn && isActive(refresh);
  }

  /** Members that were launched and are not ready, and those that are not even launched. */
  #onTheirWay(group: Group, refresh: Refresh): number {
    const settling = freshMembers(group, refresh).filter((member) => !this.#isReady(group, refresh, member));
    return settling.length + Math.max(0, group.desired - counted(group).length);
  }

  #isReady(group: Group, { preferences }: Refresh, member: Member): boolean {
    return this.#replacements.isReady(group, member, preferences.warmupSeconds);
  }

  /** A member that was there before needs no warm-up any more. */
  #carries(group: Group, refresh: Refresh, member: Member): boolean {
    return member.generation === refresh.generation ? this.#isReady(group, refresh, member) : this.#replacements.isReady(group, member, 0);
  }

  #noteProgress(group: Group, refresh: Refresh): void {
    const ready = freshMembers(group, refresh).filter((member) => this.#isReady(group, refresh, member)).length;
    if (ready <= refresh.readySeen) return;
    refresh.readySeen = ready;
    refresh.patience?.cancel();
    delete refresh.patience;
  }

  #pausesAtCheckpoint(group: Group, refresh: Refresh): boolean {
    const { checkpointPercentages, checkpointDelaySeconds } = refresh.preferences;
    const { clock } = this.#context.cloud;
    if (refresh.rollback || checkpointPercentages.length === 0) return false;
    if (clock.nowMs < refresh.pausedUntilMs) return true;
    const percent = this.#percentReady(group, refresh);
    const reached = checkpointPercentages.filter((checkpoint) => checkpoint <= percent).length;
    if (reached <= refresh.nextCheckpoint) return false;
    refresh.nextCheckpoint = reached;
    if (reached === checkpointPercentages.length) {
      this.#complete(group, refresh);
      return true;
    }
    // Of several that are reached at once only the last is told (User Guide, asg-adding-checkpoints-instance-refresh).
    this.#tell(group, refresh, 'Checkpoint Reached', {
      CheckpointPercentage: String(checkpointPercentages[reached - 1]),
      CheckpointDelay: String(checkpointDelaySeconds),
    });
    refresh.pausedUntilMs = clock.nowMs + checkpointDelaySeconds * 1000;
    refresh.reason = `Waiting ${checkpointDelaySeconds} seconds at the checkpoint of ${checkpointPercentages[reached - 1]} percent.`;
    clock.at(refresh.pausedUntilMs, `checkpoint of ${group.name}`, () => this.look(group));
    return true;
  }

  #percentReady(group: Group, refresh: Refresh): number {
    const all = counted(group);
    if (all.length === 0) return 100;
    const old = new Set(toReplace(group, refresh));
    const done = all.filter(
      (member) => !old.has(member) && (member.generation < refresh.generation || this.#isReady(group, refresh, member)),
    );
    return (100 * done.length) / all.length;
  }

  #replaceMore(group: Group, refresh: Refresh): void {
    const { preferences } = refresh;
    const least = Math.ceil((group.desired * preferences.minHealthyPercent) / 100);
    const atOnce = replacementsAtOnce(group.desired, preferences);
    const waiting = toReplace(group, refresh).filter((member) => !standInOf(group, member));
    const isHeld = (member: (typeof waiting)[number]): boolean =>
      member.isProtected && preferences.protectedInstances === 'Wait' && refresh.rollback === undefined;
    const free = waiting.filter((member) => !isHeld(member));
    for (const member of free.slice(0, Math.max(0, this.#allowed(group, refresh)))) {
      const onTheirWay = this.#onTheirWay(group, refresh);
      if (onTheirWay >= atOnce) break;
      const ready = inService(group).filter((one) => one.standsInFor === undefined && this.#carries(group, refresh, one)).length;
      if (preferences.minHealthyPercent < 100 && (ready > least || onTheirWay === 0)) {
        this.#replacements.terminateAndLaunch(group, member, WHY);
      } else this.#replacements.launchFirst(group, member, WHY);
    }
    const onTheirWay = this.#onTheirWay(group, refresh);
    if (onTheirWay > 0) refresh.reason = 'Waiting for instances to warm up or to pass their health checks before continuing.';
    const [held] = waiting.filter(isHeld);
    if (onTheirWay > 0 || free.length > 0 || held === undefined) return;
    refresh.reason = `Waiting for remaining instances to be available. For example: ${held.instanceId} is protected from scale in.`;
    this.#losePatience(group, refresh, refresh.reason);
  }

  /** How many more may be begun before the next checkpoint. */
  #allowed(group: Group, refresh: Refresh): number {
    const next = refresh.preferences.checkpointPercentages[refresh.nextCheckpoint];
    if (next === undefined || refresh.rollback) return Number.POSITIVE_INFINITY;
    const size = counted(group).length;
    const begun = size - toReplace(group, refresh).filter((member) => !standInOf(group, member)).length;
    return Math.ceil((size * next) / 100) - begun;
  }

  #losePatience(group: Group, refresh: Refresh, reason: string): void {
    if (refresh.patience) return;
    const { clock, facts } = this.#context.cloud;
    refresh.patience = clock.after(facts.valueMs('autoscaling.refreshPatience'), `patience with ${group.name}`, () => {
      delete refresh.patience;
      if (isActive(refresh)) this.#fail(group, refresh, reason);
    });
  }

  #fail(group: Group, refresh: Refresh, reason: string): void {
    if (refresh.rollback) this.#end(group, refresh, 'RollbackFailed', reason);
    else if (refresh.preferences.autoRollback && mayRollBack(refresh) && refresh.status !== 'Cancelling') this.rollBack(group, reason);
    else this.#end(group, refresh, 'Failed', reason);
  }

  #complete(group: Group, refresh: Refresh): void {
    if (refresh.rollback) {
      this.#end(group, refresh, 'RollbackSuccessful', refresh.rollback.reason);
      return;
    }
    const { bakeSeconds } = refresh.preferences;
    if (bakeSeconds === 0) {
      this.#succeed(group, refresh);
      return;
    }
    this.#enter(group, refresh, 'Baking', '');
    this.#context.cloud.clock.after(bakeSeconds * 1000, `bake ${group.name}`, () => {
      if (refresh.status === 'Baking') this.#succeed(group, refresh);
    });
  }

  #succeed(group: Group, refresh: Refresh): void {
    group.settings = refresh.settings;
    this.#end(group, refresh, 'Successful', '');
  }

  #end(group: Group, refresh: Refresh, status: RefreshStatus, reason: string): void {
    refresh.patience?.cancel();
    delete refresh.patience;
    refresh.endMs = this.#context.cloud.clock.nowMs;
    this.#enter(group, refresh, status, reason);
    // Who stood in for somebody that stays is one too many now.
    if (status !== 'Successful') this.#replacements.withdraw(group);
  }

  #enter(group: Group, refresh: Refresh, status: RefreshStatus, reason: string): void {
    refresh.status = status;
    refresh.reason = reason;
    this.#journal(group, refresh);
    const told = TOLD[status];
    if (told !== undefined) this.#tell(group, refresh, told, {});
  }

  #tell(group: Group, refresh: Refresh, what: string, more: Record<string, string>): void {
    this.#context.cloud.emit({
      source: 'aws.autoscaling',
      'detail-type': `EC2 Auto Scaling Instance Refresh ${what}`,
      resources: [group.arn],
      detail: { InstanceRefreshId: refresh.id, AutoScalingGroupName: group.name, ...more },
    });
  }

  #journal(group: Group, { id, status, reason }: Refresh): void {
    this.#context.cloud.journal.write('activity', { what: 'instance-refresh', id: group.name, refresh: id, to: status, reason });
  }

  /** Every alarm has to be OK: at the start it is an error when one is not, later `other` hears of it. */
  #alarms({ preferences }: Refresh, isStart: boolean, other: (name: string, state: string) => void = () => {}): void {
    const { alarms } = preferences;
    if (alarms.length === 0) return;
    const input = { AlarmNames: [...alarms] };
    const found = this.#context.cloud.callNow<DescribeAlarmsOutput>('cloudwatch', 'DescribeAlarms', input, SERVICE);
    const states = new Map([...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])].map((one) => [one.AlarmName, one.StateValue]));
    for (const name of alarms) {
      const state = states.get(name);
      if (state === 'OK') continue;
      if (isStart)
        throw validationError(
          `The alarm ${name} ${state === undefined ? 'does not exist' : `is in the ${state} state`}, and an instance refresh needs it in the OK state.`,
        );
      other(name, state ?? 'INSUFFICIENT_DATA');
    }
  }
}

/** Only a numbered version can be brought back, and only where there is something to go back from. */
function mayRollBack({ desiredConfiguration, before }: Refresh): boolean {
  return desiredConfiguration !== undefined && /^\d+$/.test(before.launchTemplate.Version ?? '');
}

const noneActive = ({ name }: Group): AwsError =>
  new AwsError('ActiveInstanceRefreshNotFoundFault', `No active instance refresh was found for the group ${name}.`);
