import { isChildRedrivable, type MapChild, type MapRun } from '#language/asl/index.ts';
import { AwsError } from '../../errors.ts';
import { invalidArn, type MapRunRecord, type StatesStore } from './store.ts';

export function requireMapRun(store: StatesStore, arn: string | undefined): MapRunRecord {
  if (!/^arn:aws:states:[a-z0-9-]+:\d{12}:mapRun:.+/.test(arn ?? '')) throw invalidArn(arn);
  const record = store.mapRuns.get(arn ?? '');
  if (!record) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
  return record;
}

/** Counts of a Map Run's children, or of their items, by how they stand. */
export type Counts = Record<
  | 'pending'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'timedOut'
  | 'aborted'
  | 'total'
  | 'resultsWritten'
  | 'failuresNotRedrivable'
  | 'pendingRedrive',
  number
>;

const NONE: Counts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

const COUNTED = {
  PENDING: 'pending',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const;

/** Counts the children, each with its weight. */
export function countChildren(run: MapRun, nowMs: number, weightOf: (child: MapChild) => number): Counts {
  const counts = { ...NONE };
  for (const child of run.children) {
    const weight = weightOf(child);
    const isOver = child.status !== 'PENDING' && child.status !== 'RUNNING';
    counts.total += weight;
    counts[child.isPendingRedrive ? 'pendingRedrive' : COUNTED[child.status]] += weight;
    if (run.isWritten && isOver) counts.resultsWritten += weight;
    if (isOver && child.status !== 'SUCCEEDED' && !isChildRedrivable(child, nowMs)) counts.failuresNotRedrivable += weight;
  }
  return counts;
}
