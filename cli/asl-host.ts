import TinyQueue from 'tinyqueue';
import {
  type ChildStart,
  type HistoryEvent,
  type Host,
  startExecution,
  type TaskDone,
  type TaskHandle,
  type TaskRequest,
} from '#language/asl/index.ts';
import { type Mock, MockShelves } from './asl-mocks.ts';

/** `order` keeps timers of one instant first come, first served. */
type Timer = { atMs: number; order: number; fire: (() => void) | undefined };

/** What a run wants to hear; with `children` also of the children of a distributed Map. */
export type Listener = {
  event(event: HistoryEvent): void;
  /** False for who wants the types of the events alone. */
  details?: boolean;
  entered?(name: string): void;
  children?(start: ChildStart): Listener;
};

/** What an execution and its children stand on: virtual time, seeded randomness, tasks answered by mocks. */
export class BatchHost {
  readonly mocks: MockShelves;
  private nowMs: number;
  private order = 0;
  private seed = 1;
  private readonly timers = new TinyQueue<Timer>([], (a, b) => a.atMs - b.atMs || a.order - b.order);

  constructor(startMs: number, mocks: readonly Mock[]) {
    this.nowMs = startMs;
    this.mocks = new MockShelves(mocks);
  }

  now(): number {
    return this.nowMs;
  }

  private after(delayMs: number, fn: () => void): { cancel(): void } {
    const timer: Timer = { atMs: this.nowMs + Math.max(0, delayMs), order: this.order, fire: fn };
    this.order += 1;
    this.timers.push(timer);
    return {
      cancel: () => {
        timer.fire = undefined;
      },
    };
  }

  /** Jumps to the next timer and fires it; false when there is none. */
  fireNext(): boolean {
    for (let timer = this.timers.pop(); timer !== undefined; timer = this.timers.pop()) {
      if (timer.fire === undefined) continue;
      this.nowMs = timer.atMs;
      timer.fire();
      return true;
    }
    return false;
  }

  /** mulberry32: small, and the same everywhere. */
  private random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  private uuid(): string {
    const hex = (digits: number): string => Array.from({ length: digits }, () => Math.floor(this.random() * 16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(Math.floor(this.random() * 4))}${hex(3)}-${hex(12)}`;
  }

  /** The host of one execution, and of its children where somebody listens to them. */
  heardBy({ event, details = true, entered, children }: Listener): Host {
    return {
      now: () => this.now(),
      after: (delayMs, fn) => this.after(delayMs, fn),
      random: () => this.random(),
      uuid: () => this.uuid(),
      newTaskToken: () => this.uuid(),
      runTask: (request, done) => this.runTask(request, done),
      onHistory: event,
      historyDetails: details,
      ...(entered !== undefined && { onStateEntered: entered }),
      ...(children !== undefined && {
        startChild: (start) => startExecution(start.machine, { ...start.options, host: this.heardBy(children(start)), history: false }),
      }),
    };
  }

  private runTask(request: TaskRequest, done: TaskDone): TaskHandle {
    const mock = this.mocks.take(request.stateName, request.input);
    if (/\.(sync|sync:2|waitForTaskToken)$/.test(request.resource) && mock !== undefined) done.submitted({});
    if (mock === undefined) done.fail('Mock.NotFound', `no mock for the state '${request.stateName}'`);
    else if (mock.error !== undefined || mock.cause !== undefined) done.fail(mock.error, mock.cause);
    else if (mock.hang !== true) done.succeed(mock.result ?? null);
    return { cancel: () => undefined };
  }
}
