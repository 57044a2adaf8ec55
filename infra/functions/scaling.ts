import { noResources } from '../reasons.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';

const readGroup: StatementRow = { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'], reason: noResources };
const readTargets: StatementRow = { actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'], reason: noResources };
const readMetrics: StatementRow = { actions: ['cloudwatch:GetMetricStatistics'], resources: ['*'], reason: noResources };

/** The Lambda files of functions/scaling. */
export const rows: readonly FunctionRow[] = [
  { file: 'scaling/plan-opening', uses: ['ledger'], statements: [readGroup] },
  { file: 'scaling/check-opening', statements: [readTargets] },
  { file: 'scaling/plan-closing', uses: ['ledger-read'] },
  { file: 'scaling/plan-scale-in', statements: [readGroup, readMetrics] },
  { file: 'scaling/confirm-baseline', uses: ['ledger'], statements: [readGroup] },
];
