import type { BusEvent, Cloud } from '../../cloud.ts';
import { redact } from '../../journal-call.ts';
import { type BusStore, DEFAULT_BUS, type EventBus } from './buses.ts';
import type { Passage, Passages } from './envelope.ts';
import { isOn, type Rule } from './rules.ts';
import type { TargetDelivery } from './target-delivery.ts';

/** Takes events in, finds the rules of their bus and hands them to the rules' targets. */
export class Router {
  readonly #cloud: Cloud;
  readonly #buses: BusStore;
  readonly #passages: Passages;
  readonly #delivery: TargetDelivery;

  constructor(cloud: Cloud, buses: BusStore, passages: Passages, delivery: TargetDelivery) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#passages = passages;
    this.#delivery = delivery;
  }

  /** Takes one copy of an event in; a bus that is not there loses it, as PutEvents documents no error for that. */
  take(event: BusEvent): void {
    const passage = this.#passages.of(event);
    const bus = this.#buses.find(passage.busName);
    const matching = bus === undefined ? [] : rulesFor(bus, passage);
    this.#write(passage, matching);
    for (const rule of matching) for (const target of rule.targets.values()) this.#delivery.schedule(rule, target, passage);
  }

  #write(passage: Passage, matching: readonly Rule[]): void {
    const { envelope, busName } = passage;
    const replay = envelope['replay-name'];
    this.#cloud.journal.write('event', {
      id: envelope.id,
      ...(busName === DEFAULT_BUS ? {} : { bus: busName }),
      ...(replay === undefined ? {} : { replay }),
      source: envelope.source,
      detailType: envelope['detail-type'],
      resources: envelope.resources,
      detail: redact(envelope.detail),
      rules: matching.map((rule) => rule.name),
    });
  }
}

function rulesFor(bus: EventBus, { envelope, onlyRules, isScheduled }: Passage): Rule[] {
  return [...bus.rules.values()].filter(
    (rule) => isOn(rule) && (onlyRules?.has(rule.arn) ?? true) && (isScheduled || rule.pattern?.matches(envelope) === true),
  );
}
