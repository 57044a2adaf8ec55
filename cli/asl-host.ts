import type { Host, Json, TaskDone, TaskHandle, TaskRequest } from '#language/asl/index.ts';

/** A recorded answer of a task: taken by the state's name, then by equal input, then in order. */
export type Mock = { state: string; input?: Json; result?: Json; error?: string; cause?: string; hang?: boolean };

type Timer = { atMs: number; order: number; fn: () => void; cancelled: boolean };

/** A host of its own for one execution: virtual time, seeded randomness, tasks answered by mocks. */
export class BatchHost implements Host {
  private nowMs: number;
  private order = 0;
  private seed = 1;
  private readonly timers: Timer[] = [];
  private readonly left: { mock: Mock; used: boolean }[];
  private readonly history: string[];
  private readonly visits: string[];

  constructor(startMs: number, mocks: Mock[], history: string[], visits: string[]) {
    this.nowMs = startMs;
    this.left = mocks.map((mock) => ({ mock, used: false }));
    this.history = history;
    this.visits = visits;
  }

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, fn: () => void): { cancel(): void } {
    const timer: Timer = { atMs: this.nowMs + Math.max(0, delayMs), order: this.order, fn, cancelled: false };
    this.order += 1;
    push(this.timers, timer);
    return {
      cancel: () => {
        timer.cancelled = true;
      },
    };
  }

  /** Jumps to the next timer and fires it; false when there is none. */
  fireNext(): boolean {
    for (let timer = pop(this.timers); timer !== undefined; timer = pop(this.timers)) {
      if (timer.cancelled) continue;
      this.nowMs = timer.atMs;
      timer.fn();
      return true;
    }
    return false;
  }

  /** mulberry32: small, and the same everywhere. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  uuid(): string {
    const hex = (digits: number): string => Array.from({ length: digits }, () => Math.floor(this.random() * 16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(Math.floor(this.random() * 4))}${hex(3)}-${hex(12)}`;
  }

  newTaskToken(): string {
    return this.uuid();
  }

  onHistory(event: { type: string }): void {
    this.history.push(event.type);
  }

  onStateEntered(name: string): void {
    this.visits.push(name);
  }

  runTask(request: TaskRequest, done: TaskDone): TaskHandle {
    const mock = this.take(request);
    if (/\.(sync|sync:2|waitForTaskToken)$/.test(request.resource) && mock !== undefined) done.submitted({});
    if (mock === undefined) done.fail('Mock.NotFound', `no mock for the state '${request.stateName}'`);
    else if (mock.error !== undefined) done.fail(mock.error, mock.cause);
    else if (mock.hang !== true) done.succeed(mock.result ?? null);
    return { cancel: () => undefined };
  }

  private take(request: TaskRequest): Mock | undefined {
    const mine = this.left.filter((one) => one.mock.state === request.stateName);
    const open = mine.filter((one) => !one.used);
    const text = canonical(request.input);
    const hit = open.find((one) => one.mock.input !== undefined && canonical(one.mock.input) === text) ?? open[0] ?? mine.at(-1);
    if (hit !== undefined) hit.used = true;
    return hit?.mock;
  }
}

/** JSON text with sorted keys: equal values have equal texts. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function before(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** A binary heap, earliest first and first come first served. */
function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  heap.push(timer);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(timer, heap[parent] as Timer)) break;
    heap[at] = heap[parent] as Timer;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = at * 2 + 1;
    if (left >= heap.length) break;
    const child = left + 1 < heap.length && before(heap[left + 1] as Timer, heap[left] as Timer) ? left + 1 : left;
    if (!before(heap[child] as Timer, last)) break;
    heap[at] = heap[child] as Timer;
    at = child;
  }
  heap[at] = last;
  return first;
}
