import { type Activation, abortEvents, type Frame } from './activation.ts';
import { type Co, drive, type Lifetime } from './coroutine.ts';
import type { Json, JsonObject } from './json.ts';
import type { MapState } from './model.ts';
import { startPool } from './pool.ts';
import { runProgram } from './program.ts';
import type { MapLimits } from './state-map.ts';
import { inLifetime, innerFrame } from './state-parallel.ts';
import { evaluated } from './state-task.ts';

/** Iterations of an inline Map that the service runs at the same time at most. */
const INLINE_CONCURRENCY = 40;

/** Runs the processor for every item within the execution itself. */
export function* runInline(activation: Activation, state: MapState, items: Json[], data: Json, limits: MapLimits): Co<Json> {
  if (items.length === 0) return [];
  const concurrency = Math.min(limits.maxConcurrency || INLINE_CONCURRENCY, INLINE_CONCURRENCY);
  const started = activation.frame.previous;
  return yield* inLifetime(activation, (life, done, failed) => {
    const outputs: Json[] = new Array<Json>(items.length).fill(null);
    const open = new Map<number, Frame>();
    const iterate = (i: number, next: () => void): void => {
      const frame = iterationFrame(activation, life, started, items[i] as Json, i);
      open.set(i, frame);
      drive(
        iteration(activation, state, frame, data, i),
        life,
        (output) => {
          open.delete(i);
          outputs[i] = output;
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
    startPool(items.length, concurrency, life, iterate, () => done(outputs));
  });
}

function iterationFrame(activation: Activation, life: Lifetime, started: number, item: Json, index: number): Frame {
  const frame = innerFrame(activation, life, started);
  frame.map = { Item: { Index: index, Value: item } };
  return frame;
}

function* iteration(activation: Activation, state: MapState, frame: Frame, data: Json, index: number): Co<Json> {
  const { recorder } = frame;
  const details: JsonObject = { name: state.name, index };
  frame.previous = recorder.add('MapIterationStarted', frame.previous, recorder.detailed ? details : undefined);
  const input = yield* itemInput(activation, state, frame.map as JsonObject, data);
  const output = yield* runProgram(frame, state.processor, input);
  frame.previous = recorder.add('MapIterationSucceeded', frame.previous, recorder.detailed ? details : undefined);
  activation.frame.previous = frame.previous;
  return output;
}

/** What an iteration works on: the item, or what ItemSelector makes of it. */
export function* itemInput(activation: Activation, state: MapState, map: JsonObject, data: Json): Co<Json> {
  if (state.itemSelector === undefined) return (map.Item as JsonObject).Value as Json;
  return yield* evaluated(activation.forItem(map), state.itemSelector, data);
}

function fail(activation: Activation, state: MapState, open: Map<number, Frame>, failedFrame: Frame, index: number): void {
  const { recorder } = failedFrame;
  recorder.add('MapIterationFailed', failedFrame.previous, recorder.detailed ? { name: state.name, index } : undefined);
  for (const [i, frame] of open) {
    abortEvents(frame);
    recorder.add('MapIterationAborted', frame.previous, recorder.detailed ? { name: state.name, index: i } : undefined);
  }
  activation.frame.previous = failedFrame.previous;
}
