import type { Activation } from './activation.ts';
import { withRetry } from './attempts.ts';
import type { Co } from './coroutine.ts';
import { Fault, Reserved, StateError } from './errors.ts';
import { leaveWithResult, selected } from './flow.ts';
import { type Json, typeName } from './json.ts';
import { runDistributed } from './map-distributed.ts';
import { runInline } from './map-inline.ts';
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
  const items = resumed?.items ?? (yield* startedWith(activation, state, data));
  return yield* runInline(activation, state, items, data, yield* limitsOf(activation, state, data), resumed?.iterations ?? []);
}

function* distributed(activation: Activation, state: MapState, data: Json): Co<Json> {
  const resumed = activation.takeResumed('MapRun');
  const items = resumed === undefined ? yield* startedWith(activation, state, data) : [];
  return yield* runDistributed(activation, state, items, data, yield* limitsOf(activation, state, data), resumed);
}

function* startedWith(activation: Activation, state: MapState, data: Json): Co<Json[]> {
  const items = yield* itemsOf(activation, state, data);
  activation.event('MapStateStarted', () => ({ length: items.length }));
  return items;
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

/** The items that the Map works on. */
export function* itemsOf(activation: Activation, state: MapState, data: Json): Co<Json[]> {
  if (state.reader !== undefined) return yield* readItems(activation, state.reader, data);
  if (state.language === 'JSONata') {
    const items = yield* evaluated(activation, state.items, data);
    if (Array.isArray(items)) return items;
    throw notAnArray(activation, state, items);
  }
  const items = selected(state.itemsPath, activation, data);
  if (!Array.isArray(items)) throw new Fault(`Reference path "${state.itemsPathText ?? '$'}" must point to array.`);
  return items;
}

function notAnArray(activation: Activation, state: MapState, items: Json): Error {
  if (state.items === undefined) return fieldFault(`Map state input must be an array but was: ${typeName(items)}`, 'Items');
  if (state.itemsText === undefined)
    return new StateError(Reserved.runtime, activation.located('The field Items must be an array.'), { catchable: false });
  return fieldFault(
    `The JSONata expression '${state.itemsText}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${typeName(items)}' for value: ${JSON.stringify(items)}`,
    'Items',
  );
}
