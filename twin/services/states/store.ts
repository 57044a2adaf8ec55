import type { Execution, Machine } from '#language/asl/index.ts';
import type { Principal } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** A state machine of the account. */
export type MachineRecord = {
  readonly name: string;
  readonly arn: string;
  readonly type: MachineType;
  readonly createdMs: number;
  definition: string;
  machine: Machine;
  roleArn: string;
  revisionId: string;
  tags: Record<string, string>;
};

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution; `live` is absent until it really begins to run. */
export type ExecutionRecord = {
  readonly arn: string;
  readonly name: string;
  readonly machine: MachineRecord;
  readonly input: string;
  readonly startedMs: number;
  status: Status;
  stoppedMs: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  live: Execution | undefined;
  /** Runs once the execution is over. */
  readonly whenOver: (() => void)[];
};

/** Machines and executions of one account. */
export type StatesStore = {
  readonly machines: Map<string, MachineRecord>;
  readonly executions: Map<string, ExecutionRecord>;
};

export const createStatesStore = (): StatesStore => ({ machines: new Map(), executions: new Map() });

export function requireMachine(store: StatesStore, arn: string | undefined): MachineRecord {
  if (!/^arn:aws:states:[a-z0-9-]+:\d{12}:stateMachine:.+/.test(arn ?? ''))
    throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${arn}'`);
  const machine = store.machines.get(arn ?? '');
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

export function requireExecution(store: StatesStore, arn: string | undefined): ExecutionRecord {
  const execution = store.executions.get(arn ?? '');
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** A machine acts as its role. */
export const roleOf = (record: ExecutionRecord): Principal => ({
  kind: 'role',
  arn: record.machine.roleArn,
  sessionName: record.name.slice(0, 64),
});
