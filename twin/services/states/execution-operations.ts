import type {
  DescribeExecutionInput,
  DescribeStateMachineForExecutionInput,
  GetExecutionHistoryInput,
  ListExecutionsInput,
  RedriveExecutionInput,
  StartExecutionInput,
  StartSyncExecutionInput,
  StopExecutionInput,
} from '@aws-sdk/client-sfn';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { taking } from '../../refuse.ts';
import { describeExecution, listedExecution, machineForExecution, syncAnswer } from './describe-execution.ts';
import { shownEvent } from './execution-history.ts';
import type { Executions } from './executions.ts';
import { findExecutions } from './find-executions.ts';
import { page } from './page.ts';
import { redriveExecution } from './redrive.ts';
import { invalidArn, requireExecution, type StatesStore } from './store.ts';
import { requireTarget } from './targets.ts';

/** Starting, stopping, redriving and looking at executions. */
export function executionOperations(cloud: Cloud, random: Random, store: StatesStore, executions: Executions): Record<string, Operation> {
  // Which version an alias leads to is drawn from a stream of its own.
  const routes = random.split('aliases');
  const require = (arn: string | undefined) => requireExecution(store, arn, cloud.clock.nowMs);
  return {
    StartExecution: taking('states:StartExecution', 'stateMachineArn name input', (input: StartExecutionInput) => {
      const record = executions.start(requireTarget(store, input.stateMachineArn, routes), input.name, input.input);
      return { executionArn: record.arn, startDate: new Date(record.startedMs) };
    }),
    StartSyncExecution: taking('states:StartSyncExecution', 'stateMachineArn name input includedData', (input: StartSyncExecutionInput) => {
      const target = requireTarget(store, input.stateMachineArn, routes);
      if (target.machine.type !== 'EXPRESS') throw unsupported();
      const record = executions.start(target, input.name, input.input);
      const isMetadataOnly = input.includedData === 'METADATA_ONLY';
      return new Promise<object>((resolve) => record.whenOver.push(() => resolve(syncAnswer(record, isMetadataOnly))));
    }),
    StopExecution: (input: StopExecutionInput) => {
      const record = require(input.executionArn);
      if (record.type === 'EXPRESS') throw invalidArn(input.executionArn);
      executions.stop(record, input.error, input.cause);
      return { stopDate: new Date(record.stoppedMs ?? cloud.clock.nowMs) };
    },
    RedriveExecution: (input: RedriveExecutionInput) => {
      const record = require(input.executionArn);
      if (record.type === 'EXPRESS') throw invalidArn(input.executionArn);
      return { redriveDate: new Date(redriveExecution(executions, record, input.clientToken, cloud.clock.nowMs)) };
    },
    DescribeExecution: (input: DescribeExecutionInput) =>
      describeExecution(require(input.executionArn), cloud.clock.nowMs, input.includedData === 'METADATA_ONLY'),
    DescribeStateMachineForExecution: (input: DescribeStateMachineForExecutionInput) =>
      machineForExecution(require(input.executionArn), input.includedData === 'METADATA_ONLY'),
    ListExecutions: (input: ListExecutionsInput) => {
      const { items, next } = page(findExecutions(store, input, cloud.clock.nowMs), input.nextToken, input.maxResults);
      const executionsFound = items.map((record) => listedExecution(record, input.mapRunArn !== undefined));
      return { executions: executionsFound, ...(next ? { nextToken: next } : {}) };
    },
    GetExecutionHistory: (input: GetExecutionHistoryInput) => {
      const record = require(input.executionArn);
      if (record.type === 'EXPRESS') throw invalidArn(input.executionArn);
      const history = input.reverseOrder ? [...record.history].reverse() : record.history;
      const { items, next } = page(history, input.nextToken, input.maxResults);
      const hasData = input.includeExecutionData !== false;
      return { events: items.map((event) => shownEvent(record, event, hasData)), ...(next ? { nextToken: next } : {}) };
    },
  };
}

const unsupported = (): AwsError =>
  new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
