import type { Cloud } from '../../cloud.ts';
import type { Node } from '../../site/node-model.ts';
import type { Target, TargetGroup, TargetState } from './records.ts';
import type { Store } from './store.ts';

/** The status that stands for no answer at all. */
const NO_ANSWER = 0;

type Finding = { passes: boolean; reason?: string; description?: string; delayMs: number };

/**
 * The health of targets without ticks: between two changes of what a node answers every check finds the same, so the
 * moment at which a threshold is reached is computed (L1 to L7).
 */
export class HealthChecks {
  readonly #cloud: Cloud;
  readonly #store: Store;
  readonly #findNode: (instanceId: string) => Node | undefined;

  constructor(cloud: Cloud, store: Store, findNode: (instanceId: string) => Node | undefined) {
    this.#cloud = cloud;
    this.#store = store;
    this.#findNode = findNode;
    const lookAt = ({ instanceId }: { instanceId: string }): void => this.#lookAtInstance(instanceId);
    cloud.signals.on('node:answers', lookAt);
    cloud.signals.on('ec2:instance', lookAt);
  }

  /** Something about a target may have changed: count the checks up to now, and compute the next transition. */
  look(group: TargetGroup, target: Target): void {
    if (target.state === 'draining') return;
    target.timer?.cancel();
    if (this.#store.usersOf(group.arn).length === 0) return;
    const nowMs = this.#cloud.clock.nowMs;
    const finding = this.#find(group, target);
    const seen = checksBetween(target, group, target.lookedMs, nowMs);
    target.inARow += seen;
    if (target.passes !== finding.passes) target.inARow = 0;
    target.passes = finding.passes;
    target.lookedMs = nowMs;
    this.#describeFinding(target, finding);
    this.#await(group, target, finding);
  }

  lookAtGroup(group: TargetGroup): void {
    for (const target of group.targets.values()) this.look(group, target);
  }

  /** Enters a state and tells everybody. */
  enter(group: TargetGroup, target: Target, state: TargetState | 'unused', reason?: string): void {
    const from = target.state;
    if (state !== 'unused') target.state = state;
    this.count(group);
    const why = reason === undefined ? {} : { reason };
    this.#cloud.journal.write('activity', { what: 'target-health', id: target.id, targetGroup: group.name, from, to: state, ...why });
    this.#cloud.signals.emit('elb:target-health', { targetGroupArn: group.arn, targetId: target.id, state, ...why });
  }

  /** Notes how many targets are healthy now. */
  count(group: TargetGroup): void {
    const states = [...group.targets.values()].map((target) => target.state);
    const healthy = states.filter((state) => state === 'healthy').length;
    const unhealthy = states.filter((state) => state === 'unhealthy').length;
    group.counts.push({ atMs: this.#cloud.clock.nowMs, healthy, unhealthy });
  }

  #await(group: TargetGroup, target: Target, finding: Finding): void {
    const goal = finding.passes ? 'healthy' : 'unhealthy';
    if (target.state === goal) return;
    const missing = this.#threshold(group, target, finding.passes) - target.inARow;
    const intervalMs = group.check.intervalSeconds * 1000;
    const nextCheckMs = target.firstCheckMs + checksUpTo(target, group, target.lookedMs) * intervalMs;
    // A check that runs into its timeout is known as failed only then.
    const atMs = missing <= 0 ? target.lookedMs : nextCheckMs + (missing - 1) * intervalMs + finding.delayMs;
    target.timer = this.#cloud.clock.at(atMs, `health of ${target.id}`, () => this.#reach(group, target, goal));
  }

  #reach(group: TargetGroup, target: Target, goal: 'healthy' | 'unhealthy'): void {
    if (target.state === 'draining' || group.targets.get(target.id) !== target) return;
    this.enter(group, target, goal, goal === 'unhealthy' ? target.reason : undefined);
    this.look(group, target);
  }

  // A new target needs one passed check only (L6).
  #threshold(group: TargetGroup, target: Target, passes: boolean): number {
    if (!passes) return group.check.unhealthyThreshold;
    return target.state === 'initial' ? 1 : group.check.healthyThreshold;
  }

  #find(group: TargetGroup, target: Target): Finding {
    const node = this.#findNode(target.id);
    const status = node?.healthStatus(group.check.path);
    if (status === undefined) {
      return { passes: false, reason: 'Target.Timeout', description: 'Request timed out', delayMs: group.check.timeoutSeconds * 1000 };
    }
    if (status === NO_ANSWER)
      return { passes: false, reason: 'Target.FailedHealthChecks', description: 'Health checks failed', delayMs: 0 };
    if (matches(group.check.matcher, status)) return { passes: true, delayMs: 0 };
    return {
      passes: false,
      reason: 'Target.ResponseCodeMismatch',
      description: `Health checks failed with these codes: [${status}]`,
      delayMs: 0,
    };
  }

  #describeFinding(target: Target, finding: Finding): void {
    target.reason = finding.reason;
    target.description = finding.description;
  }

  #lookAtInstance(instanceId: string): void {
    for (const group of this.#store.targetGroups.values()) {
      const target = group.targets.get(instanceId);
      if (target) this.look(group, target);
    }
  }
}

/** How many checks of a target fall up to and including a moment. */
export function checksUpTo(target: Pick<Target, 'firstCheckMs'>, group: Pick<TargetGroup, 'check'>, atMs: number): number {
  return Math.max(0, Math.floor((atMs - target.firstCheckMs) / (group.check.intervalSeconds * 1000)) + 1);
}

function checksBetween(target: Target, group: TargetGroup, afterMs: number, untilMs: number): number {
  return checksUpTo(target, group, untilMs) - checksUpTo(target, group, afterMs);
}

/** Whether a status is among those of a matcher such as `200`, `200,302` or `200-299`. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [low, high = low] = part.split('-').map(Number);
    return status >= (low as number) && status <= (high as number);
  });
}
