import TinyQueue from 'tinyqueue';

/** A timer that is waiting on the clock; `cancel` is idempotent. */
export type Timer = { readonly atMs: number; cancel(): void };

type Entry = { atMs: number; order: number; label: string; run: (() => void) | undefined };

/** More events than this in one run means that something rearms itself for ever. */
const MAX_EVENTS_PER_RUN = 20_000_000;
/** More events than this at one instant means that time cannot move. */
const MAX_EVENTS_PER_INSTANT = 200_000;

/** The heap of timers and the only source of time in the twin. Times are epoch milliseconds, UTC. */
export class VirtualClock {
  #nowMs: number;
  #order = 0;
  readonly #heap = new TinyQueue<Entry>([], (a, b) => a.atMs - b.atMs || a.order - b.order);

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Runs `fn` once, `delayMs` from now (never before now); timers of one instant run in the order they were set. */
  after(delayMs: number, label: string, fn: () => void): Timer {
    return this.at(this.#nowMs + Math.max(0, Math.round(delayMs)), label, fn);
  }

  /** Runs `fn` once at `atMs`, or now if that has passed. */
  at(atMs: number, label: string, fn: () => void): Timer {
    if (!Number.isFinite(atMs)) throw new RangeError(`timer ${label}: ${atMs} is not a time`);
    const entry: Entry = { atMs: Math.max(atMs, this.#nowMs), order: this.#order++, label, run: fn };
    this.#heap.push(entry);
    return {
      atMs: entry.atMs,
      cancel: () => {
        entry.run = undefined;
      },
    };
  }

  /** Resolves after `delayMs` of virtual time. */
  sleep(delayMs: number, label: string): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, label, resolve));
  }

  /** When the next live timer is due, or undefined when nothing waits. */
  nextAtMs(): number | undefined {
    for (let entry = this.#heap.peek(); entry; entry = this.#heap.peek()) {
      if (entry.run) return entry.atMs;
      this.#heap.pop();
    }
    return undefined;
  }

  /**
   * Plays timers up to and including `untilMs`, calling `settle` after each so that time moves only when nothing can run.
   * Leaves the clock at `untilMs`. Stops early when `isDone` says so.
   */
  async run(untilMs: number, settle: () => Promise<void>, isDone: () => boolean = () => false): Promise<void> {
    await settle();
    let atThisInstant = 0;
    for (let played = 0; !isDone(); played++) {
      if (played > MAX_EVENTS_PER_RUN) throw new Error(`the clock played ${MAX_EVENTS_PER_RUN} timers and is not done`);
      const dueMs = this.nextAtMs();
      if (dueMs === undefined || dueMs > untilMs) break;
      const entry = this.#heap.pop() as Entry;
      atThisInstant = entry.atMs === this.#nowMs ? atThisInstant + 1 : 0;
      if (atThisInstant > MAX_EVENTS_PER_INSTANT) throw new Error(`time stands still at timer ${entry.label}`);
      this.#nowMs = entry.atMs;
      entry.run?.();
      await settle();
    }
    if (!isDone()) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}
