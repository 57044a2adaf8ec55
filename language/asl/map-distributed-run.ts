import type { Activation } from './activation.ts';
import type { ChildPoint, InnerPoint } from './checkpoint.ts';
import { Lifetime } from './coroutine.ts';
import { Reserved, StateError } from './errors.ts';
import type { ExecutionContext, ExecutionOptions, Host } from './host.ts';
import type { ChildInput } from './map-batch.ts';
import { childPoint, isChildRedrivable, labelOf, type MapChild, pendingChild } from './map-distributed-child.ts';
import type { Machine, MapState } from './model.ts';
import { startPool } from './pool.ts';
import { type Execution, startExecution } from './run.ts';
import { intolerable, type MapLimits, tolerates } from './state-map.ts';
import { formatTimestamp } from './timestamp.ts';

/** Children of a distributed Map that the service runs at the same time at most (Developer Guide: service-quotas). */
const CHILD_CONCURRENCY = 10_000;
/** Redrives of one Map Run that the service allows (Developer Guide: service-quotas). */
const REDRIVE_LIMIT = 1_000;

/** Where a Map Run stopped. */
export type MapRunPoint = Extract<InnerPoint, { kind: 'MapRun' }>;
type Ending = 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** One run of a distributed Map: its children, each an execution of its own, and the limits that bound them. */
export class MapRun {
  readonly arn: string;
  readonly childType: Machine['type'];
  readonly startedMs: number;
  readonly redriveCount: number;
  readonly redrivenMs: number | undefined;
  readonly limits: MapLimits;
  readonly children: MapChild[] = [];
  /** RUNNING until nothing of it runs any more, also when its execution is over before. */
  status: 'RUNNING' | Ending = 'RUNNING';
  stoppedMs: number | undefined;
  /** Whether its results were written to S3. */
  isWritten = false;
  /** Resolves when nothing of it runs any more. */
  readonly over: Promise<void>;
  private readonly activation: Activation;
  private readonly machine: Machine;
  private readonly quiet: Host;
  private readonly starting = new Lifetime();
  private running = 0;
  private failedItems = 0;
  private totalItems = 0;
  private ending: Ending | undefined;
  private failure: StateError | undefined;
  private readonly release: () => void;
  private resolveOver: () => void = () => undefined;
  private fill: () => void = () => undefined;
  private whenIdle: (failure: StateError | undefined) => void = () => undefined;

  constructor(activation: Activation, state: MapState, limits: MapLimits, from?: MapRunPoint) {
    const { run } = activation.frame;
    this.activation = activation;
    this.limits = limits;
    this.over = new Promise((resolve) => {
      this.resolveOver = resolve;
    });
    this.childType = state.executionType;
    this.machine = { ...run.machine, type: this.childType, program: state.processor, timeoutSeconds: undefined };
    this.quiet = quietHost(run.host);
    const family = `${String(run.stateMachine.Id).replace(':stateMachine:', ':mapRun:')}/${labelOf(state)}`;
    this.arn = from?.arn ?? `${family}:${activation.ambient.uuid()}`;
    this.startedMs = from?.startedMs ?? this.nowMs;
    this.redriveCount = from === undefined ? 0 : from.redriveCount + 1;
    this.redrivenMs = from === undefined ? undefined : this.nowMs;
    for (const point of from?.children ?? []) this.add(point);
    this.release = activation.frame.life.onEnd(() => this.abort());
  }

  /** Gives it its children, none of them started. */
  take(inputs: readonly ChildInput[]): void {
    for (const input of inputs) this.add(pendingChild(input, this.activation.ambient.uuid()));
  }

  private add(point: ChildPoint): void {
    const family = this.arn
      .slice(0, this.arn.lastIndexOf(':'))
      .replace(':mapRun:', this.childType === 'EXPRESS' ? ':express:' : ':execution:');
    const isOver = point.status !== 'PENDING' && point.status !== 'SUCCEEDED';
    const isPendingRedrive = isOver && isChildRedrivable(point, this.nowMs);
    this.children.push({ ...point, arn: `${family}:${point.name}`, isPendingRedrive, execution: undefined });
    this.totalItems += point.items;
    // What cannot be redriven stays as it ended, and counts against what is tolerated.
    if (isOver && !isPendingRedrive) this.failedItems += point.items;
  }

  /** Runs whatever has not succeeded yet; tells `done` once nothing runs any more, with the failure if it failed. */
  start(done: (failure: StateError | undefined) => void): void {
    if (this.redriveCount > REDRIVE_LIMIT) {
      done(new StateError(Reserved.runtime, `A Map Run can be redriven ${REDRIVE_LIMIT} times.`, { catchable: false }));
      return;
    }
    this.whenIdle = done;
    const waiting = this.children.filter((child) => child.isPendingRedrive || child.status === 'PENDING');
    const concurrency = (): number => Math.min(this.limits.maxConcurrency || CHILD_CONCURRENCY, CHILD_CONCURRENCY);
    const startOne = (nth: number, next: () => void): void => this.startChild(waiting[nth] as MapChild, next);
    this.checkTolerance();
    this.fill = startPool(waiting.length, concurrency, this.starting, startOne, () => {
      this.ending = 'SUCCEEDED';
      done(undefined);
    });
  }

  /** Changes its limits while it runs, as UpdateMapRun does. */
  update(limits: Partial<MapLimits>): void {
    Object.assign(this.limits, limits);
    this.checkTolerance();
    this.fill();
  }

  /** Ends it, after its results are written. */
  end(status: Ending): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.stoppedMs = this.nowMs;
    this.release();
    this.resolveOver();
  }

  /** What a redrive goes on with. */
  point(): MapRunPoint {
    const { arn, startedMs, redriveCount } = this;
    return { kind: 'MapRun', arn, startedMs, redriveCount, children: this.children.map(childPoint) };
  }

  private get nowMs(): number {
    return this.activation.frame.run.host.now();
  }

  private startChild(child: MapChild, next: () => void): void {
    const { host } = this.activation.frame.run;
    this.running += 1;
    if (child.from === undefined) child.startedMs = this.nowMs;
    else child.redriveCount += 1;
    child.isPendingRedrive = false;
    child.status = 'RUNNING';
    const options = this.optionsOf(child);
    const hosted = host.startChild?.({ run: this, child, machine: this.machine, options });
    const execution = hosted ?? startExecution(this.machine, { ...options, host: this.quiet, history: false });
    child.execution = execution;
    const end = (): void => {
      this.settle(child, execution);
      next();
    };
    // A child that nobody watches and that needed no time makes room at once; a host hears of its end before the run does.
    if (hosted === undefined && execution.status !== 'RUNNING') end();
    else void execution.finished.then(end);
  }

  private optionsOf(child: MapChild): Omit<ExecutionOptions, 'host'> {
    const { run } = this.activation.frame;
    const StartTime = formatTimestamp(child.startedMs ?? this.nowMs);
    const own = { Id: child.arn, Name: child.name, Input: child.input, StartTime };
    const context: ExecutionContext = {
      Execution: { ...withoutRedrive(run.identity as ExecutionContext['Execution']), ...own },
      StateMachine: run.stateMachine as ExecutionContext['StateMachine'],
      ...(child.map !== undefined && { Map: child.map }),
    };
    const redrive = child.from === undefined ? {} : { redrive: { from: child.from, count: child.redriveCount } };
    return { input: child.input, context, ...redrive };
  }

  private settle(child: MapChild, execution: Execution): void {
    this.running -= 1;
    child.status = execution.status;
    child.stoppedMs = this.nowMs;
    child.output = execution.output;
    child.error = execution.error;
    child.cause = execution.cause;
    child.from = this.childType === 'STANDARD' ? execution.checkpoint() : undefined;
    child.execution = undefined;
    if (child.status !== 'SUCCEEDED') this.failedItems += child.items;
    if (this.ending === undefined) this.checkTolerance();
    else if (this.running === 0) this.idle();
  }

  /** A child that somebody has stopped counts as failed. */
  private checkTolerance(): void {
    if (this.ending !== undefined || tolerates(this.limits, this.failedItems, this.totalItems)) return;
    this.failure = intolerable();
    this.close('FAILED');
  }

  /** Its execution is over. */
  private abort(): void {
    if (this.ending === undefined) {
      this.close('ABORTED');
      return;
    }
    this.ending = 'ABORTED';
    if (this.running === 0) this.end('ABORTED');
  }

  /** Starts no more children and stops those that can be stopped: Express children run on to their own end. */
  private close(ending: Ending): void {
    this.ending = ending;
    this.starting.end();
    for (const child of this.children) {
      child.isPendingRedrive = false;
      if (this.childType === 'STANDARD') child.execution?.stop();
    }
    if (this.running === 0) this.idle();
  }

  private idle(): void {
    if (this.ending === 'ABORTED') this.end('ABORTED');
    this.whenIdle(this.failure);
  }
}

/** A parent's redrive is none of its children's. */
function withoutRedrive(identity: ExecutionContext['Execution']): ExecutionContext['Execution'] {
  const { RedriveTime: _time, RedriveCount: count, ...rest } = identity;
  return count === undefined ? rest : { ...rest, RedriveCount: 0 };
}

/** The same host, for an execution of which nobody is told. */
function quietHost(host: Host): Host {
  return {
    now: () => host.now(),
    after: (delayMs, fn) => host.after(delayMs, fn),
    random: () => host.random(),
    uuid: () => host.uuid(),
    newTaskToken: () => host.newTaskToken(),
    runTask: (request, done) => host.runTask(request, done),
  };
}
