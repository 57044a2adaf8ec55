import { AsyncLocalStorage } from 'node:async_hooks';
import type { Timer, VirtualClock } from '../clock.ts';
import type { ActivityHandle } from '../cloud.ts';

type Entry = {
  readonly id: number;
  readonly run: () => void;
  dueMs: number;
  readonly everyMs: number | undefined;
  isRef: boolean;
  timer: Timer | undefined;
  release: (() => void) | undefined;
};

/** Node's largest delay; a larger one is taken as 1, as Node does. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The timers of one world on the virtual clock. They stand still while its environment is frozen between invocations. */
export class WorldTimers {
  readonly #clock: VirtualClock;
  readonly #label: string;
  readonly #active = new Map<number, Entry>();
  #handle: ActivityHandle | undefined;
  #nextId = 1;
  /** What a timer's function throws. */
  onError: (error: unknown) => void = () => {};

  constructor(clock: VirtualClock, label: string) {
    this.#clock = clock;
    this.#label = label;
  }

  /** An invocation begins: timers run, and those that keep the process alive block this handle. */
  thaw(handle: ActivityHandle): void {
    this.#handle = handle;
    for (const entry of this.#active.values()) this.#arm(entry);
  }

  /** The invocation has ended: Lambda freezes the environment with its timers. */
  freeze(): void {
    for (const entry of this.#active.values()) this.#disarm(entry);
    this.#handle = undefined;
  }

  readonly setTimeout = (fn: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]): WorldTimeout =>
    this.#start(fn, delayMs, given, false);

  readonly setInterval = (fn: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]): WorldTimeout =>
    this.#start(fn, delayMs, given, true);

  readonly clear = (timeout?: WorldTimeout | number | string | null): void => {
    const id = timeout instanceof WorldTimeout ? timeout.id : Number(timeout);
    const entry = this.#active.get(id);
    if (!entry) return;
    this.#active.delete(id);
    this.#disarm(entry);
  };

  setRef(id: number, isRef: boolean): void {
    const entry = this.#active.get(id);
    if (!entry || entry.isRef === isRef) return;
    entry.isRef = isRef;
    if (isRef && entry.timer) entry.release = this.#handle?.block();
    else this.#release(entry);
  }

  hasRef(id: number): boolean {
    return this.#active.get(id)?.isRef ?? false;
  }

  #start(fn: (...given: unknown[]) => void, delay: number | undefined, given: unknown[], isInterval: boolean): WorldTimeout {
    const asked = Number(delay);
    const delayMs = asked >= 1 && asked <= MAX_DELAY_MS ? Math.trunc(asked) : 1;
    const entry: Entry = {
      id: this.#nextId++,
      run: AsyncLocalStorage.bind(() => fn(...given)),
      dueMs: this.#clock.nowMs + delayMs,
      everyMs: isInterval ? delayMs : undefined,
      isRef: true,
      timer: undefined,
      release: undefined,
    };
    this.#active.set(entry.id, entry);
    if (this.#handle) this.#arm(entry);
    return new WorldTimeout(entry.id, this, () => {
      this.#disarm(entry);
      entry.dueMs = this.#clock.nowMs + delayMs;
      this.#active.set(entry.id, entry);
      if (this.#handle) this.#arm(entry);
    });
  }

  #arm(entry: Entry): void {
    entry.timer = this.#clock.at(entry.dueMs, this.#label, () => this.#fire(entry));
    if (entry.isRef) entry.release = this.#handle?.block();
  }

  #disarm(entry: Entry): void {
    entry.timer?.cancel();
    entry.timer = undefined;
    this.#release(entry);
  }

  #release(entry: Entry): void {
    entry.release?.();
    entry.release = undefined;
  }

  #fire(entry: Entry): void {
    this.#disarm(entry);
    if (entry.everyMs === undefined) this.#active.delete(entry.id);
    else {
      entry.dueMs = this.#clock.nowMs + entry.everyMs;
      this.#arm(entry);
    }
    try {
      entry.run();
    } catch (error) {
      this.onError(error);
    }
  }
}

/** What `setTimeout` answers in a world; behaves as Node's Timeout. */
export class WorldTimeout {
  readonly id: number;
  readonly #timers: WorldTimers;
  readonly #restart: () => void;

  constructor(id: number, timers: WorldTimers, restart: () => void) {
    this.id = id;
    this.#timers = timers;
    this.#restart = restart;
  }

  ref(): this {
    this.#timers.setRef(this.id, true);
    return this;
  }

  unref(): this {
    this.#timers.setRef(this.id, false);
    return this;
  }

  hasRef(): boolean {
    return this.#timers.hasRef(this.id);
  }

  refresh(): this {
    this.#restart();
    return this;
  }

  close(): this {
    this.#timers.clear(this);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}
