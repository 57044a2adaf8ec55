import type { InnerPoint, ResumePoint } from './checkpoint.ts';
import type { Lifetime } from './coroutine.ts';
import { Fault, Halt, QueryFault, Reserved, StateError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { Ambient } from './jsonata-budget.ts';
import type { State } from './model.ts';
import type { Run } from './run.ts';
import type { Variables } from './scope.ts';
import type { View } from './template.ts';
import { formatTimestamp } from './timestamp.ts';

/** A program being run: the machine, a branch, or a Map's iteration. As it stands it can be continued: see checkpoint.ts. */
export type Frame = {
  run: Run;
  life: Lifetime;
  variables: Variables;
  /** The event that the next one follows. */
  previous: number;
  /** `Map` of the context object. */
  map: JsonObject | undefined;
  /** The state that it is in or about to enter; undefined before the first. */
  at: string | undefined;
  /** That state's input. */
  input: Json;
  /** The visit of that state, once it is entered. */
  current: Activation | undefined;
};

/** One visit of a state: what its expressions see, and its events. */
export class Activation implements View {
  readonly frame: Frame;
  readonly state: State;
  readonly input: Json;
  readonly enteredId: number;
  readonly enteredAt: string;
  retryCount: number | undefined;
  taskToken: string | undefined;
  /** Tells what the running attempt of a Parallel or a Map has reached. */
  inner: (() => InnerPoint | undefined) | undefined;
  private resumed: InnerPoint | undefined;
  private result: Json | undefined;
  private errorOutput: Json | undefined;

  /** Enters the state, unless `from` says that it was entered before a redrive. */
  constructor(frame: Frame, state: State, input: Json, from?: ResumePoint) {
    const { run } = frame;
    this.frame = frame;
    this.state = state;
    this.input = input;
    this.resumed = from?.inner;
    if (from?.entered === undefined) {
      this.enteredAt = run.timestamp();
      this.enteredId = this.enter(frame);
    } else {
      this.enteredAt = from.entered.at;
      this.enteredId = from.entered.id;
    }
    frame.current = this;
  }

  get ambient(): Ambient {
    return this.frame.run.ambient;
  }

  get variables(): Variables {
    return this.frame.variables;
  }

  private enter(frame: Frame): number {
    const { recorder } = frame.run;
    const { state, input } = this;
    frame.previous = recorder.add(
      `${state.type}StateEntered`,
      frame.previous,
      recorder.detailed ? { name: state.name, input: JSON.stringify(input), inputDetails: { truncated: false } } : undefined,
    );
    return frame.previous;
  }

  /** What the first attempt after a redrive goes on with; a retry begins anew. */
  takeResumed<K extends InnerPoint['kind']>(kind: K): Extract<InnerPoint, { kind: K }> | undefined {
    const { resumed } = this;
    if (resumed?.kind !== kind) return undefined;
    this.resumed = undefined;
    return resumed as Extract<InnerPoint, { kind: K }>;
  }

  /** Adds an event; one that does not advance leaves the next event following the same one. */
  event(type: string, details?: () => JsonObject, advance = true): number {
    const { frame } = this;
    const { recorder } = frame.run;
    const id = recorder.add(type, frame.previous, details !== undefined && recorder.detailed ? details() : undefined);
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
    const context: JsonObject = { Execution: frame.run.identity, StateMachine: frame.run.stateMachine, State: own };
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
  if (active.state.type === 'Map' && active.state.distributed && active.inner !== undefined)
    active.event('MapRunAborted', undefined, false);
  active.event(`${active.state.type}StateAborted`, undefined, false);
}

/** A time of this execution as text. */
export function stamp(atMs: number): string {
  return formatTimestamp(atMs);
}
