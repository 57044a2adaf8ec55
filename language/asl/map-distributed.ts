import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import type { StateError } from './errors.ts';
import type { Json } from './json.ts';
import { batchItems, type ChildInput } from './map-batch.ts';
import type { MapChild } from './map-distributed-child.ts';
import { MapRun, type MapRunPoint } from './map-distributed-run.ts';
import { itemInput } from './map-inline.ts';
import { itemContext, type MapItem } from './map-item.ts';
import { writeResults } from './map-writer.ts';
import type { MapState } from './model.ts';
import type { MapLimits } from './state-map.ts';

/** How a child ended. */
export type ChildResult = Pick<MapChild, 'arn' | 'name' | 'input' | 'items' | 'status' | 'redriveCount' | 'startedMs' | 'stoppedMs'> &
  ({ output: Json } | { error: string; cause: string });

/** Runs the processor as children of their own, whose events are not this execution's, and tolerates the failures that it is told to. */
export function* runDistributed(
  activation: Activation,
  state: MapState,
  items: () => Co<MapItem[]>,
  data: Json,
  limits: MapLimits,
  resumed: MapRunPoint | undefined,
): Co<Json> {
  const run = new MapRun(activation, state, limits, resumed);
  const { arn: mapRunArn, redriveCount } = run;
  if (resumed === undefined) activation.event('MapRunStarted', () => ({ mapRunArn }));
  else activation.event('MapRunRedriven', () => ({ mapRunArn, redriveCount }));
  activation.frame.run.host.onMapRun?.(run);
  try {
    if (resumed === undefined) run.take(yield* childInputs(activation, state, yield* items(), data));
    activation.inner = () => run.point();
    const output = yield* runChildren(activation, state, run, data);
    run.end('SUCCEEDED');
    activation.event('MapRunSucceeded', undefined, false);
    return output;
  } catch (error) {
    const failure = activation.failure(error);
    run.end('FAILED');
    if (failure.catchable) activation.event('MapRunFailed', () => ({ error: failure.error ?? '', cause: failure.detail ?? '' }));
    throw failure;
  }
}

function* childInputs(activation: Activation, state: MapState, items: MapItem[], data: Json): Co<ChildInput[]> {
  const inputs: ChildInput[] = [];
  for (const [index, item] of items.entries()) {
    const map = itemContext(item, index);
    inputs.push({ input: yield* itemInput(activation, state, map, data), map, items: 1 });
  }
  return state.batcher === undefined ? inputs : yield* batchItems(activation, state.batcher, inputs, data);
}

/** Runs the children, writes what became of them, and fails if too many of them failed. */
function* runChildren(activation: Activation, state: MapState, run: MapRun, data: Json): Co<Json> {
  const failure = (yield (resume) => run.start(resume)) as StateError | undefined;
  if (failure !== undefined && state.writer?.resource === undefined) throw failure;
  try {
    const output = yield* writeResults(activation, state, resultsOf(run), run.arn, data);
    run.isWritten = state.writer?.resource !== undefined;
    if (failure === undefined) return output;
  } catch (error) {
    // What made the run fail is the better reason.
    throw failure ?? error;
  }
  throw failure;
}

function resultsOf(run: MapRun): ChildResult[] {
  return run.children.flatMap(({ arn, name, input, items, status, redriveCount, startedMs, stoppedMs, output, error, cause }) => {
    if (status === 'PENDING') return [];
    const common = { arn, name, input, items, status, redriveCount, startedMs, stoppedMs };
    return [output === undefined ? { ...common, error: error ?? '', cause: cause ?? '' } : { ...common, output }];
  });
}

/** Whether a child succeeded. */
export function succeeded(result: ChildResult): result is ChildResult & { output: Json } {
  return 'output' in result;
}
