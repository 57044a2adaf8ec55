import type { HistoryEvent, Host, Json, TaskDone, TaskRequest } from '#language/asl/index.ts';
import { START_MS } from './host.ts';

/** What becomes of one call of a task: beats of its heart, then its end, this long after the call. */
export type Move = { end: 'succeed' | 'fail' | 'hang' | 'throw'; afterMs: number; beatsMs: number[]; output: Json; error: string };

/** How one call of a task stands. A thrown call has no handle that could be cancelled. */
export type PlannedCall = { request: TaskRequest; done: TaskDone; settled: boolean };

type Timer = { atMs: number; order: number; fn: () => void };

/** What a hanging task without a limit of its own answers at last: nothing else would ever end it. */
const PATIENCE_MS = 600_000;
const WAITS = /\.(sync(:2)?|waitForTaskToken)$/;

/** A host in virtual time whose tasks follow a plan, one move a call, and go on talking after nobody listens any more. */
export class PlannedHost implements Host {
  nowMs = START_MS;
  readonly calls: PlannedCall[] = [];
  readonly entered: string[] = [];
  readonly seen: HistoryEvent[] = [];
  fired = 0;
  private readonly own = new Set<Timer>();
  private readonly planned = new Set<Timer>();
  private readonly plan: readonly Move[];
  private state: number;
  private order = 0;
  private tokens = 0;

  constructor(plan: readonly Move[], seed: number) {
    this.plan = plan;
    this.state = seed;
  }

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, fn: () => void): { cancel(): void } {
    return this.add(this.own, delayMs, fn);
  }

  /** A plain linear congruential generator: all that it has to be is the same each time. */
  random(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 4_294_967_296;
  }

  uuid(): string {
    return `uuid-${Math.floor(this.random() * 1e9)}`;
  }

  newTaskToken(): string {
    this.tokens += 1;
    return `token-${this.tokens}`;
  }

  runTask(request: TaskRequest, done: TaskDone): { cancel(): void } {
    const call: PlannedCall = { request, done, settled: false };
    this.calls.push(call);
    if (isServiceCall(request)) this.serve(call);
    else this.follow(call, this.moveOf(request));
    return {
      cancel: () => {
        call.settled = true;
      },
    };
  }

  /** The plan's next move; calls on behalf of a Map, which leave no event, are not planned. */
  protected moveOf(_request: TaskRequest): Move | undefined {
    const planned = this.calls.filter((one) => !isServiceCall(one.request)).length - 1;
    return this.plan[planned % this.plan.length];
  }

  onHistory(event: HistoryEvent): void {
    this.seen.push(event);
  }

  onStateEntered(name: string): void {
    this.entered.push(name);
  }

  /** Timers that the interpreter has set and not taken back. */
  get openTimers(): number {
    return this.own.size;
  }

  /** Calls that were neither answered nor cancelled. */
  get openCalls(): PlannedCall[] {
    return this.calls.filter((call) => !call.settled);
  }

  /** Moves to the next timer and fires it; false where there is none. */
  step(): boolean {
    const next = [...this.own, ...this.planned].sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
    if (next === undefined) return false;
    this.own.delete(next);
    this.planned.delete(next);
    this.nowMs = next.atMs;
    this.fired += 1;
    next.fn();
    return true;
  }

  protected add(timers: Set<Timer>, delayMs: number, fn: () => void): { cancel(): void } {
    this.order += 1;
    const timer = { atMs: this.nowMs + delayMs, order: this.order, fn };
    timers.add(timer);
    return { cancel: () => timers.delete(timer) };
  }

  private follow(call: PlannedCall, move: Move | undefined): void {
    const { request, done } = call;
    if (WAITS.test(request.resource)) done.submitted({ accepted: true });
    if (request.resource.includes(':activity:')) done.started?.('worker');
    if (move === undefined) throw new Error(`nothing is planned for ${request.stateName}`);
    if (move.end === 'throw') {
      call.settled = true;
      throw new Error('the host is out of order');
    }
    for (const beatMs of move.beatsMs) this.add(this.planned, beatMs, () => done.heartbeat());
    const isLimited = request.timeoutSeconds !== undefined || request.heartbeatSeconds !== undefined;
    if (move.end === 'hang') {
      if (!isLimited) this.add(this.planned, PATIENCE_MS, () => this.settle(call, () => done.succeed('at last')));
      return;
    }
    const answer = move.end === 'succeed' ? () => done.succeed(move.output) : () => done.fail(move.error, `of ${request.stateName}`);
    if (move.afterMs === 0) this.settle(call, answer);
    else this.add(this.planned, move.afterMs, () => this.settle(call, answer));
  }

  /** S3 as an ItemReader and a ResultWriter see it. */
  private serve(call: PlannedCall): void {
    const isRead = call.request.resource.endsWith('getObject');
    this.settle(call, () => call.done.succeed(isRead ? { Body: '[{"n":1},{"n":2}]' } : {}));
  }

  private settle(call: PlannedCall, answer: () => void): void {
    call.settled = true;
    answer();
  }
}

function isServiceCall(request: TaskRequest): boolean {
  return request.resource.startsWith('arn:aws:states:::aws-sdk:s3:');
}

/** Lets everything run that needs no time. */
export async function drain(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
