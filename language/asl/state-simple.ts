import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Fault, StateError } from './errors.ts';
import { leave, selected } from './flow.ts';
import type { Json } from './json.ts';
import type { FailState, PassState, SucceedState, WaitState } from './model.ts';
import type { Exit } from './program.ts';
import { fieldFault, type Template } from './template.ts';
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
  const error = yield* failText(activation, state.error, 'Error');
  const cause = yield* failText(activation, state.cause, 'Cause');
  throw new StateError(error, cause);
}

function* failText(activation: Activation, template: Template | undefined, field: string): Co<string | undefined> {
  if (template === undefined) return undefined;
  const pending = template(activation, activation.input);
  const value = pending instanceof Promise ? ((yield pending) as Json) : pending;
  if (typeof value === 'string') return value;
  const message = `The field '${field}' must be a string, but was: ${JSON.stringify(value)}`;
  throw activation.state.language === 'JSONata' ? fieldFault(message, field) : new Fault(message);
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
  const pending = (state.timestamp as Template)(activation, data);
  const value = pending instanceof Promise ? ((yield pending) as Json) : pending;
  const atMs = parseTimestamp(value);
  if (atMs === undefined) throw notATime(state, value);
  return Math.max(0, Math.ceil(atMs - activation.frame.run.host.now()));
}

function notATime(state: WaitState, value: Json): Fault {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (state.language === 'JSONata')
    return fieldFault(
      `The JSONata expression specified for the field 'Timestamp' returned a value that is not a valid timestamp: ${text}`,
      'Timestamp',
    );
  return new Fault(`The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text}`);
}
