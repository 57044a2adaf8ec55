import type { DescribeMapRunInput, ListMapRunsInput, UpdateMapRunInput } from '@aws-sdk/client-sfn';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { countChildren, requireMapRun } from './map-runs.ts';
import { page } from './page.ts';
import { type MapRunRecord, machineArnOf, requireExecution, type StatesStore } from './store.ts';

/** Looking at the runs of distributed Maps, and changing their limits while they go on. */
export function mapRunOperations(cloud: Cloud, store: StatesStore): Record<string, Operation> {
  return {
    DescribeMapRun: (input: DescribeMapRunInput) => describe(requireMapRun(store, input.mapRunArn), cloud.clock.nowMs),
    ListMapRuns: (input: ListMapRunsInput) => {
      const execution = requireExecution(store, input.executionArn, cloud.clock.nowMs);
      const runs = [...store.mapRuns.values()].filter(({ parent }) => parent === execution).reverse();
      const { items, next } = page(runs, input.nextToken, input.maxResults);
      return { mapRuns: items.map(listed), ...(next ? { nextToken: next } : {}) };
    },
    UpdateMapRun: (input: UpdateMapRunInput) => {
      const { run } = requireMapRun(store, input.mapRunArn);
      const { maxConcurrency, toleratedFailureCount: toleratedCount, toleratedFailurePercentage: toleratedPercentage } = input;
      const limits = given({ maxConcurrency, toleratedCount, toleratedPercentage });
      if (Object.keys(limits).length === 0) throw new AwsError('ValidationException', 'At least one limit must be given');
      if (run.status !== 'RUNNING') throw new AwsError('ValidationException', 'A completed Map Run cannot be updated');
      for (const value of Object.values(limits)) if (value < 0) throw new AwsError('ValidationException', 'A limit cannot be negative');
      run.update(limits);
      return {};
    },
  };
}

function describe({ run, parent }: MapRunRecord, nowMs: number): object {
  const { maxConcurrency, toleratedCount, toleratedPercentage } = run.limits;
  return {
    mapRunArn: run.arn,
    executionArn: parent.arn,
    status: run.status,
    startDate: new Date(run.startedMs),
    ...(run.stoppedMs === undefined ? {} : { stopDate: new Date(run.stoppedMs) }),
    maxConcurrency,
    toleratedFailurePercentage: toleratedPercentage ?? 0,
    toleratedFailureCount: toleratedCount ?? 0,
    itemCounts: countChildren(run, nowMs, (child) => child.items),
    executionCounts: countChildren(run, nowMs, () => 1),
    redriveCount: run.redriveCount,
    ...(run.redrivenMs === undefined ? {} : { redriveDate: new Date(run.redrivenMs) }),
  };
}

const listed = ({ run, parent }: MapRunRecord): object => ({
  executionArn: parent.arn,
  mapRunArn: run.arn,
  stateMachineArn: machineArnOf(parent),
  startDate: new Date(run.startedMs),
  ...(run.stoppedMs === undefined ? {} : { stopDate: new Date(run.stoppedMs) }),
});
