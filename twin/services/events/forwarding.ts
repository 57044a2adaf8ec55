import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Cloud, MaybePromise, Principal } from '../../cloud.ts';
import { UndeliverableError } from '../../delivery/failure.ts';
import { AwsError } from '../../errors.ts';
import type { BusStore } from './buses.ts';
import type { Passage, Passages } from './envelope.ts';

/** Sends events on to another bus: as a call of PutEvents by the rule's role, but with the envelope that they have. */
export class Forwarding {
  readonly #cloud: Cloud;
  readonly #buses: BusStore;
  readonly #passages: Passages;
  readonly #underWay = new WeakMap<PutEventsRequestEntry, Passage>();

  constructor(cloud: Cloud, buses: BusStore, passages: Passages) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#passages = passages;
  }

  /**
   * Forwards once: an event that came from another bus is refused, also within one account, which ends every loop of buses.
   * Sources: EventBridge User Guide, eb-bus-to-bus; code and message as seen in a dead-letter queue of a real account.
   */
  forward(passage: Passage, busArn: string, principal: Principal): MaybePromise<object> {
    const { envelope } = passage;
    if (passage.isForwarded) {
      throw new UndeliverableError(
        'THIRD_ACCOUNT_HOP_DETECTED',
        `Event ingestion rejected for event ${envelope.id} because an event can be sent to an event bus target only once. This event was previously delivered to an event bus target.`,
      );
    }
    const entry: PutEventsRequestEntry = {
      Source: envelope.source,
      DetailType: envelope['detail-type'],
      Detail: JSON.stringify(envelope.detail),
      EventBusName: busArn,
    };
    this.#underWay.set(entry, passage);
    return this.#cloud.call('events', 'PutEvents', { Entries: [entry] }, principal);
  }

  /** Takes an entry in if it is a forwarded one; answers its id. */
  accept(entry: PutEventsRequestEntry): string | undefined {
    const passage = this.#underWay.get(entry);
    if (passage === undefined) return undefined;
    const bus = this.#buses.find(entry.EventBusName);
    if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${entry.EventBusName} does not exist.`);
    this.#passages.emitAgain({
      envelope: passage.envelope,
      busName: bus.name,
      isForwarded: true,
      onlyRules: undefined,
      isScheduled: false,
    });
    return passage.envelope.id;
  }
}
