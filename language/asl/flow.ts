import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Reserved, StateError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { exceedsPayloadLimit } from './json-size.ts';
import { put, ReferencePathError } from './jsonpath.ts';
import type { Common, PathField, ResultTarget } from './model.ts';
import type { Exit } from './program.ts';
import { invalidPath, type Template } from './template.ts';

/** Applies InputPath, OutputPath or ItemsPath: null is the empty object, absent is everything. */
export function selected(field: PathField, activation: Activation, data: Json): Json {
  if (field === undefined) return data;
  return field === null ? {} : field(activation, data, invalidPath);
}

/** Applies ResultPath: the result is put into the state's raw input. */
export function withResult(target: ResultTarget, activation: Activation, result: Json): Json {
  if (target === undefined) return result;
  if (target === null) return activation.input;
  try {
    return put(target, activation.input, result);
  } catch (error) {
    if (!(error instanceof ReferencePathError)) throw error;
    throw new StateError(
      Reserved.resultPath,
      activation.located(`Unable to apply step "${error.message}" to input ${JSON.stringify(activation.input)}`),
    );
  }
}

/** How a state is left, where it is not by its own Next, Assign and Output. */
export type Leaving = {
  next?: string | undefined;
  assign?: Template | undefined;
  output?: Template | undefined;
  /** The result's place, for JSONPath. */
  resultPath?: ResultTarget;
  /** False for states that have no result: their output is their input. */
  hasResult: boolean;
  /** What JSONPath's Assign selects from, where it is not the result: that of a Task is what the task answered, before ResultSelector. */
  assignFrom?: Json;
  /** A catcher's output does not pass OutputPath. */
  ignoreOutputPath?: boolean;
};

/** Evaluates Assign and Output, assigns, and leaves the state. */
export function* leave(activation: Activation, state: Common, result: Json, leaving: Leaving): Co<Exit> {
  let assigned: Json | undefined;
  if (leaving.assign !== undefined) {
    const value = leaving.assign(activation, leaving.assignFrom === undefined ? result : leaving.assignFrom);
    assigned = value instanceof Promise ? ((yield value) as Json) : value;
  }
  let output = result;
  if (state.language === 'JSONPath') {
    output = leaving.hasResult ? withResult(leaving.resultPath, activation, result) : result;
    if (leaving.ignoreOutputPath !== true) output = selected(state.outputPath, activation, output);
  } else if (leaving.output !== undefined) {
    const value = leaving.output(activation, result);
    output = value instanceof Promise ? ((yield value) as Json) : value;
  }
  return exit(activation, state, output, assigned, leaving.next);
}

/** Leaves a Task, Map or Parallel with what it brought: through ResultSelector, then Assign and Output. */
export function* leaveWithResult(activation: Activation, state: Common, result: Json): Co<Exit> {
  activation.setResult(result);
  const { resultSelector, next, assign, output, resultPath } = state;
  const selectedResult = resultSelector === undefined ? result : ((resultSelector(activation, result) as Json) ?? null);
  return yield* leave(activation, state, selectedResult, { next, assign, assignFrom: result, output, resultPath, hasResult: true });
}

function exit(activation: Activation, state: Common, output: Json, assigned: Json | undefined, next: string | undefined): Exit {
  if (output !== activation.input && exceedsPayloadLimit(output)) throw tooLarge(state.name, false);
  if (isObject(assigned)) {
    if (exceedsPayloadLimit(assigned)) throw tooLarge(state.name, false);
    activation.variables.assign(assigned);
  }
  activation.event(`${activation.state.type}StateExited`, () => exitDetails(state.name, output, assigned));
  return { next, output };
}

function exitDetails(name: string, output: Json, assigned: Json | undefined): JsonObject {
  const details: JsonObject = { name, output: JSON.stringify(output), outputDetails: { truncated: false } };
  if (isObject(assigned)) {
    details.assignedVariables = Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)]));
    details.assignedVariablesDetails = { truncated: false };
  }
  return details;
}

/** The error of a result or output above 256 KiB; States.ALL catches a task's, as recorded from the service, and no other. */
export function tooLarge(name: string, matchedByAll: boolean): StateError {
  return new StateError(
    Reserved.dataLimit,
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    { matchedByAll },
  );
}

/** What a state hands on after Parameters or Arguments has the same limit; the service's words for it are not known. */
export function withinLimit(name: string, payload: Json): Json {
  if (!exceedsPayloadLimit(payload)) return payload;
  throw new StateError(
    Reserved.dataLimit,
    `The state/task '${name}' was given an input with a size exceeding the maximum number of bytes service limit.`,
    { matchedByAll: false },
  );
}
