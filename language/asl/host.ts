import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';

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
  onStateEntered?(name: string): void;
};

/** The part of the context object that is fixed for an execution. */
export type ExecutionContext = {
  Execution: { Id: string; Name: string; RoleArn: string; StartTime: string; Input: Json; RedriveCount?: number };
  StateMachine: { Id: string; Name: string };
};

/** How an execution is started. History is kept unless `history` is false. */
export type ExecutionOptions = { input: Json; context: ExecutionContext; host: Host; history?: boolean };
