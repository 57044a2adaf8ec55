import { type Frame, stamp } from './activation.ts';
import { type Checkpoint, resumePoint } from './checkpoint.ts';
import { drive, Lifetime } from './coroutine.ts';
import { Halt, Reserved, StateError } from './errors.ts';
import { EVENT_LIMIT, type HistoryEvent, Recorder } from './history.ts';
import type { ExecutionOptions, Host } from './host.ts';
import type { Json, JsonObject } from './json.ts';
import type { Ambient } from './jsonata-budget.ts';
import type { Machine } from './model.ts';
import { runProgram } from './program.ts';
import { Variables } from './scope.ts';

/** How an execution stands. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A started execution, live: its fields change as it goes on. */
export type Execution = {
  status: ExecutionStatus;
  output?: Json;
  error?: string;
  cause?: string;
  history: HistoryEvent[];
  /** States entered and retries, as the service bills them. */
  transitions: number;
  /** Resolves when the execution is over, however it ended. */
  finished: Promise<void>;
  stop(error?: string, cause?: string): void;
  /** Once it has failed, timed out or been aborted: where a redrive goes on. Undefined otherwise. */
  checkpoint(): Checkpoint | undefined;
};

/** An Express execution lasts five minutes at most (facts F2). */
const EXPRESS_LIMIT_SECONDS = 300;
/** An Express execution has no event limit; a loop in which no virtual time passes ends here as by its five minutes. */
const EXPRESS_TRANSITION_LIMIT = 250_000;
/** An execution with so many events cannot be redriven: there is no room for ExecutionRedriven and one more (Developer Guide: redrive-executions). */
export const REDRIVE_EVENT_LIMIT = EVENT_LIMIT - 1;
const HISTORY_LIMIT_CAUSE = `The execution reached the maximum number of history events (${EVENT_LIMIT}).`;

/** What the parts of one execution share. */
export class Run {
  readonly host: Host;
  readonly ambient: Ambient;
  readonly stateMachine: JsonObject;
  readonly execution: Execution;
  readonly machine: Machine;
  readonly recorder: Recorder;
  /** `Execution` of the context object. */
  readonly identity: JsonObject;
  /** The machine's own frame. */
  readonly root: Frame;
  private readonly life = new Lifetime();
  private readonly options: ExecutionOptions;
  private resolveFinished: () => void = () => undefined;
  private endedWith = 0;
  private stampedMs = Number.NaN;
  private stamped = '';

  constructor(machine: Machine, options: ExecutionOptions) {
    const { host, redrive } = options;
    this.machine = machine;
    this.options = options;
    this.host = host;
    this.identity = identityOf(options);
    this.stateMachine = options.context.StateMachine;
    this.ambient = {
      get nowMs() {
        return host.now();
      },
      random: () => host.random(),
      uuid: () => host.uuid(),
    };
    const finished = new Promise<void>((resolve) => {
      this.resolveFinished = resolve;
    });
    this.execution = {
      status: 'RUNNING',
      history: options.history === false || redrive?.history === undefined ? [] : [...redrive.history],
      transitions: 0,
      finished,
      stop: (error, cause) => this.abort(error, cause),
      checkpoint: () => this.checkpoint(),
    };
    const onLimit = machine.type === 'STANDARD' ? () => this.overflow() : undefined;
    // Details cost a serialization each: a history that is kept has them, a listener may do without.
    const detailed = options.history !== false || host.historyDetails !== false;
    this.recorder = new Recorder(() => host.now(), this.sink(), onLimit, redrive?.from.events, detailed);
    this.root = rootFrame(this, this.life, options.context.Map);
  }

  private sink(): ((event: HistoryEvent) => void) | undefined {
    const { host, history = true } = this.options;
    if (!history && host.onHistory === undefined) return undefined;
    return (event) => {
      if (history) this.execution.history.push(event);
      host.onHistory?.(event);
    };
  }

  /** Starts it; runs on until the first thing that has to be waited for. */
  start(): void {
    const { input, redrive } = this.options;
    const { root } = this;
    if (redrive === undefined) this.began();
    else this.redriven(redrive.count);
    const seconds =
      this.machine.type === 'EXPRESS'
        ? Math.min(this.machine.timeoutSeconds ?? EXPRESS_LIMIT_SECONDS, EXPRESS_LIMIT_SECONDS)
        : this.machine.timeoutSeconds;
    if (seconds !== undefined) {
      const timer = this.host.after(seconds * 1000, () => this.timeOut());
      this.life.onEnd(() => timer.cancel());
    }
    drive(
      runProgram(root, this.machine.program, input, redrive?.from.at),
      this.life,
      (output) => this.succeed(output, root),
      (error) => this.fail(error, root),
    );
  }

  private began(): void {
    const { recorder } = this;
    const { input, context } = this.options;
    const details = (): JsonObject => ({
      input: JSON.stringify(input),
      inputDetails: { truncated: false },
      roleArn: context.Execution.RoleArn,
    });
    recorder.add('ExecutionStarted', 0, recorder.detailed ? details() : undefined);
  }

  /** A redrive is billed as a transition (Developer Guide: redrive-executions). All that runs again follows its event. */
  private redriven(redriveCount: number): void {
    this.execution.transitions += 1;
    this.root.previous = this.recorder.add('ExecutionRedriven', this.recorder.last, { redriveCount });
  }

  private checkpoint(): Checkpoint | undefined {
    if (this.execution.status === 'RUNNING' || this.execution.status === 'SUCCEEDED') return undefined;
    const at = resumePoint(this.root);
    return { events: this.endedWith, ...(at !== undefined && { at }) };
  }

  /** Counts a transition; also where an Express loop without time ends. */
  transition(): void {
    this.execution.transitions += 1;
    if (this.machine.type === 'EXPRESS' && this.execution.transitions > EXPRESS_TRANSITION_LIMIT) {
      this.timeOut();
      throw new Halt();
    }
  }

  /** The present as text; made once an instant. */
  timestamp(): string {
    const nowMs = this.host.now();
    if (nowMs !== this.stampedMs) {
      this.stampedMs = nowMs;
      this.stamped = stamp(nowMs);
    }
    return this.stamped;
  }

  private succeed(output: Json, frame: Frame): void {
    this.execution.output = output;
    this.finish('SUCCEEDED', frame.previous, () => ({ output: JSON.stringify(output), outputDetails: { truncated: false } }));
  }

  private fail(error: unknown, frame: Frame): void {
    if (error instanceof Halt) return;
    const failed = error instanceof StateError ? error : new StateError(Reserved.runtime, String(error));
    this.finish('FAILED', frame.previous, undefined, failed.error, failed.detail);
  }

  private overflow(): never {
    this.finish('FAILED', this.recorder.last, undefined, Reserved.runtime, HISTORY_LIMIT_CAUSE);
    throw new Halt();
  }

  private timeOut(): void {
    this.finish('TIMED_OUT', 0, undefined, Reserved.timeout);
  }

  private abort(error?: string, cause?: string): void {
    this.finish('ABORTED', this.recorder.last, undefined, error, cause);
  }

  private finish(status: keyof typeof FINAL_EVENTS, previous: number, details?: () => JsonObject, error?: string, cause?: string): void {
    const { execution } = this;
    if (execution.status !== 'RUNNING') return;
    execution.status = status;
    const failure: JsonObject = {};
    if (error !== undefined) execution.error = failure.error = error;
    if (cause !== undefined) execution.cause = failure.cause = cause;
    // The lifetime ends first: nothing that the last event causes may run a state of this execution.
    this.life.end();
    this.endedWith = this.recorder.end(FINAL_EVENTS[status], previous, this.recorder.detailed ? (details?.() ?? failure) : undefined);
    this.resolveFinished();
  }
}

const FINAL_EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

function rootFrame(run: Run, life: Lifetime, map: JsonObject | undefined): Frame {
  return { run, life, variables: new Variables(), previous: 0, map, at: undefined, input: null, current: undefined };
}

function identityOf({ context, host, redrive }: ExecutionOptions): JsonObject {
  const identity = context.Execution as JsonObject;
  if (redrive === undefined) return identity;
  return { ...identity, RedriveCount: redrive.count, RedriveTime: identity.RedriveTime ?? stamp(host.now()) };
}

/**
 * Starts an execution, or goes on with one that ended badly (`redrive`, with the same machine, input and context). It runs on its own
 * until its first wait, so it may be over when this returns.
 */
export function startExecution(machine: Machine, options: ExecutionOptions): Execution {
  const { redrive } = options;
  if (redrive !== undefined && redrive.from.events >= REDRIVE_EVENT_LIMIT) throw new RangeError('too many events for a redrive');
  const run = new Run(machine, options);
  run.start();
  return run.execution;
}
