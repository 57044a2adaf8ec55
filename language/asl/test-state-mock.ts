import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { StateError } from './errors.ts';
import { leaveWithResult, selected } from './flow.ts';
import type { Host, TaskDone, TaskHandle, TaskRequest } from './host.ts';
import { isObject, type Json } from './json.ts';
import { batchItems } from './map-batch.ts';
import { itemInput } from './map-inline.ts';
import { itemContext, plainInput } from './map-item.ts';
import type { MapState, ParallelState } from './model.ts';
import type { Exit } from './program.ts';
import { intolerable, itemsOf, limitsOf, type MapLimits, tolerates } from './state-map.ts';
import { evaluated } from './state-task.ts';
import type { StateMock, StateTest } from './test-state.ts';
import type { Inspection } from './test-state-inspection.ts';
import { UntestableError } from './test-state-source.ts';

const NO_HANDLE: TaskHandle = { cancel: () => undefined };

/** The host of a test: tasks answer with the mock where there is one, and an ItemReader finds the data given. */
export function mockedHost({ host, mock, mapItemReaderData }: StateTest): Host {
  const runTask = (request: TaskRequest, done: TaskDone): TaskHandle => {
    if (mapItemReaderData !== undefined && READS.test(request.resource)) {
      done.succeed(request.resource.endsWith('listObjectsV2') ? listing(mapItemReaderData) : { Body: mapItemReaderData });
      return NO_HANDLE;
    }
    if (mock === undefined) return host.runTask(request, done);
    answerWith(mock, request, done);
    return NO_HANDLE;
  };
  return {
    now: () => host.now(),
    after: (delayMs, fn) => host.after(delayMs, fn),
    random: () => host.random(),
    uuid: () => host.uuid(),
    newTaskToken: () => host.newTaskToken(),
    runTask,
  };
}

const READS = /:aws-sdk:s3:(getObject|listObjectsV2)$/;

function listing(data: string): Json {
  const parsed = JSON.parse(data) as Json;
  return { Contents: isObject(parsed) ? (parsed.Contents ?? []) : parsed };
}

function answerWith(mock: StateMock, request: TaskRequest, done: TaskDone): void {
  if ('error' in mock) {
    done.fail(mock.error, mock.cause);
    return;
  }
  if (/\.(sync|sync:2|waitForTaskToken)$/.test(request.resource)) done.submitted({});
  done.succeed(mock.result);
}

/** A Map or Parallel under test: what goes in and comes out is its own, what happens inside is the mock. */
export function* runMocked(activation: Activation, state: MapState | ParallelState, test: StateTest, inspection: Inspection): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  if (state.type === 'Parallel') yield* evaluated(activation, state.parameters, data);
  else yield* prepareMap(activation, state, data, test, inspection);
  const mock = test.mock as StateMock; // required of both
  if ('error' in mock) throw new StateError(mock.error, mock.cause);
  requireShape(state, mock.result);
  return yield* leaveWithResult(activation, state, mock.result);
}

function requireShape(state: MapState | ParallelState, result: Json): void {
  if (state.type === 'Parallel' && (!Array.isArray(result) || result.length !== state.branches.length))
    throw new UntestableError(`The mocked result of a Parallel state must be an array of ${state.branches.length}, one element a branch.`);
  const isWritten = state.type === 'Map' && state.writer?.resource !== undefined;
  if (state.type === 'Map' && !Array.isArray(result) && !(isWritten && isObject(result)))
    throw new UntestableError('The mocked result of a Map state must be an array, or with a ResultWriter an object.');
}

/** What the Map makes of its input, up to where its iterations would begin. */
function* prepareMap(activation: Activation, state: MapState, data: Json, test: StateTest, inspection: Inspection): Co<void> {
  // Without data of its own the reader is taken to have read the input.
  const { reader, ...unread } = state;
  const source: MapState = reader !== undefined && test.mapItemReaderData === undefined ? { ...unread, reader: undefined } : state;
  const items = yield* itemsOf(activation, source, data);
  if (state.language === 'JSONPath')
    inspection.note(
      'afterItemsPath',
      items.map((item, index) => plainInput(itemContext(item, index))),
    );
  const limits = yield* limitsOf(activation, state, data);
  noteLimits(limits, inspection);
  const inputs = [];
  for (const [index, item] of items.entries()) {
    const map = itemContext(item, index);
    inputs.push({ input: yield* itemInput(activation, state, map, data), map, items: 1 });
  }
  if (state.itemSelector !== undefined)
    inspection.note(
      'afterItemSelector',
      inputs.map(({ input }) => input),
    );
  if (state.batcher !== undefined) {
    const batches = yield* batchItems(activation, state.batcher, inputs, data);
    inspection.note(
      'afterItemBatcher',
      batches.map(({ input }) => input),
    );
  }
  const { mapIterationFailureCount: failed = 0 } = test;
  if (failed > items.length) throw new UntestableError(`mapIterationFailureCount ${failed} exceeds the number of items, ${items.length}.`);
  if (!tolerates(limits, failed, items.length)) throw intolerable();
}

function noteLimits({ maxConcurrency, toleratedCount, toleratedPercentage }: MapLimits, inspection: Inspection): void {
  inspection.note('maxConcurrency', maxConcurrency);
  if (toleratedCount !== undefined) inspection.note('toleratedFailureCount', toleratedCount);
  if (toleratedPercentage !== undefined) inspection.note('toleratedFailurePercentage', toleratedPercentage);
}
