import { Activation, type Frame } from './activation.ts';
import { matches, retryDelayMs, withRetry } from './attempts.ts';
import { type Co, drive, Lifetime } from './coroutine.ts';
import { Reserved, type StateError } from './errors.ts';
import type { ExecutionContext, Host } from './host.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { itemContext, STATE_DATA } from './map-item.ts';
import type { State } from './model.ts';
import { type Exit, runState } from './program.ts';
import { Run } from './run.ts';
import { Inspection, type InspectionData, watched } from './test-state-inspection.ts';
import { mockedHost, runMocked } from './test-state-mock.ts';
import { findState, isInside, type TestedState, UntestableError } from './test-state-source.ts';

/** What stands for the outcome of a Task, Map or Parallel, instead of its effect. */
export type StateMock = { result: Json } | { error: string; cause?: string };

/** A state to be tested alone, and all that it would have found in an execution. */
export type StateTest = {
  /** A state, or with `stateName` the machine that it is part of: an object or its JSON text. */
  definition: unknown;
  stateName?: string;
  input: Json;
  /** The context object's fixed part. */
  context: ExecutionContext;
  /** What stands over the context object, section by section. */
  contextGiven?: JsonObject;
  variables?: JsonObject;
  mock?: StateMock;
  /** Attempts that the retrier of the error has behind it. */
  retrierRetryCount?: number;
  /** The state inside a Map or Parallel from which a mocked error comes. */
  errorCausedByState?: string;
  /** Iterations of a distributed Map that failed. */
  mapIterationFailureCount?: number;
  /** What a distributed Map's ItemReader finds. */
  mapItemReaderData?: string;
  host: Host;
};

/** How the state's visit ended. */
export type StateTested = {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  output?: Json;
  error?: string;
  cause?: string;
  nextState?: string;
  inspection: InspectionData;
};

/** A test lasts five minutes at most (API reference: TestState). */
const TEST_LIMIT_SECONDS = 300;

/**
 * Runs one state once: its attempt is the interpreter's own, and what Retry and Catch would do with a failure is told rather than done.
 * Throws InvalidDefinitionError for what cannot be compiled, and UntestableError for what this test cannot say anything about.
 */
export function testState(test: StateTest): Promise<StateTested> {
  const tested = findState(test.definition, test.stateName);
  requireTestable(tested.state, test);
  const run = new Run(tested.machine, { input: test.input, context: test.context, host: mockedHost(test), history: false });
  const life = new Lifetime();
  const frame: Frame = { ...run.root, life, at: tested.state.name, input: test.input };
  frame.variables.assign(test.variables ?? {});
  if (tested.isInMap) frame.map = itemContext({ value: test.input, source: STATE_DATA }, 0);
  const activation = new TestActivation(frame, tested.state, test.input, test.contextGiven ?? {});
  const { inspection } = activation;
  return new Promise((resolve, reject) => {
    const end = (answer: () => void): void => {
      life.end();
      answer();
    };
    const timer = test.host.after(TEST_LIMIT_SECONDS * 1000, () =>
      end(() => resolve({ status: 'FAILED', error: Reserved.timeout, inspection: inspection.data() })),
    );
    life.onEnd(() => timer.cancel());
    drive(
      visit(activation, tested, test, inspection),
      life,
      (answer) => end(() => resolve(answer)),
      (error) => end(() => reject(error)),
    );
  });
}

/** The visit of a state under test: it is looked at, and its context object can be given. */
class TestActivation extends Activation {
  readonly inspection: Inspection;
  private readonly given: JsonObject;

  constructor(frame: Frame, state: State, input: Json, given: JsonObject) {
    super(frame, state, input);
    this.given = given;
    this.inspection = new Inspection(this, state);
  }

  override setResult(result: Json | undefined): void {
    super.setResult(result);
    if (result !== undefined) this.inspection.result(result);
  }

  override context(): JsonObject {
    const context = super.context();
    for (const [section, given] of Object.entries(this.given)) {
      const own = context[section];
      context[section] = isObject(own) && isObject(given) ? { ...own, ...given } : given;
    }
    return context;
  }
}

function* visit(activation: Activation, { state }: TestedState, test: StateTest, inspection: Inspection): Co<StateTested> {
  let failure: StateError;
  try {
    const exit = yield* attempt(activation, state, test, inspection);
    return answer('SUCCEEDED', inspection, { exit });
  } catch (error) {
    if (error instanceof UntestableError) throw error;
    failure = activation.failure(error);
  }
  const { retry, catchers } = 'retry' in state ? state : { retry: [], catchers: [] };
  const given = test.contextGiven?.State;
  const retried = test.retrierRetryCount ?? (isObject(given) ? Number(given.RetryCount ?? 0) : 0);
  const retryIndex = retry.findIndex((retrier) => matches(retrier.errors, failure));
  const retrier = retry[retryIndex];
  if (retrier !== undefined && retried < retrier.maxAttempts) {
    const retryBackoffIntervalSeconds = retryDelayMs(retrier, retried, () => activation.ambient.random()) / 1000;
    inspection.note('errorDetails', { retryIndex, retryBackoffIntervalSeconds });
    return answer('RETRIABLE', inspection, { failure });
  }
  const catchIndex = catchers.findIndex((catcher) => matches(catcher.errors, failure));
  if (catchIndex < 0 || !isAttempting(state)) return answer('FAILED', inspection, { failure });
  inspection.note('errorDetails', { catchIndex });
  return yield* caught(activation, state, failure, inspection);
}

type Attempting = Extract<State, { type: 'Task' | 'Map' | 'Parallel' }>;
const isAttempting = (state: State): state is Attempting => ['Task', 'Map', 'Parallel'].includes(state.type);

/** One attempt, without what would handle its failure. A Map or Parallel runs as far as its own fields go. */
function* attempt(activation: Activation, state: State, test: StateTest, inspection: Inspection): Co<Exit> {
  const once = { ...watched(state, inspection), retry: [], catchers: [] } as State;
  if (once.type === 'Map' || once.type === 'Parallel') return yield* runMocked(activation, once, test, inspection);
  return yield* runState(activation, once);
}

/** The catcher's own fields may fail in turn. */
function* caught(activation: Activation, state: Attempting, failure: StateError, inspection: Inspection): Co<StateTested> {
  const fail = function* (): Co<Exit> {
    yield* [];
    throw failure;
  };
  try {
    const exit = yield* withRetry(activation, { ...state, retry: [] }, fail);
    return answer('CAUGHT_ERROR', inspection, { exit, failure });
  } catch (error) {
    return answer('FAILED', inspection, { failure: activation.failure(error) });
  }
}

function answer(status: StateTested['status'], inspection: Inspection, ended: { exit?: Exit; failure?: StateError }): StateTested {
  const { exit, failure } = ended;
  return {
    status,
    ...(exit !== undefined && { output: exit.output }),
    ...(exit?.next !== undefined && { nextState: exit.next }),
    ...(failure?.error !== undefined && { error: failure.error }),
    ...(failure?.detail !== undefined && { cause: failure.detail }),
    inspection: inspection.data(),
  };
}

/** What the service refuses to test (Developer Guide: test-state-isolation). */
function requireTestable(state: State, test: StateTest): void {
  const { mock } = test;
  const mayMock = isAttempting(state);
  if (mock !== undefined && !mayMock)
    throw new UntestableError(`A mock can only be specified for Task, Map or Parallel states, not ${state.type}.`);
  if (mock === undefined && test.contextGiven !== undefined)
    throw new UntestableError('A context can only be specified together with a mock.');
  if (mock === undefined && needsMock(state)) throw new UntestableError(`This ${state.type} state can only be tested with a mock.`);
  if (state.type !== 'Map' && test.mapIterationFailureCount !== undefined)
    throw new UntestableError('mapIterationFailureCount can only be specified for a Map state.');
  if (mock === undefined || !('error' in mock) || (state.type !== 'Map' && state.type !== 'Parallel')) return;
  if (test.errorCausedByState === undefined || !isInside(state, test.errorCausedByState))
    throw new UntestableError('errorCausedByState must name the state inside the Map or Parallel from which the error comes.');
}

function needsMock(state: State): boolean {
  if (state.type === 'Task') return state.resource.kind === 'activity' || state.resource.submits;
  return state.type === 'Map' || state.type === 'Parallel';
}
