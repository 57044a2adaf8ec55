import type { Spot } from './check-spot.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const MISSING = 'MISSING_TRANSITION_TARGET';
const LAST = ['Succeed', 'Fail'];

/**
 * Reports targets that do not exist and states that nothing leads to. The machine itself must have a state that ends it, and then its
 * unreachable states are not looked for; a branch without an end is taken, and the event limit ends it.
 */
export function checkTransitions(program: JsonObject, spot: Spot, isMachine: boolean): void {
  const states = program.States;
  if (!isObject(states) || Object.keys(states).length === 0) return;
  const place = spot.at('States');
  for (const [name, state] of Object.entries(states)) {
    for (const [target, at] of targets(state, place.at(name)))
      if (!Object.hasOwn(states, target)) at.error(`Missing 'Next' target: ${target}`, MISSING);
  }
  const { StartAt: start } = program;
  if (typeof start === 'string' && !Object.hasOwn(states, start)) spot.at('StartAt').error(`Missing 'Next' target: ${start}`, MISSING);
  if (isMachine && !Object.values(states).some(endsMachine)) spot.error('Workflow has no terminal state', 'MISSING_END_STATE');
  else if (typeof start === 'string') checkReachable(states, start, place);
}

function endsMachine(state: Json): boolean {
  return isObject(state) && (state.End === true || LAST.includes(state.Type as string));
}

function checkReachable(states: JsonObject, start: string, place: Spot): void {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || !Object.hasOwn(states, name)) continue;
    reached.add(name);
    for (const [target] of targets(states[name] as Json, place)) open.push(target);
  }
  for (const name of Object.keys(states)) if (!reached.has(name)) place.at(name).error(`State "${name}" is not reachable.`, MISSING);
}

/** Where a state may lead, with the place that says so. */
function targets(state: Json, spot: Spot): [string, Spot][] {
  if (!isObject(state)) return [];
  const found: [string, Spot][] = [];
  const add = (target: Json | undefined, place: Spot): void => {
    if (typeof target === 'string') found.push([target, place]);
  };
  add(state.Next, spot.at('Next'));
  for (const field of ['Choices', 'Catch']) {
    const entries = state[field];
    if (!Array.isArray(entries)) continue;
    for (const [i, entry] of entries.entries()) if (isObject(entry)) add(entry.Next, spot.at(field).item(i).at('Next'));
  }
  add(state.Default, spot.at('Default'));
  return found;
}
