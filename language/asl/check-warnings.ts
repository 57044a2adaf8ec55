import type { Spot } from './check-spot.ts';
import { innerPrograms } from './check-variables.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** Payload templates: their members need `.$` to be evaluated. */
const TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign'];
/** Fields that hold a literal and have a *Path twin to select one. */
const WITH_TWIN = ['Error', 'Cause', 'Seconds', 'Timestamp', 'TimeoutSeconds', 'HeartbeatSeconds', 'MaxConcurrency'];

/** Points out what is legal and hardly meant, with the service's codes of warnings. Only JSONPath has such traps. */
export function checkWarnings(program: JsonObject, spot: Spot, jsonata: boolean): void {
  if (!isObject(program.States)) return;
  for (const [name, state] of Object.entries(program.States)) {
    if (!isObject(state)) continue;
    const place = spot.at('States').at(name);
    const language = state.QueryLanguage;
    if (language === 'JSONPath' || (language === undefined && !jsonata)) checkState(state, place);
    for (const [inner, at] of innerPrograms(state, place)) checkWarnings(inner, at, jsonata);
  }
}

function checkState(state: JsonObject, spot: Spot): void {
  for (const field of TEMPLATES) checkTemplate(state[field], spot.at(field));
  for (const field of WITH_TWIN)
    if (looksSelected(state[field]))
      spot.at(field).warn(`The value of '${field}' looks like a path; only '${field}Path' selects a value`, 'NO_PATH');
  if (state.Type === 'Pass' && state.Result !== undefined && hasSelection(state.Result))
    spot
      .at('Result')
      .warn('The Result of a Pass state is taken as it is written; use Parameters to select values', 'PASS_RESULT_IS_STATIC');
}

function checkTemplate(value: Json | undefined, spot: Spot): void {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) checkTemplate(item, spot.item(i));
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (key.endsWith('.$')) continue;
    if (looksSelected(member))
      spot.at(key).warn(`The value looks like a path or an intrinsic function; only '${key}.$' evaluates it`, 'NO_DOLLAR');
    checkTemplate(member, spot.at(key));
  }
}

function hasSelection(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasSelection);
  if (!isObject(value)) return looksSelected(value);
  return Object.entries(value).some(([key, member]) => key.endsWith('.$') || hasSelection(member));
}

function looksSelected(value: Json | undefined): boolean {
  return typeof value === 'string' && /^(\$\$?([.[]|$)|States\.\w+\()/.test(value);
}
