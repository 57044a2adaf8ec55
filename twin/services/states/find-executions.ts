import type { ListExecutionsInput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../errors.ts';
import { requireMapRun } from './map-runs.ts';
import { type ExecutionRecord, isForgotten, type StatesStore, statusOf } from './store.ts';
import { requireNamed } from './targets.ts';

/** The executions of a machine, a version, an alias or a Map Run that ListExecutions asks for, the most recent first. */
export function findExecutions(store: StatesStore, input: ListExecutionsInput, nowMs: number): ExecutionRecord[] {
  const { statusFilter, redriveFilter } = input;
  const belongs = membership(store, input);
  return [...store.executions.values()]
    .filter((record) => belongs(record) && !isForgotten(record, nowMs))
    .filter((record) => statusFilter === undefined || statusOf(record) === statusFilter)
    .filter((record) => redriveFilter === undefined || (redriveFilter === 'REDRIVEN') === record.redrives.count > 0)
    .reverse()
    .sort((a, b) => recencyMs(b) - recencyMs(a));
}

function membership(
  store: StatesStore,
  { stateMachineArn, mapRunArn, statusFilter }: ListExecutionsInput,
): (record: ExecutionRecord) => boolean {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw new AwsError('ValidationException', 'Either a stateMachineArn or a mapRunArn must be given, and not both');
  if (mapRunArn !== undefined) {
    requireMapRun(store, mapRunArn);
    return (record) => record.child?.mapRunArn === mapRunArn;
  }
  if (statusFilter === 'PENDING_REDRIVE') throw new AwsError('ValidationException', 'The status PENDING_REDRIVE needs a mapRunArn');
  const { machine, version, alias } = requireNamed(store, stateMachineArn);
  if (machine.type === 'EXPRESS')
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  return (record) =>
    record.machine === machine &&
    record.child === undefined &&
    (version === undefined || record.versionArn === version.arn) &&
    (alias === undefined || record.aliasArn === alias.arn);
}

/** What runs is as recent as its start or redrive, what is over as its end (API reference: ListExecutions). */
const recencyMs = ({ stoppedMs, startedMs, redrives }: ExecutionRecord): number => stoppedMs ?? redrives.lastMs ?? startedMs;
