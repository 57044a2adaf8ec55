import type { Checkpoint, Execution, HistoryEvent, Machine, MapChild, MapRun } from '#language/asl/index.ts';
import type { Principal } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** What a machine is at one time. Executions and versions keep the one that they were made from. */
export type Revision = {
  readonly id: string;
  /** The service shows no id of a machine's first revision (API reference: DescribeStateMachineForExecution). */
  readonly isFirst: boolean;
  readonly definition: string;
  readonly machine: Machine;
  readonly roleArn: string;
  readonly madeMs: number;
};

/** A published revision. */
export type VersionRecord = {
  readonly arn: string;
  readonly number: number;
  readonly revision: Revision;
  readonly description: string | undefined;
  readonly createdMs: number;
};

export type Route = { readonly versionArn: string; readonly weight: number };

/** A name for one version, or for two with a share each. */
export type AliasRecord = {
  readonly arn: string;
  readonly name: string;
  readonly createdMs: number;
  updatedMs: number;
  description: string | undefined;
  routes: readonly Route[];
};

/** A state machine of the account. */
export type MachineRecord = {
  readonly name: string;
  readonly arn: string;
  readonly type: MachineType;
  readonly createdMs: number;
  readonly versions: Map<number, VersionRecord>;
  readonly aliases: Map<string, AliasRecord>;
  /** Numbers are never used again. */
  lastVersion: number;
  revision: Revision;
  status: 'ACTIVE' | 'DELETING';
  tags: Record<string, string>;
};

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The run of a distributed Map, and the execution that it belongs to. */
export type MapRunRecord = { readonly run: MapRun; readonly parent: ExecutionRecord };

/** How an execution was redriven; a token is good for a quarter of an hour. */
export type Redrives = { count: number; lastMs: number | undefined; tokens: { token: string; atMs: number; redriveMs: number }[] };

/** One execution; `live` is absent until it really begins to run. */
export type ExecutionRecord = {
  readonly arn: string;
  readonly name: string;
  readonly machine: MachineRecord;
  readonly revision: Revision;
  readonly type: MachineType;
  readonly versionArn: string | undefined;
  readonly aliasArn: string | undefined;
  /** Set for the child of a distributed Map. */
  child: { readonly mapRunArn: string; readonly state: MapChild } | undefined;
  readonly input: string;
  readonly redrives: Redrives;
  startedMs: number;
  status: Status;
  stoppedMs: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  live: Execution | undefined;
  history: readonly HistoryEvent[];
  /** Transitions of the attempts before a redrive. */
  transitionsBefore: number;
  /** Where a redrive goes on, once it has ended badly. */
  from: () => Checkpoint | undefined;
  /** Runs once the execution is over; emptied then, since a redriven execution ends again. */
  whenOver: (() => void)[];
};

/** Machines, executions and Map Runs of one account. */
export type StatesStore = {
  readonly machines: Map<string, MachineRecord>;
  readonly executions: Map<string, ExecutionRecord>;
  readonly mapRuns: Map<string, MapRunRecord>;
};

export const createStatesStore = (): StatesStore => ({ machines: new Map(), executions: new Map(), mapRuns: new Map() });

/** How long a closed execution is kept (Developer Guide: service-quotas). */
export const RETENTION_MS = 90 * 86_400_000;

export const invalidArn = (arn: string | undefined): AwsError =>
  new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${arn}'`);

/** An execution that the service still keeps. Those of Express machines are known to nobody, but for the children of a Map Run. */
export function requireExecution(store: StatesStore, arn: string | undefined, nowMs: number): ExecutionRecord {
  if (!/^arn:aws:states:[a-z0-9-]+:\d{12}:(execution|express):.+/.test(arn ?? '')) throw invalidArn(arn);
  const execution = store.executions.get(arn ?? '');
  if (execution?.type === 'EXPRESS' && execution.child === undefined) throw invalidArn(arn);
  if (!execution || isForgotten(execution, nowMs)) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** Whether an execution ended so long ago that it is gone and its name is free again. */
export const isForgotten = ({ stoppedMs }: ExecutionRecord, nowMs: number): boolean =>
  stoppedMs !== undefined && nowMs - stoppedMs > RETENTION_MS;

/** The machine's ARN as an execution has it: the child of a Map Run names its label too. */
export function machineArnOf({ machine, child }: ExecutionRecord): string {
  if (child === undefined) return machine.arn;
  return child.mapRunArn.slice(0, child.mapRunArn.lastIndexOf(':')).replace(':mapRun:', ':stateMachine:');
}

/** The machine's name as the journal writes it. */
export const machineNameOf = (record: ExecutionRecord): string => machineArnOf(record).split(':').at(-1) ?? record.machine.name;

/** What the API shows: a child that waits for its turn in a redriven Map Run runs no more and not yet. */
export const statusOf = ({ status, child }: ExecutionRecord): Status | 'PENDING_REDRIVE' =>
  child?.state.isPendingRedrive ? 'PENDING_REDRIVE' : status;

/** An execution acts as its machine's role at the time of its start. */
export const roleOf = (record: ExecutionRecord): Principal => ({
  kind: 'role',
  arn: record.revision.roleArn,
  sessionName: record.name.slice(0, 64),
});
