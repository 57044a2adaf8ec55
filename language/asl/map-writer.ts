import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Reserved, StateError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type ChildResult, succeeded } from './map-distributed.ts';
import type { MapState } from './model.ts';
import { callService } from './service-call.ts';
import { evaluated } from './state-task.ts';

/** The Map's output: what its children answered, or, with a ResultWriter, where in S3 it was written. */
export function* writeResults(activation: Activation, state: MapState, results: ChildResult[], mapRunArn: string, data: Json): Co<Json> {
  const { writer } = state;
  if (writer?.resource === undefined) return results.filter(succeeded).map((result) => result.output);
  const parameters = yield* evaluated(activation, writer.parameters, data);
  const { Bucket: bucket, Prefix: prefix } = isObject(parameters) ? parameters : ({} as JsonObject);
  const folder = `${typeof prefix === 'string' && prefix !== '' ? `${prefix.replace(/\/$/, '')}/` : ''}${mapRunArn.split(':').at(-1)}`;
  const groups = [
    ['SUCCEEDED', results.filter(succeeded)],
    ['FAILED', results.filter((result) => !succeeded(result))],
  ] as const;
  const files: JsonObject = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const [status, group] of groups) {
    if (group.length === 0) continue;
    const key = `${folder}/${status}_0.json`;
    const body = JSON.stringify(group.map((result) => record(result, status)));
    yield* putObject(activation, bucket ?? null, key, body);
    files[status] = [{ Key: key, Size: body.length }];
  }
  const manifest = `${folder}/manifest.json`;
  yield* putObject(
    activation,
    bucket ?? null,
    manifest,
    JSON.stringify({ DestinationBucket: bucket ?? null, MapRunArn: mapRunArn, ResultFiles: files }),
  );
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket ?? null, Key: manifest } };
}

function record(result: ChildResult, status: string): JsonObject {
  const common: JsonObject = {
    ExecutionArn: result.arn,
    Input: JSON.stringify(result.input),
    InputDetails: { Included: true },
    Name: result.name,
    Status: status,
  };
  if (succeeded(result)) return { ...common, Output: JSON.stringify(result.output), OutputDetails: { Included: true } };
  return 'error' in result ? { ...common, Error: result.error, Cause: result.cause } : common;
}

function* putObject(activation: Activation, bucket: Json, key: string, body: string): Co<void> {
  const called = yield* callService(activation, 'arn:aws:states:::aws-sdk:s3:putObject', { Bucket: bucket, Key: key, Body: body });
  if ('error' in called)
    throw new StateError(Reserved.resultWriter, called.cause === '' ? called.error : `${called.error}: ${called.cause}`);
}
