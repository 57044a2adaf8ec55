import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import type { Json, JsonObject } from './json.ts';
import type { ItemBatcher } from './model.ts';
import { evaluated, seconds } from './state-task.ts';

/** What a child of a distributed Map is given. */
export type ChildInput = { input: Json; map: JsonObject | undefined; items: number };

/** Bytes of a batch that the service allows at most. */
const BATCH_LIMIT_BYTES = 262_144;

/** Groups items into batches by their number and their size. */
export function* batchItems(activation: Activation, batcher: ItemBatcher, inputs: ChildInput[], data: Json): Co<ChildInput[]> {
  const shared = batcher.input === undefined ? undefined : yield* evaluated(activation, batcher.input, data);
  const maxItems = (yield* seconds(activation, batcher.maxItems, data)) ?? Number.POSITIVE_INFINITY;
  const maxBytes = Math.min((yield* seconds(activation, batcher.maxBytes, data)) ?? BATCH_LIMIT_BYTES, BATCH_LIMIT_BYTES);
  const encoder = new TextEncoder();
  const size = (value: Json): number => encoder.encode(JSON.stringify(value)).length;
  const frameBytes = size(wrap(shared, []));
  const batches: ChildInput[] = [];
  let items: Json[] = [];
  let bytes = frameBytes;
  const close = (): void => {
    if (items.length > 0) batches.push({ input: wrap(shared, items), map: undefined, items: items.length });
    items = [];
    bytes = frameBytes;
  };
  for (const { input } of inputs) {
    const more = size(input);
    // An item that is too large for any batch has one of its own.
    if (items.length >= maxItems || (items.length > 0 && bytes + 1 + more > maxBytes)) close();
    bytes += more + (items.length > 0 ? 1 : 0);
    items.push(input);
  }
  close();
  return batches;
}

function wrap(shared: Json | undefined, items: Json[]): JsonObject {
  return shared === undefined ? { Items: items } : { BatchInput: shared, Items: items };
}
