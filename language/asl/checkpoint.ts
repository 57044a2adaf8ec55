import type { Frame } from './activation.ts';
import type { Json, JsonObject } from './json.ts';
import type { ExecutionStatus } from './run.ts';

/**
 * Where an execution that did not end well can be continued. Plain JSON: it can be written down, and read in another process.
 * Nothing is copied for it while states run: it is read off the frames, which end as they stood.
 */
export type Checkpoint = {
  /** Events so far; numbering goes on after them. */
  events: number;
  /** Absent where no state was reached. */
  at?: ResumePoint;
};

/** A program that stopped: the state that it was in, or about to enter, with what that state had been given. */
export type ResumePoint = {
  state: string;
  input: Json;
  /** The variables that the state can see. */
  variables: JsonObject;
  /** The state's Entered event; absent where it has to be entered yet, or again. */
  entered?: { id: number; at: string };
  /** What a Parallel or a Map had reached. */
  inner?: InnerPoint;
};

/** A branch or an iteration: what it brought, or where it stopped, or neither when it never began. */
export type BranchPoint = { output?: Json; at?: ResumePoint };

/** What the running attempt of a Parallel or a Map had reached. */
export type InnerPoint =
  | { kind: 'Parallel'; input: Json; branches: BranchPoint[] }
  | { kind: 'Map'; items: Json[]; iterations: BranchPoint[] }
  | { kind: 'MapRun'; arn: string; startedMs: number; redriveCount: number; children: ChildPoint[] };

/** A child of a distributed Map: what it was given, and how it ended or was left. */
export type ChildPoint = {
  name: string;
  input: Json;
  /** `Map` of its context object. */
  map: JsonObject | undefined;
  /** Items that it works on: more than one in a batch. */
  items: number;
  status: ExecutionStatus | 'PENDING';
  redriveCount: number;
  startedMs: number | undefined;
  stoppedMs: number | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** Where a Standard child goes on that did not end well; Express children are started anew. */
  from: Checkpoint | undefined;
};

/** How far a branch or an iteration has come: what it brought, or its frame while it has not; undefined before its start. */
export type Progress = { output: Json } | { frame: Frame } | undefined;

/** Reads off where a frame stopped; undefined where it has not begun. */
export function resumePoint(frame: Frame): ResumePoint | undefined {
  const { at, input, current, variables } = frame;
  if (at === undefined) return undefined;
  const point: ResumePoint = { state: at, input, variables: { ...variables.all() } };
  // Fail alone is entered again (Developer Guide: redrive-executions); of every other state the Exited event is still owed.
  if (current === undefined || current.state.type === 'Fail') return point;
  point.entered = { id: current.enteredId, at: current.enteredAt };
  const inner = current.inner?.();
  if (inner !== undefined) point.inner = inner;
  return point;
}

/** Reads off how far a branch or an iteration has come. */
export function branchPoint(progress: Progress): BranchPoint {
  if (progress === undefined) return {};
  if ('output' in progress) return { output: progress.output };
  const at = resumePoint(progress.frame);
  return at === undefined ? {} : { at };
}
