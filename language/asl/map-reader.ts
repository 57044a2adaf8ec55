import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { parseCsv } from './csv.ts';
import { Reserved, StateError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { ItemReader } from './model.ts';
import { callService } from './service-call.ts';
import { evaluated, seconds } from './state-task.ts';

/** Pages of an object list that are read at most: a hundred million objects. */
const PAGE_LIMIT = 100_000;

/** Reads a distributed Map's items from S3 through the host, which is asked for aws-sdk:s3 calls. */
export function* readItems(activation: Activation, reader: ItemReader, data: Json): Co<Json[]> {
  const parameters = yield* evaluated(activation, reader.parameters, data);
  const maxItems = yield* seconds(activation, reader.maxItems, data);
  const items =
    reader.resource.action === 'listObjectsV2'
      ? yield* listObjects(activation, parameters)
      : yield* readObject(activation, reader, parameters);
  return maxItems === undefined || maxItems === 0 ? items : items.slice(0, maxItems);
}

function* listObjects(activation: Activation, parameters: Json): Co<Json[]> {
  const items: Json[] = [];
  let token: Json | undefined;
  for (let page = 0; page < PAGE_LIMIT; page += 1) {
    const input: JsonObject = { ...(parameters as JsonObject) };
    if (token !== undefined) input.ContinuationToken = token;
    const output = yield* call(activation, 'arn:aws:states:::aws-sdk:s3:listObjectsV2', input);
    if (!isObject(output)) break;
    if (Array.isArray(output.Contents)) items.push(...output.Contents);
    token = output.NextContinuationToken ?? undefined;
    if (token === undefined) break;
  }
  return items;
}

function* readObject(activation: Activation, reader: ItemReader, parameters: Json): Co<Json[]> {
  const output = yield* call(activation, 'arn:aws:states:::aws-sdk:s3:getObject', parameters);
  const body = isObject(output) && 'Body' in output ? output.Body : output;
  if (typeof body !== 'string') return arrayOf(activation, body ?? null);
  const type = reader.inputType ?? 'JSON';
  if (type === 'CSV') return parseCsv(body, reader.delimiter, reader.headers);
  if (type === 'JSONL') {
    const lines = body.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => parse(activation, line));
  }
  return arrayOf(activation, parse(activation, body));
}

function* call(activation: Activation, resource: string, input: Json): Co<Json> {
  const called = yield* callService(activation, resource, input);
  if ('output' in called) return called.output;
  throw failed(called.cause === '' ? called.error : `${called.error}: ${called.cause}`);
}

function parse(activation: Activation, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw failed(activation.located(`The content of the object is not valid JSON: ${(error as Error).message}`));
  }
}

function arrayOf(activation: Activation, value: Json): Json[] {
  if (Array.isArray(value)) return value;
  // An object is read as its entries, as the service does.
  if (isObject(value)) return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
  throw failed(activation.located('Attempting to map over non-iterable node.'));
}

function failed(cause: string): StateError {
  return new StateError(Reserved.itemReader, cause);
}
