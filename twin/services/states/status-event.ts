import type { Cloud } from '../../cloud.ts';
import { type ExecutionRecord, machineArnOf, statusOf } from './store.ts';

/** The longest payload of an event (Developer Guide: eventbridge-integration). Escaped, as they stand in the event. */
const MAX_DATA_BYTES = 248 * 1024;

/** Tells the bus that an execution changed its status; Express executions tell nobody (facts F2). */
export function announce(cloud: Cloud, record: ExecutionRecord): void {
  if (record.type === 'EXPRESS') return;
  // A long input goes first; the output goes only when it is too long alone.
  const outputBytes = record.output === undefined ? 0 : escapedBytes(record.output);
  const isInputIn = escapedBytes(record.input) + outputBytes <= MAX_DATA_BYTES;
  const isOutputIn = outputBytes <= MAX_DATA_BYTES;
  const { redrives } = record;
  cloud.emit({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [record.arn],
    detail: {
      executionArn: record.arn,
      stateMachineArn: machineArnOf(record),
      name: record.name,
      status: statusOf(record),
      startDate: record.startedMs,
      stopDate: record.stoppedMs ?? null,
      input: isInputIn ? record.input : null,
      output: isOutputIn ? (record.output ?? null) : null,
      stateMachineVersionArn: record.versionArn ?? null,
      stateMachineAliasArn: record.aliasArn ?? null,
      redriveCount: redrives.count,
      redriveDate: redrives.lastMs === undefined ? null : new Date(redrives.lastMs).toISOString(),
      ...redriveOf(record),
      inputDetails: { included: isInputIn },
      outputDetails: record.output === undefined ? null : { included: isOutputIn },
      error: record.error ?? null,
      cause: record.cause ?? null,
    },
  });
}

const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));

/** As the guide's example events have it: also an aborted execution tells that it cannot be redriven, though RedriveExecution takes it. */
function redriveOf(record: ExecutionRecord): { redriveStatus: string; redriveStatusReason: string } {
  const status = statusOf(record);
  if (status === 'PENDING_REDRIVE')
    return { redriveStatus: 'REDRIVE_IN_PROGRESS', redriveStatusReason: 'Execution is PENDING_REDRIVE and waits for its Map Run' };
  return status === 'FAILED' || status === 'TIMED_OUT'
    ? { redriveStatus: 'REDRIVABLE', redriveStatusReason: `Execution is ${status} and is redrivable` }
    : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` };
}
