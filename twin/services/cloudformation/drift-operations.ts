import type {
  DescribeStackDriftDetectionStatusInput,
  DescribeStackResourceDriftsInput,
  DetectStackDriftInput,
  StackDriftDetectionStatus,
  StackDriftStatus,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { Operation } from '../../cloud.ts';
import { detectDrift, type ResourceDrift } from '../../cloudformation/drift.ts';
import type { Stack } from '../../cloudformation/stack.ts';
import { invalid } from '../../cloudformation/template.ts';
import { taking } from '../../refuse.ts';
import { page } from './page.ts';
import { requireStack, type StackStore } from './stack-store.ts';

/** One detection of a stack's drift; `atMs` is when it ended, or began while it has not. */
export type Detection = {
  readonly id: string;
  readonly stack: Stack;
  status: StackDriftDetectionStatus;
  drifts: readonly ResourceDrift[];
  atMs: number;
};

/** Statuses in which a stack's drift can be detected (CloudFormation User Guide: detect drift on an entire stack). */
const DETECTABLE: readonly string[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'];
const DRIFTS_A_PAGE = 100;

/** Drift detection: begun, asked about, and read resource by resource. */
export function driftOperations(store: StackStore): Record<string, Operation> {
  const { cloud } = store;
  return {
    DetectStackDrift: taking('cloudformation:DetectStackDrift', 'StackName', (input: DetectStackDriftInput) => {
      const stack = requireStack(store, input.StackName);
      if (!DETECTABLE.includes(stack.status))
        throw invalid(`Drift detection cannot be performed on stack [${stack.id}] in ${stack.status} state`);
      if (latestOf(store, stack)?.status === 'DETECTION_IN_PROGRESS')
        throw invalid(`Drift detection is already in progress for stack [${stack.id}]`);
      const detection: Detection = {
        id: store.random.uuid(),
        stack,
        status: 'DETECTION_IN_PROGRESS',
        drifts: [],
        atMs: cloud.clock.nowMs,
      };
      store.detections.set(detection.id, detection);
      cloud.clock.after(cloud.facts.drawMs('cloudformation.driftDetection', store.random), 'drift detection', () => {
        detection.drifts = [...stack.resources.values()].map((record) => detectDrift(cloud, record));
        detection.status = 'DETECTION_COMPLETE';
        detection.atMs = cloud.clock.nowMs;
      });
      return { StackDriftDetectionId: detection.id };
    }),
    DescribeStackDriftDetectionStatus: taking(
      'cloudformation:DescribeStackDriftDetectionStatus',
      'StackDriftDetectionId',
      (input: DescribeStackDriftDetectionStatusInput) => {
        const found = store.detections.get(input.StackDriftDetectionId ?? '');
        if (!found) throw invalid(`Drift detection with id ${input.StackDriftDetectionId} does not exist`);
        return {
          StackId: found.stack.id,
          StackDriftDetectionId: found.id,
          DetectionStatus: found.status,
          Timestamp: new Date(found.atMs),
          ...(found.status === 'DETECTION_COMPLETE'
            ? { StackDriftStatus: driftStatus(found), DriftedStackResourceCount: found.drifts.filter(isDrifted).length }
            : {}),
        };
      },
    ),
    DescribeStackResourceDrifts: taking(
      'cloudformation:DescribeStackResourceDrifts',
      'StackName StackResourceDriftStatusFilters NextToken',
      (input: DescribeStackResourceDriftsInput) => {
        const stack = requireStack(store, input.StackName);
        const wanted = input.StackResourceDriftStatusFilters;
        // What is not checked is not among them (API Reference: StackResourceDriftStatusFilters).
        const drifts = (latestOf(store, stack)?.drifts ?? []).filter(
          ({ status }) => status !== 'NOT_CHECKED' && (wanted === undefined || wanted.includes(status)),
        );
        const { items, next } = page(drifts, input.NextToken, DRIFTS_A_PAGE);
        const atMs = latestOf(store, stack)?.atMs ?? 0;
        return { StackResourceDrifts: items.map((drift) => describe(stack, drift, atMs)), ...(next ? { NextToken: next } : {}) };
      },
    ),
  };
}

/** What DescribeStacks says of a stack's drift. */
export function driftInformation(store: StackStore, stack: Stack): { StackDriftStatus: StackDriftStatus; LastCheckTimestamp?: Date } {
  const done = detectionsOf(store, stack).findLast(({ status }) => status === 'DETECTION_COMPLETE');
  return done ? { StackDriftStatus: driftStatus(done), LastCheckTimestamp: new Date(done.atMs) } : { StackDriftStatus: 'NOT_CHECKED' };
}

const detectionsOf = (store: StackStore, stack: Stack): Detection[] => [...store.detections.values()].filter((one) => one.stack === stack);
const latestOf = (store: StackStore, stack: Stack): Detection | undefined => detectionsOf(store, stack).at(-1);

const isDrifted = ({ status }: ResourceDrift): boolean => status === 'MODIFIED' || status === 'DELETED';
const driftStatus = ({ drifts }: Detection): StackDriftStatus => (drifts.some(isDrifted) ? 'DRIFTED' : 'IN_SYNC');

function describe(stack: Stack, { record, status, actual, differences }: ResourceDrift, atMs: number): StackResourceDrift {
  return {
    StackId: stack.id,
    LogicalResourceId: record.logicalId,
    ...(record.physicalId === undefined ? {} : { PhysicalResourceId: record.physicalId }),
    ResourceType: record.type,
    ExpectedProperties: JSON.stringify(record.properties),
    ...(actual === undefined ? {} : { ActualProperties: JSON.stringify(actual) }),
    PropertyDifferences: [...differences],
    StackResourceDriftStatus: status,
    Timestamp: new Date(atMs),
  };
}
