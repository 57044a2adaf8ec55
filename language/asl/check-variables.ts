import type { Check, Spot } from './check-spot.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const NAME_LIMIT = 80;
/** A Unicode identifier (Unicode Standard Annex 31), as the service's documentation says. */
const NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** Assign: an object whose members are variables; `values` judges what is assigned. */
export function assign(values: Check): Check {
  return (value, spot) => {
    if (!isObject(value)) {
      spot.error('Expected value of type [OBJECT]');
      return;
    }
    for (const key of Object.keys(value)) checkName(variableName(key, spot.setting.jsonata), spot.at(key));
    values(value, spot);
  };
}

function variableName(key: string, jsonata: boolean): string {
  return !jsonata && key.endsWith('.$') ? key.slice(0, -2) : key;
}

function checkName(name: string, spot: Spot): void {
  if (name === 'states') spot.error("Cannot assign to reserved variable '$states'.", 'RESERVED_VARIABLE_NAME');
  else if (!NAME.test(name))
    spot.error(`Invalid variable name '${name}': the variable name contains invalid characters.`, 'INVALID_VARIABLE_NAME');
  else if ([...name].length > NAME_LIMIT)
    spot.error(`Invalid variable name '${name}': the variable name exceeds the ${NAME_LIMIT}-character limit.`, 'INVALID_VARIABLE_NAME');
}

/**
 * A variable belongs to a scope if any of its states assigns it, and no scope within may assign one of that name.
 * Scopes are the machine's states, each branch of a Parallel, and what a Map runs for each item.
 */
export function checkScopes(program: JsonObject, spot: Spot, outer: ReadonlySet<string> = new Set()): void {
  if (!isObject(program.States)) return;
  const own = new Set(outer);
  for (const [name, state] of Object.entries(program.States)) {
    for (const [variable, place] of assignments(state, spot.at('States').at(name))) {
      if (outer.has(variable))
        place.error(`The variable name '${variable}' was already defined in a parent scope.`, 'DUPLICATE_VARIABLE_NAME');
      own.add(variable);
    }
  }
  for (const [name, state] of Object.entries(program.States))
    for (const [inner, place] of innerPrograms(state, spot.at('States').at(name))) checkScopes(inner, place, own);
}

/** Every variable that a state assigns, with the place where it does. */
function assignments(state: Json, spot: Spot): [string, Spot][] {
  if (!isObject(state)) return [];
  const owners: [JsonObject, Spot][] = [[state, spot]];
  for (const field of ['Choices', 'Catch']) {
    const entries = state[field];
    if (!Array.isArray(entries)) continue;
    for (const [i, entry] of entries.entries()) if (isObject(entry)) owners.push([entry, spot.at(field).item(i)]);
  }
  return owners.flatMap(([owner, place]) =>
    isObject(owner.Assign)
      ? Object.keys(owner.Assign).map((key): [string, Spot] => [key.endsWith('.$') ? key.slice(0, -2) : key, place.at('Assign').at(key)])
      : [],
  );
}

/** The programs that a state holds: branches, or what runs for each item. */
export function innerPrograms(state: Json, spot: Spot): [JsonObject, Spot][] {
  if (!isObject(state)) return [];
  const found: [Json | undefined, Spot][] = [
    [state.ItemProcessor, spot.at('ItemProcessor')],
    [state.Iterator, spot.at('Iterator')],
  ];
  if (Array.isArray(state.Branches)) for (const [i, branch] of state.Branches.entries()) found.push([branch, spot.at('Branches').item(i)]);
  return found.filter((one): one is [JsonObject, Spot] => isObject(one[0]));
}
