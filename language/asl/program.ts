import { Activation, type Frame } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Fault } from './errors.ts';
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

/** Runs a program from its start to its end and answers its output; a failure is thrown as a StateError. */
export function* runProgram(frame: Frame, program: Program, input: Json): Co<Json> {
  let name = program.startAt;
  let data = input;
  for (let visited = 1; ; visited += 1) {
    const state = program.states.get(name) as State; // the compiler has checked every target
    const exit = yield* visit(frame, state, data);
    if (exit.next === undefined) return exit.output;
    name = exit.next;
    data = exit.output;
    if (visited % STATES_PER_TURN === 0) yield Promise.resolve();
  }
}

function* visit(frame: Frame, state: State, input: Json): Co<Exit> {
  frame.run.transition();
  const activation = new Activation(frame, state, input);
  if (frame.announce) frame.run.host.onStateEntered?.(state.name);
  try {
    return yield* runState(activation, state);
  } catch (error) {
    throw activation.failure(error);
  }
}

function runState(activation: Activation, state: State): Co<Exit> {
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
