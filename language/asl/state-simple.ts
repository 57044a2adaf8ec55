import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Fault, StateError } from './errors.ts';
import { leave, selected } from './flow.ts';
import type { Json } from './json.ts';
import type { FailState, PassState, SucceedState, WaitState } from './model.ts';
import type { Exit } from './program.ts';
import { evaluated } from './state-task.ts';
import { fieldFault } from './template.ts';
import { parseTimestamp } from './timestamp.ts';

/** Pass: its Result, or its Parameters, or its input. */
export function* runPass(activation: Activation, state: PassState): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  // Parameters are evaluated even where Result hides them: a path that is not there fails the state.
  const parameters = state.parameters === undefined ? data : (state.parameters(activation, data) as Json);
  return yield* leave(activation, state, state.result ?? parameters, {
    next: state.next,
    assign: state.assign,
    output: state.output,
    resultPath: state.resultPath,
    hasResult: true,
  });
}

/** Succeed: ends its program. */
export function* runSucceed(activation: Activation, state: SucceedState): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  return yield* leave(activation, state, data, { output: state.output, hasResult: false });
}

/** Fail: ends its program with an error. */
export function* runFail(activation: Activation, state: FailState): Co<Exit> {
  const { input } = activation;
  const error = state.error && ((yield* evaluated(activation, state.error, input)) as string);
  const cause = state.cause && ((yield* evaluated(activation, state.cause, input)) as string);
  throw new StateError(error, cause);
}

/** Wait: for seconds or until a time; a time that has passed is no wait. */
export function* runWait(activation: Activation, state: WaitState): Co<Exit> {
  const { host } = activation.frame.run;
  const data = selected(state.inputPath, activation, activation.input);
  const delayMs = yield* waitMs(activation, state, data);
  if (delayMs > 0) {
    yield (resume) => {
      const timer = host.after(delayMs, () => {
        release();
        resume(undefined);
      });
      const release = activation.frame.life.onEnd(() => timer.cancel());
    };
  }
  return yield* leave(activation, state, data, { next: state.next, assign: state.assign, output: state.output, hasResult: false });
}

function* waitMs(activation: Activation, state: WaitState, data: Json): Co<number> {
  if (state.seconds !== undefined) {
    const seconds = state.seconds(activation, data);
    return (seconds instanceof Promise ? ((yield seconds) as number) : seconds) * 1000;
  }
  const value = yield* evaluated(activation, state.timestamp, data);
  const atMs = parseTimestamp(value);
  if (atMs === undefined) throw notATime(state, value);
  return Math.max(0, Math.ceil(atMs - activation.frame.run.host.now()));
}

function notATime(state: WaitState, value: Json): Fault {
  const field = state.language === 'JSONata' ? 'Timestamp' : 'TimestampPath';
  const found = `${state.timestampText} == ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  const message = `The ${field} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${found}`;
  return state.language === 'JSONata' ? fieldFault(message, field) : new Fault(message);
}
