/** The Amazon States Language: compile a definition once, start executions of it on a host that owns time and effects. */

export { compileMachine } from './compile.ts';
export type { Diagnostic } from './errors.ts';
export { InvalidDefinitionError } from './errors.ts';
export type { HistoryEvent } from './history.ts';
export { detailsKey } from './history.ts';
export type { ExecutionContext, ExecutionOptions, Host, TaskDone, TaskHandle, TaskRequest } from './host.ts';
export type { Json } from './json.ts';
export type { Machine } from './model.ts';
export type { Execution, ExecutionStatus } from './run.ts';
export { startExecution } from './run.ts';
