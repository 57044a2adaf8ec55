import type { BusEvent, Cloud } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import { DEFAULT_BUS } from './buses.ts';

/** An event with its envelope, as targets receive it. */
export type Envelope = BusEvent & {
  version: string;
  id: string;
  account: string;
  time: string;
  region: string;
  'replay-name'?: string;
  resources: string[];
};

/** An event on its way: to which bus, and to which of its rules. */
export type Passage = {
  readonly envelope: Envelope;
  readonly busName: string;
  /** It came from another bus, and AWS forwards an event once only. */
  readonly isForwarded: boolean;
  /** Rules (ARNs) that may have it; undefined is all of them. */
  readonly onlyRules: ReadonlySet<string> | undefined;
  /** It is a rule's own schedule, which no pattern is asked about. */
  readonly isScheduled: boolean;
};

export type PassageOptions = { busName?: string; timeMs?: number; onlyRules?: ReadonlySet<string>; isScheduled?: boolean };

/** Where emitted events are bound for. Copies of one event keep its id and time, so that receivers can know them as the same. */
export class Passages {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #known = new WeakMap<BusEvent, Passage>();

  constructor(cloud: Cloud, random: Random) {
    this.#cloud = cloud;
    this.#random = random;
  }

  /** The way of an event; what nobody announced goes to the default bus. */
  of(event: BusEvent): Passage {
    return this.#known.get(event) ?? this.announce(event);
  }

  /** Fills the envelope of a new event and says where it is going. */
  announce(event: BusEvent, options: PassageOptions = {}): Passage {
    const envelope: Envelope = {
      version: '0',
      id: this.#random.uuid(),
      'detail-type': event['detail-type'],
      source: event.source,
      account: this.#cloud.account,
      time: isoSeconds(options.timeMs ?? this.#cloud.clock.nowMs),
      region: this.#cloud.region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    return this.#note(event, {
      envelope,
      busName: options.busName ?? DEFAULT_BUS,
      isForwarded: false,
      onlyRules: options.onlyRules,
      isScheduled: options.isScheduled ?? false,
    });
  }

  /** Emits an event that has its envelope already: one that is forwarded or replayed. */
  emitAgain(passage: Passage): void {
    const event: BusEvent = { ...passage.envelope };
    this.#note(event, passage);
    this.#cloud.emit(event);
  }

  #note(event: BusEvent, passage: Passage): Passage {
    this.#known.set(event, passage);
    return passage;
  }
}

/** A time as event envelopes write it: seconds, UTC. */
export const isoSeconds = (atMs: number): string => new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
