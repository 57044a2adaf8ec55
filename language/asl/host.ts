import type { Checkpoint } from './checkpoint.ts';
import type { HistoryEvent } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { MapChild } from './map-distributed-child.ts';
import type { MapRun } from './map-distributed-run.ts';
import type { Machine } from './model.ts';
import type { Execution } from './run.ts';

/** A task's effect, asked of the host. */
export type TaskRequest = {
  /** The Resource as written in the definition. */
  resource: string;
  /** Arguments or Parameters, evaluated. */
  input: Json;
  stateName: string;
  /** For .waitForTaskToken and activities. */
  taskToken?: string;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  /** The context object, as the expressions see it. */
  context: Json;
  credentials?: Json;
};

/** A running effect. Cancelling it only says that nobody waits for its answer any more. */
export type TaskHandle = { cancel(): void };

/** Where the host reports a task's way. After succeed, fail, a timeout or a cancel every call is ignored. */
export type TaskDone = {
  succeed(output: Json): void;
  fail(error: string | undefined, cause?: string): void;
  /** Restarts the heartbeat clock. */
  heartbeat(): void;
  /** The request of a .sync or .waitForTaskToken task was accepted. */
  submitted(output: Json): void;
  /** A worker took an activity's task. */
  started?(workerName: string | undefined): void;
};

/** Everything that the interpreter may touch outside itself. */
export type Host = {
  /** Epoch milliseconds, virtual. */
  now(): number;
  after(delayMs: number, fn: () => void): { cancel(): void };
  /** Seeded, in [0, 1). */
  random(): number;
  uuid(): string;
  newTaskToken(): string;
  runTask(request: TaskRequest, done: TaskDone): TaskHandle;
  onHistory?(event: HistoryEvent): void;
  /** False where onHistory is told the events without their details, and no history is kept: that spares their serialization. */
  readonly historyDetails?: boolean;
  onStateEntered?(name: string): void;
  /** A distributed Map's run has started, or goes on after a redrive; it can be watched and changed while it runs. */
  onMapRun?(run: MapRun): void;
  /** Starts a child of a distributed Map, an execution of its own. Without it the child runs here and tells nobody of its events. */
  startChild?(start: ChildStart): Execution;
};

/** A child of a distributed Map to be started: as startExecution takes it, with a host yet to be chosen. */
export type ChildStart = { run: MapRun; child: MapChild; machine: Machine; options: Omit<ExecutionOptions, 'host'> };

/** The part of the context object that is fixed for an execution. */
export type ExecutionContext = {
  Execution: { Id: string; Name: string; RoleArn: string; StartTime: string; Input: Json; RedriveCount?: number; RedriveTime?: string };
  StateMachine: { Id: string; Name: string };
  /** The item of a distributed Map's child. */
  Map?: JsonObject;
};

/** A redrive: where to go on, the events so far (for a history that is whole), and the number of redrives with this one. */
export type Redrive = { from: Checkpoint; count: number; history?: readonly HistoryEvent[] };

/** How an execution is started, or continued. History is kept unless `history` is false. */
export type ExecutionOptions = { input: Json; context: ExecutionContext; host: Host; history?: boolean; redrive?: Redrive };
