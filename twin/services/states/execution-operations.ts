import type {
  DescribeExecutionInput,
  DescribeStateMachineForExecutionInput,
  GetExecutionHistoryInput,
  ListExecutionsInput,
  StartExecutionInput,
  StartSyncExecutionInput,
  StopExecutionInput,
} from '@aws-sdk/client-sfn';
import { detailsKey } from '#language/asl/index.ts';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Executions } from './executions.ts';
import { page } from './page.ts';
import { type ExecutionRecord, requireExecution, requireMachine, type StatesStore } from './store.ts';

/** Starting, stopping and looking at executions. */
export function executionOperations(cloud: Cloud, store: StatesStore, executions: Executions): Record<string, Operation> {
  return {
    StartExecution: (input: StartExecutionInput) => {
      const record = executions.start(requireMachine(store, input.stateMachineArn), input.name, input.input);
      return { executionArn: record.arn, startDate: new Date(record.startedMs) };
    },
    StartSyncExecution: (input: StartSyncExecutionInput) => {
      const machine = requireMachine(store, input.stateMachineArn);
      if (machine.type !== 'EXPRESS') {
        throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
      }
      const record = executions.start(machine, input.name, input.input);
      return new Promise<object>((resolve) => record.whenOver.push(() => resolve(describe(record))));
    },
    StopExecution: (input: StopExecutionInput) => {
      const record = requireExecution(store, input.executionArn);
      if (record.machine.type === 'EXPRESS')
        throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
      executions.stop(record, input.error, input.cause);
      return { stopDate: new Date(record.stoppedMs ?? cloud.clock.nowMs) };
    },
    DescribeExecution: (input: DescribeExecutionInput) => {
      const record = requireExecution(store, input.executionArn);
      return {
        ...describe(record),
        redriveCount: 0,
        redriveStatus: record.status === 'RUNNING' || record.status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      };
    },
    DescribeStateMachineForExecution: (input: DescribeStateMachineForExecutionInput) => {
      const { machine } = requireExecution(store, input.executionArn);
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        definition: machine.definition,
        roleArn: machine.roleArn,
        updateDate: new Date(machine.createdMs),
        revisionId: machine.revisionId,
      };
    },
    ListExecutions: (input: ListExecutionsInput) => {
      const machine = requireMachine(store, input.stateMachineArn);
      const found = [...store.executions.values()].filter(
        (record) => record.machine === machine && (input.statusFilter === undefined || record.status === input.statusFilter),
      );
      const { items, next } = page(found.reverse(), input.nextToken, input.maxResults);
      return { executions: items.map(listed), ...(next ? { nextToken: next } : {}) };
    },
    GetExecutionHistory: (input: GetExecutionHistoryInput) => {
      const history = requireExecution(store, input.executionArn).live?.history ?? [];
      const { items, next } = page(input.reverseOrder ? [...history].reverse() : history, input.nextToken, input.maxResults);
      const events = items.map((event) => ({
        timestamp: new Date(event.timestampMs),
        type: event.type,
        id: event.id,
        previousEventId: event.previousEventId,
        ...(event.details === undefined ? {} : { [detailsKey(event.type)]: event.details }),
      }));
      return { events, ...(next ? { nextToken: next } : {}) };
    },
  };
}

function describe(record: ExecutionRecord): object {
  return {
    ...listed(record),
    input: record.input,
    inputDetails: { included: true },
    ...(record.output === undefined ? {} : { output: record.output, outputDetails: { included: true } }),
    ...(record.error === undefined ? {} : { error: record.error }),
    ...(record.cause === undefined ? {} : { cause: record.cause }),
  };
}

function listed(record: ExecutionRecord): object {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machine.arn,
    name: record.name,
    status: record.status,
    startDate: new Date(record.startedMs),
    ...(record.stoppedMs === undefined ? {} : { stopDate: new Date(record.stoppedMs) }),
  };
}
