import type { Activation, Frame } from './activation.ts';
import { type Co, drive, type Lifetime } from './coroutine.ts';
import { Reserved, StateError } from './errors.ts';
import { EVENT_LIMIT, Recorder } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import { batchItems, type ChildInput } from './map-batch.ts';
import { itemInput } from './map-inline.ts';
import { writeResults } from './map-writer.ts';
import type { MapState } from './model.ts';
import { startPool } from './pool.ts';
import { runProgram } from './program.ts';
import { Variables } from './scope.ts';
import type { MapLimits } from './state-map.ts';
import { inLifetime } from './state-parallel.ts';

/** Children of a distributed Map that the service runs at the same time at most. */
const CHILD_CONCURRENCY = 10_000;

/** How a child ended. */
export type ChildResult = { arn: string; name: string; input: Json; items: number } & ({ output: Json } | { error: string; cause: string });

/** Runs the processor as children of their own, without a history in this execution, and tolerates the failures it is told to. */
export function* runDistributed(activation: Activation, state: MapState, items: Json[], data: Json, limits: MapLimits): Co<Json> {
  const mapRunArn = newMapRunArn(activation, state);
  activation.event('MapRunStarted', () => ({ mapRunArn }));
  try {
    const inputs = yield* childInputs(activation, state, items, data);
    const results = yield* runChildren(activation, state, inputs, mapRunArn, limits);
    const output = yield* writeResults(activation, state, results, mapRunArn, data);
    activation.event('MapRunSucceeded', undefined, false);
    return output;
  } catch (error) {
    const failure = activation.failure(error);
    if (failure.catchable) activation.event('MapRunFailed', () => ({ error: failure.error ?? '', cause: failure.detail ?? '' }));
    throw failure;
  }
}

function newMapRunArn(activation: Activation, state: MapState): string {
  const machine = String(activation.frame.run.stateMachine.Id).replace(':stateMachine:', ':mapRun:');
  return `${machine}/${state.name}:${activation.ambient.uuid()}`;
}

function* childInputs(activation: Activation, state: MapState, items: Json[], data: Json): Co<ChildInput[]> {
  const inputs: ChildInput[] = [];
  for (const [index, item] of items.entries()) {
    const map = { Item: { Index: index, Value: item } };
    inputs.push({ input: yield* itemInput(activation, state, map, data), map, items: 1 });
  }
  return state.batcher === undefined ? inputs : yield* batchItems(activation, state.batcher, inputs, data);
}

function* runChildren(
  activation: Activation,
  state: MapState,
  inputs: ChildInput[],
  mapRunArn: string,
  limits: MapLimits,
): Co<ChildResult[]> {
  if (inputs.length === 0) return [];
  const tolerance = new Tolerance(
    limits,
    inputs.reduce((sum, one) => sum + one.items, 0),
  );
  const concurrency = Math.min(limits.maxConcurrency || CHILD_CONCURRENCY, CHILD_CONCURRENCY);
  const results: ChildResult[] = [];
  yield* inLifetime(activation, (life, done, failed) => {
    const runOne = (i: number, next: () => void): void => {
      const child = inputs[i] as ChildInput;
      const frame = childFrame(activation, life, child, mapRunArn);
      const identity = { arn: String(frame.execution.Id), name: String(frame.execution.Name), input: child.input, items: child.items };
      drive(
        runProgram(frame, state.processor, child.input),
        life,
        (output) => {
          results[i] = { ...identity, output };
          next();
        },
        (error) => {
          const { error: name = '', cause = '' } = described(error);
          results[i] = { ...identity, error: name, cause };
          if (tolerance.take(child.items)) next();
          else failed(new StateError(Reserved.tolerance, 'The specified tolerated failure threshold was exceeded'));
        },
      );
    };
    startPool(inputs.length, concurrency, life, runOne, () => done(null));
  });
  return results;
}

function described(error: unknown): { error?: string; cause?: string } {
  if (!(error instanceof StateError)) return { error: Reserved.runtime, cause: String(error) };
  return { ...(error.error !== undefined && { error: error.error }), ...(error.detail !== undefined && { cause: error.detail }) };
}

/** A child sees no variables of its parent, and is an execution of its own in the context object. */
function childFrame(activation: Activation, life: Lifetime, child: ChildInput, mapRunArn: string): Frame {
  const { frame, ambient } = activation;
  const name = ambient.uuid();
  const label = mapRunArn.split(':mapRun:')[1]?.split(':')[0] ?? '';
  const parent = String(frame.execution.Id);
  const execution: JsonObject = {
    ...frame.execution,
    Id: `${parent.split(':execution:')[0]}:execution:${label}:${name}`,
    Name: name,
    Input: child.input,
    StartTime: frame.run.timestamp(),
  };
  const overflow = (): never => {
    throw new StateError(Reserved.runtime, `The execution reached the maximum number of history events (${EVENT_LIMIT}).`, {
      catchable: false,
    });
  };
  const recorder = new Recorder(() => frame.run.host.now(), undefined, overflow);
  recorder.add('ExecutionStarted', 0);
  return {
    run: frame.run,
    life,
    variables: new Variables(),
    recorder,
    previous: 0,
    map: child.map,
    execution,
    announce: false,
    current: undefined,
  };
}

/** Counts failed items against what the Map tolerates: nothing, unless it says so. */
class Tolerance {
  private failed = 0;
  private readonly limits: MapLimits;
  private readonly total: number;

  constructor(limits: MapLimits, total: number) {
    this.limits = limits;
    this.total = total;
  }

  /** Whether so many more failures are tolerated. */
  take(items: number): boolean {
    this.failed += items;
    const { toleratedCount: count, toleratedPercentage: percentage } = this.limits;
    if (count === undefined && percentage === undefined) return false;
    if (count !== undefined && this.failed > count) return false;
    return percentage === undefined || (this.failed / this.total) * 100 <= percentage;
  }
}

/** Whether a child succeeded. */
export function succeeded(result: ChildResult): result is ChildResult & { output: Json } {
  return 'output' in result;
}
