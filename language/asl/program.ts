import { Activation, type Frame } from './activation.ts';
import type { ResumePoint } from './checkpoint.ts';
import type { Co } from './coroutine.ts';
import { Fault, Reserved, type StateError } from './errors.ts';
import type { Json } from './json.ts';
import type { Program, State } from './model.ts';
import { runChoice } from './state-choice.ts';
import { runMap } from './state-map.ts';
import { runParallel } from './state-parallel.ts';
import { runFail, runPass, runSucceed, runWait } from './state-simple.ts';
import { runTask } from './state-task.ts';

/** Where a state leads to. */
export type Exit = { next: string | undefined; output: Json };

/** States run in one go before other work gets its turn: a loop must not starve them. */
const STATES_PER_TURN = 100;

/** Runs a program from its start, or from where it stopped, to its end and answers its output; a failure is thrown as a StateError. */
export function* runProgram(frame: Frame, program: Program, input: Json, from?: ResumePoint): Co<Json> {
  frame.at = program.startAt;
  frame.input = input;
  if (from !== undefined) resume(frame, from);
  let resumed = from;
  for (let visited = 1; ; visited += 1) {
    const state = program.states.get(frame.at) as State; // the compiler has checked every target
    const exit = yield* visit(frame, state, resumed);
    if (exit.next === undefined) return exit.output;
    resumed = undefined;
    frame.at = exit.next;
    frame.input = exit.output;
    frame.current = undefined;
    if (visited % STATES_PER_TURN === 0) yield Promise.resolve();
  }
}

function resume(frame: Frame, from: ResumePoint): void {
  frame.at = from.state;
  frame.input = from.input;
  frame.variables.assign(from.variables);
}

function* visit(frame: Frame, state: State, from: ResumePoint | undefined): Co<Exit> {
  const isEntered = from?.entered !== undefined;
  if (!isEntered) frame.run.transition();
  const activation = new Activation(frame, state, frame.input, from);
  if (!isEntered) frame.run.host.onStateEntered?.(state.name);
  try {
    return yield* runState(activation, state);
  } catch (error) {
    const failure = activation.failure(error);
    if (isRunWhole(state, failure)) activation.inner = undefined;
    throw failure;
  }
}

/**
 * Whether a redrive runs all of a Parallel or a Map again, what had succeeded too: after States.DataLimitExceeded, and for a distributed Map
 * also after States.Runtime (Developer Guide: redrive-executions, redrive-map-run).
 */
function isRunWhole(state: State, failure: StateError): boolean {
  if (failure.error === Reserved.dataLimit) return true;
  return failure.error === Reserved.runtime && state.type === 'Map' && state.distributed;
}

/** Runs one visit of a state. */
export function runState(activation: Activation, state: State): Co<Exit> {
  switch (state.type) {
    case 'Pass':
      return runPass(activation, state);
    case 'Choice':
      return runChoice(activation, state);
    case 'Task':
      return runTask(activation, state);
    case 'Wait':
      return runWait(activation, state);
    case 'Succeed':
      return runSucceed(activation, state);
    case 'Fail':
      return runFail(activation, state);
    case 'Parallel':
      return runParallel(activation, state);
    case 'Map':
      return runMap(activation, state);
    default:
      throw new Fault(`unknown state ${(state satisfies never as State).type}`);
  }
}
