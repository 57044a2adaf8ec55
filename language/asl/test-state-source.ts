import { compileMachine } from './compile.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Machine, Program, State } from './model.ts';

/** A test that the service refuses, with the reason. */
export class UntestableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UntestableError';
  }
}

/** The state under test, in the machine that it was compiled with. */
export type TestedState = { machine: Machine; state: State; isInMap: boolean };

/** The name of a state that is given without a machine. */
const ALONE = 'TestState';

/** Compiles the definition and finds the state: the only one, or that of the name given, however deep it stands. */
export function findState(definition: unknown, stateName: string | undefined): TestedState {
  if (stateName === undefined) {
    const machine = compileMachine(machineAround(parsed(definition)));
    return { machine, state: machine.program.states.get(ALONE) as State, isInMap: false };
  }
  const machine = compileMachine(definition);
  const found = search(machine.program, stateName, false);
  if (found === undefined) throw new UntestableError(`The definition has no state named '${stateName}'.`);
  return { machine, ...found };
}

function parsed(definition: unknown): unknown {
  if (typeof definition !== 'string') return definition;
  try {
    return JSON.parse(definition);
  } catch {
    return definition; // the compiler says what is wrong with it
  }
}

/** A machine of this one state, in which whatever it leads to ends. */
function machineAround(state: unknown): unknown {
  if (!isObject(state)) return state;
  const targets = [state.Next, state.Default, ...nexts(state.Choices), ...nexts(state.Catch)].filter((name) => typeof name === 'string');
  const ends = targets.map((name) => [name, { Type: 'Succeed' }] as const);
  const States: JsonObject = { ...Object.fromEntries(ends), [ALONE]: state };
  return { StartAt: ALONE, States, ...(state.QueryLanguage !== undefined && { QueryLanguage: state.QueryLanguage }) };
}

const nexts = (list: Json | undefined): Json[] =>
  Array.isArray(list) ? list.flatMap((one) => (isObject(one) ? [one.Next ?? null] : [])) : [];

function search(program: Program, name: string, isInMap: boolean): Omit<TestedState, 'machine'> | undefined {
  const state = program.states.get(name);
  if (state !== undefined) return { state, isInMap };
  for (const outer of program.states.values()) {
    for (const inner of programsOf(outer)) {
      const found = search(inner, name, isInMap || outer.type === 'Map');
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function programsOf(state: State): readonly Program[] {
  if (state.type === 'Parallel') return state.branches;
  return state.type === 'Map' ? [state.processor] : [];
}

/** Whether a state of this name stands inside a Map or Parallel. */
export function isInside(state: State, name: string): boolean {
  return programsOf(state).some((program) => search(program, name, false) !== undefined);
}
