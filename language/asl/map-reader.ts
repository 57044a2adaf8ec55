import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Fault, QueryFault, readerFailed } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parseItems } from './map-format.ts';
import { type MapItem, sourceOf } from './map-item.ts';
import { listedObjects, type ObjectPlace } from './map-manifest.ts';
import type { ItemReader } from './model.ts';
import { callService } from './service-call.ts';
import { evaluated, seconds } from './state-task.ts';
import { parseTimestamp } from './timestamp.ts';

/** Pages of an object list that are read at most: a hundred million objects. */
const PAGE_LIMIT = 100_000;

/** Reads a distributed Map's items from S3 through the host, which is asked for aws-sdk:s3 calls. */
export function* readItems(activation: Activation, reader: ItemReader, data: Json): Co<MapItem[]> {
  const maxItems = yield* limitOf(activation, reader, data);
  const parameters = yield* evaluated(activation, reader.parameters, data);
  const request = isObject(parameters) ? parameters : {};
  if (reader.resource.action !== 'listObjectsV2') {
    const items = yield* readSource(activation, reader, request);
    return items.slice(0, maxItems);
  }
  const listed = yield* listObjects(activation, request, reader.flatten ? Number.POSITIVE_INFINITY : maxItems);
  if (reader.flatten) return yield* readAll(activation, reader, places(listed, request), maxItems);
  const source = sourceOf({ bucket: bucketOf(request) });
  return listed.map((value) => ({ value, source }));
}

/** MaxItems; none, or 0, is no limit. What is no number of items behind a path fails the reading. */
function* limitOf(activation: Activation, reader: ItemReader, data: Json): Co<number> {
  try {
    return (yield* seconds(activation, reader.maxItems, data)) || Number.POSITIVE_INFINITY;
  } catch (error) {
    throw error instanceof Fault && !(error instanceof QueryFault) ? readerFailed(error.message) : error;
  }
}

function* listObjects(activation: Activation, parameters: JsonObject, maxItems: number): Co<Json[]> {
  const items: Json[] = [];
  let token: Json | undefined;
  for (let page = 0; page < PAGE_LIMIT && items.length < maxItems; page += 1) {
    const input: JsonObject = { ...parameters };
    if (token !== undefined) input.ContinuationToken = token;
    const output = yield* call(activation, 'arn:aws:states:::aws-sdk:s3:listObjectsV2', input);
    if (!isObject(output)) break;
    if (Array.isArray(output.Contents)) for (const one of output.Contents) items.push(listedObject(one));
    token = output.NextContinuationToken ?? undefined;
    if (token === undefined) break;
  }
  return items.slice(0, maxItems);
}

/** An object as the service hands it on: Etag is spelled so, and the time is in seconds. */
function listedObject(one: Json): Json {
  if (!isObject(one)) return one;
  const { ETag, LastModified: at, ...rest } = one;
  const atMs = parseTimestamp(at);
  const item: JsonObject = ETag === undefined ? rest : { Etag: ETag, ...rest };
  if (at !== undefined) item.LastModified = atMs === undefined ? at : atMs / 1000;
  return item;
}

function places(listed: readonly Json[], parameters: JsonObject): ObjectPlace[] {
  const bucket = bucketOf(parameters);
  return listed.flatMap((one) => (isObject(one) && typeof one.Key === 'string' ? [{ bucket, key: one.Key }] : []));
}

function bucketOf({ Bucket: bucket }: JsonObject): string {
  return String(bucket ?? '');
}

/** The items of one object, or of those that it lists. */
function* readSource(activation: Activation, reader: ItemReader, parameters: JsonObject): Co<MapItem[]> {
  const place = { bucket: bucketOf(parameters), key: String(parameters.Key ?? '') };
  if (reader.manifest === undefined) return parseItems(reader.format, yield* body(activation, parameters), place);
  const { objects, format } = listedObjects(reader, yield* body(activation, parameters), place.bucket);
  return yield* readAll(activation, { ...reader, format }, objects, Number.POSITIVE_INFINITY);
}

function* readAll(activation: Activation, reader: ItemReader, objects: readonly ObjectPlace[], maxItems: number): Co<MapItem[]> {
  const items: MapItem[] = [];
  for (const place of objects) {
    if (items.length >= maxItems) break;
    const content = yield* body(activation, { Bucket: place.bucket, Key: place.key });
    for (const item of parseItems(reader.format, content, place)) items.push(item);
  }
  return items.slice(0, maxItems);
}

function* body(activation: Activation, parameters: JsonObject): Co<Json> {
  const output = yield* call(activation, 'arn:aws:states:::aws-sdk:s3:getObject', parameters);
  return (isObject(output) && 'Body' in output ? output.Body : output) ?? null;
}

function* call(activation: Activation, resource: string, input: Json): Co<Json> {
  const called = yield* callService(activation, resource, input);
  if ('output' in called) return called.output;
  throw readerFailed(called.cause === '' ? called.error : `${called.error}: ${called.cause}`);
}
