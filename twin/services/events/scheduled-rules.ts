import type { BusEvent, Cloud } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import type { Passages } from './envelope.ts';
import { isOn, type Rule } from './rules.ts';

/** Starts rules by their own schedule, somewhere within the minute, with the event that AWS documents for it. */
export class ScheduledRules {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #passages: Passages;

  constructor(cloud: Cloud, random: Random, passages: Passages) {
    this.#cloud = cloud;
    this.#random = random;
    this.#passages = passages;
  }

  /** Sets the timer of the rule's next start after `afterMs`; none for a rule that is disabled, gone or has no schedule. */
  arm(rule: Rule, afterMs = this.#cloud.clock.nowMs): void {
    rule.timer?.cancel();
    rule.timer = undefined;
    const dueMs = isOn(rule) ? rule.schedule?.occurrences.next(afterMs) : undefined;
    if (dueMs === undefined) return;
    const atMs = dueMs + this.#cloud.facts.drawMs('events.scheduleLateness', this.#random);
    rule.timer = this.#cloud.clock.at(atMs, `rule ${rule.name}`, () => this.#start(rule, dueMs));
  }

  #start(rule: Rule, dueMs: number): void {
    const event: BusEvent = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [rule.arn], detail: {} };
    // Only the rule itself sees its start: other rules do not match scheduled events.
    this.#passages.announce(event, { timeMs: dueMs, onlyRules: new Set([rule.arn]), isScheduled: true });
    this.#cloud.emit(event);
    this.arm(rule, dueMs);
  }
}
