import type { Lifetime } from './coroutine.ts';
import { Fault, Halt, QueryFault, Reserved, StateError } from './errors.ts';
import type { Recorder } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { Ambient } from './jsonata-budget.ts';
import type { State } from './model.ts';
import type { Run } from './run.ts';
import type { Variables } from './scope.ts';
import type { View } from './template.ts';
import { formatTimestamp } from './timestamp.ts';

/** A program being run: the machine, a branch, or a Map's iteration. */
export type Frame = {
  run: Run;
  life: Lifetime;
  variables: Variables;
  recorder: Recorder;
  /** The event that the next one follows. */
  previous: number;
  /** `Map` of the context object. */
  map: JsonObject | undefined;
  /** `Execution` of the context object. */
  execution: JsonObject;
  /** False in a distributed Map's children: their states are no part of the parent's history. */
  announce: boolean;
  /** The state that it is in. */
  current: Activation | undefined;
};

/** One visit of a state: what its expressions see, and its events. */
export class Activation implements View {
  readonly frame: Frame;
  readonly state: State;
  readonly input: Json;
  readonly enteredId: number;
  readonly ambient: Ambient;
  readonly variables: Variables;
  retryCount: number | undefined;
  taskToken: string | undefined;
  private readonly enteredAt: string;
  private result: Json | undefined;
  private errorOutput: Json | undefined;

  constructor(frame: Frame, state: State, input: Json) {
    const { recorder, run } = frame;
    this.frame = frame;
    this.state = state;
    this.input = input;
    this.ambient = run.ambient;
    this.variables = frame.variables;
    this.enteredAt = run.timestamp();
    this.enteredId = recorder.add(
      `${state.type}StateEntered`,
      frame.previous,
      recorder.detailed ? { name: state.name, input: JSON.stringify(input), inputDetails: { truncated: false } } : undefined,
    );
    frame.previous = this.enteredId;
    frame.current = this;
  }

  /** Adds an event; one that does not advance leaves the next event following the same one. */
  event(type: string, details?: () => JsonObject, advance = true): number {
    const { frame } = this;
    const id = frame.recorder.add(type, frame.previous, details !== undefined && frame.recorder.detailed ? details() : undefined);
    if (advance) frame.previous = id;
    return id;
  }

  setResult(result: Json | undefined): void {
    this.result = result;
  }

  setErrorOutput(errorOutput: Json | undefined): void {
    this.errorOutput = errorOutput;
  }

  /** The view of ItemSelector for one item; each has its own, since iterations are prepared side by side. */
  forItem(map: JsonObject): View {
    const { variables, ambient } = this;
    const context = (): JsonObject => ({ ...this.context(), Map: map });
    const bindings = (): JsonObject => {
      const all = this.bindings();
      all.states = { ...(all.states as JsonObject), context: context() };
      return all;
    };
    return { variables, ambient, context, bindings };
  }

  context(): JsonObject {
    const { frame, state } = this;
    const own: JsonObject = { Name: state.name, EnteredTime: this.enteredAt };
    if (this.retryCount !== undefined) own.RetryCount = this.retryCount;
    const context: JsonObject = { Execution: frame.execution, StateMachine: frame.run.stateMachine, State: own };
    if (this.taskToken !== undefined) context.Task = { Token: this.taskToken };
    if (frame.map !== undefined) context.Map = frame.map;
    return context;
  }

  bindings(): JsonObject {
    const states: JsonObject = { input: this.input, context: this.context() };
    if (this.result !== undefined) states.result = this.result;
    if (this.errorOutput !== undefined) states.errorOutput = this.errorOutput;
    const bindings = Object.create(null) as JsonObject;
    Object.assign(bindings, this.variables.all());
    bindings.states = states;
    return bindings;
  }

  /** The service's way to say where a failure happened. */
  located(message: string): string {
    return `An error occurred while executing the state '${this.state.name}' (entered at the event id #${this.enteredId}). ${message}`;
  }

  /** Turns whatever went wrong in the state into its error; an expression that failed leaves its event. */
  failure(error: unknown): StateError {
    if (error instanceof Halt) throw error;
    if (error instanceof StateError) return error;
    if (error instanceof QueryFault) {
      const cause = this.located(error.message);
      this.event('EvaluationFailed', () => ({ error: Reserved.query, cause, location: error.field, state: this.state.name }));
      return new StateError(Reserved.query, cause);
    }
    if (error instanceof Fault)
      return new StateError(error.error, this.located(error.message), { catchable: error.error !== Reserved.runtime });
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return new StateError(Reserved.runtime, this.located(message), { catchable: false });
  }
}

/** The abort events of a state that is cut off because another branch failed, innermost first. */
export function abortEvents(frame: Frame): void {
  const active = frame.current;
  if (active === undefined || !['Task', 'Wait', 'Map', 'Parallel'].includes(active.state.type)) return;
  active.event(`${active.state.type}StateAborted`, undefined, false);
}

/** A time of this execution as text. */
export function stamp(atMs: number): string {
  return formatTimestamp(atMs);
}
