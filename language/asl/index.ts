/** The Amazon States Language: compile a definition once, start executions of it on a host that owns time and effects. */

export { diagnose } from './check-definition.ts';
export type { Checkpoint, ResumePoint } from './checkpoint.ts';
export { compileMachine } from './compile.ts';
export type { Diagnostic } from './errors.ts';
export { InvalidDefinitionError } from './errors.ts';
export type { HistoryEvent } from './history.ts';
export { detailsKey } from './history.ts';
export type { ChildStart, ExecutionContext, ExecutionOptions, Host, Redrive, TaskDone, TaskHandle, TaskRequest } from './host.ts';
export type { Json } from './json.ts';
export { isChildRedrivable, type MapChild, REDRIVE_PERIOD_MS } from './map-distributed-child.ts';
export type { MapRun } from './map-distributed-run.ts';
export type { Machine } from './model.ts';
export type { Execution, ExecutionStatus } from './run.ts';
export { REDRIVE_EVENT_LIMIT, startExecution } from './run.ts';
export { type StateMock, type StateTest, type StateTested, testState } from './test-state.ts';
export type { InspectionData } from './test-state-inspection.ts';
export { UntestableError } from './test-state-source.ts';
