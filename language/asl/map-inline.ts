import { type Activation, abortEvents, type Frame } from './activation.ts';
import { type BranchPoint, branchPoint, type Progress, type ResumePoint } from './checkpoint.ts';
import { type Co, drive, type Lifetime } from './coroutine.ts';
import { withinLimit } from './flow.ts';
import type { Json, JsonObject } from './json.ts';
import { itemContext, plainInput, STATE_DATA } from './map-item.ts';
import type { MapState } from './model.ts';
import { startPool } from './pool.ts';
import { runProgram } from './program.ts';
import type { MapLimits } from './state-map.ts';
import { finishedBefore, inLifetime, innerFrame, outputsOf } from './state-parallel.ts';
import { evaluated } from './state-task.ts';

/** Iterations of an inline Map that the service runs at the same time at most. */
const INLINE_CONCURRENCY = 40;

/** Runs the processor for every item within the execution itself; of those that a redrive goes on with, what has succeeded stays. */
export function* runInline(
  activation: Activation,
  state: MapState,
  items: Json[],
  data: Json,
  limits: MapLimits,
  resumed: readonly BranchPoint[],
): Co<Json> {
  if (items.length === 0) return [];
  const concurrency = Math.min(limits.maxConcurrency || INLINE_CONCURRENCY, INLINE_CONCURRENCY);
  const started = activation.frame.previous;
  return yield* inLifetime(activation, (life, done, failed) => {
    const progress: Progress[] = items.map((_, i) => finishedBefore(resumed[i]));
    const waiting = progress.flatMap((one, i) => (one === undefined ? [i] : []));
    activation.inner = () => ({ kind: 'Map', items, iterations: progress.map(branchPoint) });
    const open = new Map<number, Frame>();
    const iterate = (nth: number, next: () => void): void => {
      const i = waiting[nth] as number;
      const frame = iterationFrame(activation, life, started, items[i] as Json, i);
      progress[i] = { frame };
      open.set(i, frame);
      drive(
        iteration(activation, state, frame, data, i, resumed[i]?.at),
        life,
        (output) => {
          open.delete(i);
          progress[i] = { output };
          next();
        },
        (error) => {
          open.delete(i);
          fail(activation, state, open, frame, i);
          life.end();
          failed(error);
        },
      );
    };
    startPool(
      waiting.length,
      () => concurrency,
      life,
      iterate,
      () => done(outputsOf(progress)),
    );
  });
}

function iterationFrame(activation: Activation, life: Lifetime, started: number, item: Json, index: number): Frame {
  const frame = innerFrame(activation, life, started);
  frame.map = itemContext({ value: item, source: STATE_DATA }, index);
  return frame;
}

function* iteration(
  activation: Activation,
  state: MapState,
  frame: Frame,
  data: Json,
  index: number,
  from: ResumePoint | undefined,
): Co<Json> {
  const { recorder } = frame.run;
  const details: JsonObject = { name: state.name, index };
  let input: Json = null;
  if (from === undefined) {
    frame.previous = recorder.add('MapIterationStarted', frame.previous, recorder.detailed ? details : undefined);
    input = yield* itemInput(activation, state, frame.map as JsonObject, data);
  }
  const output = yield* runProgram(frame, state.processor, input, from);
  frame.previous = recorder.add('MapIterationSucceeded', frame.previous, recorder.detailed ? details : undefined);
  activation.frame.previous = frame.previous;
  return output;
}

/** What an iteration works on: the item, or what ItemSelector makes of it. */
export function* itemInput(activation: Activation, state: MapState, map: JsonObject, data: Json): Co<Json> {
  const { itemSelector, reader, name } = state;
  if (itemSelector !== undefined) return withinLimit(name, yield* evaluated(activation.forItem(map), itemSelector, data));
  // What the state was given is within the limit; an item of S3 need not be (Developer Guide: input-output-itemreader).
  return reader === undefined ? plainInput(map) : withinLimit(name, plainInput(map));
}

function fail(activation: Activation, state: MapState, open: Map<number, Frame>, failedFrame: Frame, index: number): void {
  const { recorder } = failedFrame.run;
  recorder.add('MapIterationFailed', failedFrame.previous, recorder.detailed ? { name: state.name, index } : undefined);
  for (const [i, frame] of open) {
    abortEvents(frame);
    recorder.add('MapIterationAborted', frame.previous, recorder.detailed ? { name: state.name, index: i } : undefined);
  }
  activation.frame.previous = failedFrame.previous;
}
