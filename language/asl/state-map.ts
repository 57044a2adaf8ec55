import type { Activation } from './activation.ts';
import { withRetry } from './attempts.ts';
import type { Co } from './coroutine.ts';
import { Fault, Reserved, StateError } from './errors.ts';
import { leaveWithResult, selected } from './flow.ts';
import { type Json, typeName } from './json.ts';
import { unexpectedType } from './jsonata.ts';
import { runDistributed } from './map-distributed.ts';
import { runInline } from './map-inline.ts';
import { itemsIn, type MapItem, STATE_DATA } from './map-item.ts';
import { readItems } from './map-reader.ts';
import type { MapState } from './model.ts';
import type { Exit } from './program.ts';
import { evaluated, seconds } from './state-task.ts';
import { fieldFault } from './template.ts';

/** Map: runs its processor once for each item (or batch), inline or as children. */
export function* runMap(activation: Activation, state: MapState): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  return yield* withRetry(
    activation,
    state,
    () => attempt(activation, state, data),
    () => activation.event('MapStateFailed'),
  );
}

/** What bounds a Map, evaluated. */
export type MapLimits = { maxConcurrency: number; toleratedCount: number | undefined; toleratedPercentage: number | undefined };

function* attempt(activation: Activation, state: MapState, data: Json): Co<Exit> {
  activation.inner = undefined;
  const result = state.distributed ? yield* distributed(activation, state, data) : yield* inline(activation, state, data);
  activation.event('MapStateSucceeded', undefined, false);
  return yield* leaveWithResult(activation, state, result);
}

function* inline(activation: Activation, state: MapState, data: Json): Co<Json> {
  const resumed = activation.takeResumed('Map');
  const items = resumed?.items ?? (yield* itemsOf(activation, state, data)).map(({ value }) => value);
  if (resumed === undefined) started(activation, items.length);
  const limits = yield* limitsOf(activation, state, data);
  return yield* runInline(activation, state, items, data, limits, resumed?.iterations ?? []);
}

function* distributed(activation: Activation, state: MapState, data: Json): Co<Json> {
  const resumed = activation.takeResumed('MapRun');
  // What a reader finds is the Map Run's affair: the state starts without knowing how much that is.
  const given = resumed === undefined && state.reader === undefined ? yield* itemsOf(activation, state, data) : [];
  if (resumed === undefined) started(activation, given.length);
  const limits = yield* limitsOf(activation, state, data);
  const items = function* (): Co<MapItem[]> {
    return state.reader === undefined ? given : yield* readItems(activation, state.reader, data);
  };
  return yield* runDistributed(activation, state, items, data, limits, resumed);
}

/** The service has told of the start when it finds a limit wrong, as recorded for tolerated failures. */
function started(activation: Activation, length: number): void {
  activation.event('MapStateStarted', () => ({ length }));
}

/** What bounds the Map, evaluated. */
export function* limitsOf(activation: Activation, state: MapState, data: Json): Co<MapLimits> {
  return {
    maxConcurrency: (yield* seconds(activation, state.maxConcurrency, data)) ?? 0,
    toleratedCount: yield* seconds(activation, state.toleratedCount, data),
    toleratedPercentage: yield* seconds(activation, state.toleratedPercentage, data),
  };
}

/** Whether so many failed items are tolerated: none without limits, and with both neither may be exceeded. */
export function tolerates({ toleratedCount, toleratedPercentage }: MapLimits, failed: number, total: number): boolean {
  if (failed === 0) return true;
  if (toleratedCount === undefined && toleratedPercentage === undefined) return false;
  return failed <= (toleratedCount ?? failed) && (failed / total) * 100 <= (toleratedPercentage ?? 100);
}

/** The error of a Map of which too many items failed. */
export function intolerable(): StateError {
  return new StateError(Reserved.tolerance, 'The specified tolerated failure threshold was exceeded');
}

/** The items that the Map works on: a list's, and of a distributed Map an object's entries, too (Developer Guide: input-output-itemspath). */
export function* itemsOf(activation: Activation, state: MapState, data: Json): Co<MapItem[]> {
  if (state.reader !== undefined) return yield* readItems(activation, state.reader, data);
  const jsonata = state.language === 'JSONata';
  const value = jsonata ? yield* evaluated(activation, state.items, data) : selected(state.itemsPath, activation, data);
  const items = state.distributed || Array.isArray(value) ? itemsIn(value, STATE_DATA) : undefined;
  if (items !== undefined) return items;
  if (jsonata) throw notAnArray(activation, state, value);
  throw new Fault(`Reference path "${state.itemsPathText ?? '$'}" must point to array.`);
}

function notAnArray(activation: Activation, state: MapState, items: Json): Error {
  if (state.items === undefined) return fieldFault(`Map state input must be an array but was: ${typeName(items)}`, 'Items');
  if (state.itemsText === undefined)
    return new StateError(Reserved.runtime, activation.located('The field Items must be an array.'), { catchable: false });
  return unexpectedType(state.itemsText, 'Items', 'array', items);
}
