import type { Cloud } from '../../cloud.ts';
import type { ExecutionRecord } from './store.ts';

/** The longest payload of an event (Developer Guide: eventbridge-integration). Escaped, as they stand in the event. */
const MAX_DATA_BYTES = 248 * 1024;

/** Tells the bus that an execution changed its status; Express executions tell nobody (facts F2). */
export function announce(cloud: Cloud, record: ExecutionRecord): void {
  if (record.machine.type === 'EXPRESS') return;
  // A long input goes first; the output goes only when it is too long alone.
  const outputBytes = record.output === undefined ? 0 : escapedBytes(record.output);
  const isInputIn = escapedBytes(record.input) + outputBytes <= MAX_DATA_BYTES;
  const isOutputIn = outputBytes <= MAX_DATA_BYTES;
  cloud.emit({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [record.arn],
    detail: {
      executionArn: record.arn,
      stateMachineArn: record.machine.arn,
      name: record.name,
      status: record.status,
      startDate: record.startedMs,
      stopDate: record.stoppedMs ?? null,
      input: isInputIn ? record.input : null,
      output: isOutputIn ? (record.output ?? null) : null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      ...redriveOf(record),
      inputDetails: { included: isInputIn },
      outputDetails: record.output === undefined ? null : { included: isOutputIn },
      error: record.error ?? null,
      cause: record.cause ?? null,
    },
  });
}

const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));

/** As the guide's example events have it: also an aborted execution tells that it cannot be redriven. */
function redriveOf({ status }: ExecutionRecord): { redriveStatus: string; redriveStatusReason: string } {
  return status === 'FAILED' || status === 'TIMED_OUT'
    ? { redriveStatus: 'REDRIVABLE', redriveStatusReason: `Execution is ${status} and is redrivable` }
    : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` };
}
