import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Reserved, StateError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type ChildResult, succeeded } from './map-distributed.ts';
import type { MapState, ResultWriter } from './model.ts';
import { callService } from './service-call.ts';
import { evaluated } from './state-task.ts';
import { formatTimestamp } from './timestamp.ts';

type Transformation = ResultWriter['transformation'];

/** The Map's output: what its children answered, in the form that WriterConfig asks for, or where in S3 that was written. */
export function* writeResults(activation: Activation, state: MapState, results: ChildResult[], mapRunArn: string, data: Json): Co<Json> {
  const { writer } = state;
  const machineArn = String(activation.frame.run.stateMachine.Id);
  const good = results.filter(succeeded);
  if (writer?.resource === undefined) {
    const records = transformed(good, writer?.transformation ?? 'COMPACT', machineArn);
    return writer?.lines === true ? jsonLines(records) : records;
  }
  const parameters = yield* evaluated(activation, writer.parameters, data);
  const { Bucket: bucket = null, Prefix: prefix } = isObject(parameters) ? parameters : ({} as JsonObject);
  const folder = `${typeof prefix === 'string' && prefix !== '' ? `${prefix.replace(/\/$/, '')}/` : ''}${mapRunArn.split(':').at(-1)}`;
  // A child that failed has no output to transform: its record is exported as it is.
  const groups: [string, Json[]][] = [
    ['SUCCEEDED', transformed(good, writer.transformation, machineArn)],
    [
      'FAILED',
      transformed(
        results.filter((result) => !succeeded(result)),
        'NONE',
        machineArn,
      ),
    ],
    ['PENDING', []],
  ];
  const files: JsonObject = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const [status, records] of groups) {
    if (records.length === 0) continue;
    const key = `${folder}/${status}_0.${writer.lines ? 'jsonl' : 'json'}`;
    const body = writer.lines ? jsonLines(records) : JSON.stringify(records);
    yield* putObject(activation, bucket, key, body);
    files[status] = [{ Key: key, Size: Buffer.byteLength(body, 'utf8') }];
  }
  const manifest = `${folder}/manifest.json`;
  const content = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: files };
  yield* putObject(activation, bucket, manifest, JSON.stringify(content));
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: manifest } };
}

function jsonLines(records: readonly Json[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** NONE keeps what is known of each child, COMPACT only its output, and FLATTEN makes one list of outputs that are lists. */
function transformed(results: readonly ChildResult[], transformation: Transformation, machineArn: string): Json[] {
  if (transformation === 'NONE') return results.map((result) => record(result, machineArn));
  const outputs = results.filter(succeeded).map((result) => result.output);
  return transformation === 'FLATTEN' ? outputs.flat() : outputs;
}

function record(result: ChildResult, machineArn: string): JsonObject {
  return {
    ExecutionArn: result.arn,
    Input: JSON.stringify(result.input),
    InputDetails: { Included: true },
    Name: result.name,
    ...ending(result),
    RedriveCount: result.redriveCount,
    RedriveStatus: redriveStatus(result),
    ...(result.startedMs !== undefined && { StartDate: formatTimestamp(result.startedMs) }),
    StateMachineArn: `${machineArn}/${result.arn.split(':').at(-2)?.split('/').at(-1) ?? ''}`,
    Status: result.status,
    ...(result.stoppedMs !== undefined && { StopDate: formatTimestamp(result.stoppedMs) }),
  };
}

function ending(result: ChildResult): JsonObject {
  if (succeeded(result)) return { Output: JSON.stringify(result.output), OutputDetails: { Included: true } };
  return 'error' in result ? { Error: result.error, Cause: result.cause } : {};
}

/** Only what ended badly can be redriven, and then by a redrive of its Map Run. */
function redriveStatus(result: ChildResult): string {
  return succeeded(result) ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN';
}

function* putObject(activation: Activation, bucket: Json, key: string, body: string): Co<void> {
  const called = yield* callService(activation, 'arn:aws:states:::aws-sdk:s3:putObject', { Bucket: bucket, Key: key, Body: body });
  if ('error' in called)
    throw new StateError(Reserved.resultWriter, called.cause === '' ? called.error : `${called.error}: ${called.cause}`);
}
