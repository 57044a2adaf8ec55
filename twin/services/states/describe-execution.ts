import { redrivability } from './redrive.ts';
import { type ExecutionRecord, machineArnOf, statusOf } from './store.ts';
import { shownRevisionId } from './versions.ts';

/** What an Express execution is billed by at least (facts F16). */
const BILLED_MEMORY_MB = 64;
const BILLED_STEP_MS = 100;

/** An execution as DescribeExecution answers it. */
export function describeExecution(record: ExecutionRecord, nowMs: number, isMetadataOnly: boolean): object {
  return {
    ...listedExecution(record, false),
    ...dataOf(record, isMetadataOnly),
    ...failureOf(record),
    ...(record.child === undefined ? {} : { mapRunArn: record.child.mapRunArn }),
    ...redrivability(record, nowMs),
  };
}

/** An execution in a list. What it did in a Map Run is told only where that was asked for. */
export function listedExecution(record: ExecutionRecord, isInMapRun: boolean): object {
  const { redrives, child } = record;
  return {
    executionArn: record.arn,
    stateMachineArn: machineArnOf(record),
    name: record.name,
    status: statusOf(record),
    startDate: new Date(record.startedMs),
    ...(record.stoppedMs === undefined ? {} : { stopDate: new Date(record.stoppedMs) }),
    ...(isInMapRun && child ? { mapRunArn: child.mapRunArn, itemCount: child.state.items } : {}),
    ...(record.versionArn === undefined ? {} : { stateMachineVersionArn: record.versionArn }),
    ...(record.aliasArn === undefined ? {} : { stateMachineAliasArn: record.aliasArn }),
    redriveCount: redrives.count,
    ...(redrives.lastMs === undefined ? {} : { redriveDate: new Date(redrives.lastMs) }),
  };
}

/** What StartSyncExecution answers when the execution is over. */
export function syncAnswer(record: ExecutionRecord, isMetadataOnly: boolean): object {
  const stoppedMs = record.stoppedMs ?? record.startedMs;
  const steps = Math.max(1, Math.ceil((stoppedMs - record.startedMs) / BILLED_STEP_MS));
  return {
    executionArn: record.arn,
    stateMachineArn: record.machine.arn,
    name: record.name,
    startDate: new Date(record.startedMs),
    stopDate: new Date(stoppedMs),
    status: record.status,
    ...dataOf(record, isMetadataOnly),
    ...failureOf(record),
    billingDetails: { billedMemoryUsedInMB: BILLED_MEMORY_MB, billedDurationInMilliseconds: steps * BILLED_STEP_MS },
  };
}

/** The machine as it was when the execution started. */
export function machineForExecution(record: ExecutionRecord, isMetadataOnly: boolean): object {
  const { machine, revision, child } = record;
  return {
    stateMachineArn: machineArnOf(record),
    name: machine.name,
    definition: isMetadataOnly ? '{}' : revision.definition,
    roleArn: revision.roleArn,
    updateDate: new Date(revision.madeMs),
    ...shownRevisionId({ revision }),
    ...(child === undefined ? {} : { mapRunArn: child.mapRunArn, label: machineArnOf(record).split('/').at(-1) }),
  };
}

function dataOf({ input, output }: ExecutionRecord, isMetadataOnly: boolean): object {
  const details = { included: !isMetadataOnly };
  return {
    ...(isMetadataOnly ? {} : { input }),
    inputDetails: details,
    ...(output === undefined ? {} : { ...(isMetadataOnly ? {} : { output }), outputDetails: details }),
  };
}

const failureOf = ({ error, cause }: ExecutionRecord): object => ({
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
});
