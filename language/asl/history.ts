import type { JsonObject } from './json.ts';

/** One event of an execution, as GetExecutionHistory has it; `details` is the content of the field that `detailsKey` names. */
export type HistoryEvent = {
  id: number;
  previousEventId: number;
  type: string;
  timestampMs: number;
  details?: JsonObject;
};

/** The service's limit of events in one execution; the last of them is the failure (facts F1). */
export const EVENT_LIMIT = 25_000;

/** The name of an event's details in GetExecutionHistory: `stateEnteredEventDetails` for PassStateEntered, and so on. */
export function detailsKey(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

type Sink = (event: HistoryEvent) => void;

/** Numbers the events of one execution and passes them on. */
export class Recorder {
  /** Whether details are wanted: building them costs a serialization each. */
  readonly detailed: boolean;
  private count: number;
  private sink: Sink | undefined;
  private readonly now: () => number;
  private readonly onLimit: (() => never) | undefined;

  /**
   * `onLimit` is what happens instead of event 25,000, unless that event ends the execution; Express has no limit.
   * `before` counts the events of the attempts before a redrive; `detailed` is false for whoever wants no details.
   */
  constructor(now: () => number, sink: Sink | undefined, onLimit: (() => never) | undefined, before = 0, detailed = true) {
    this.now = now;
    this.sink = sink;
    this.detailed = detailed && sink !== undefined;
    this.onLimit = onLimit;
    this.count = before;
  }

  /** Makes an event and returns its id. */
  add(type: string, previousEventId: number, details?: JsonObject): number {
    if (this.onLimit !== undefined && this.count >= EVENT_LIMIT - 1) this.onLimit();
    return this.make(type, previousEventId, details);
  }

  /** Makes the event that ends the execution: the only one that may be number 25,000, and the last that is passed on. */
  end(type: string, previousEventId: number, details?: JsonObject): number {
    const id = this.make(type, previousEventId, details);
    this.sink = undefined;
    return id;
  }

  private make(type: string, previousEventId: number, details: JsonObject | undefined): number {
    this.count += 1;
    if (this.sink !== undefined) {
      const event: HistoryEvent = { id: this.count, previousEventId, type, timestampMs: this.now() };
      if (details !== undefined) event.details = details;
      this.sink(event);
    }
    return this.count;
  }

  /** The newest event's id. */
  get last(): number {
    return this.count;
  }
}
