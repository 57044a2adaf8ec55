import type { FunctionRow, StatementRow } from '../rows.ts';

/** Auto Scaling and CloudWatch have no resource-level permissions for these reads. */
const readGroup: StatementRow = { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] };
const readTargets: StatementRow = { actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'] };
const readMetrics: StatementRow = { actions: ['cloudwatch:GetMetricStatistics'], resources: ['*'] };

/** The Lambda files of functions/scaling. */
export const rows: readonly FunctionRow[] = [
  { file: 'scaling/plan-opening', uses: ['ledger'], statements: [readGroup] },
  { file: 'scaling/check-opening', statements: [readTargets] },
  { file: 'scaling/plan-closing', uses: ['ledger-read'] },
  { file: 'scaling/plan-scale-in', statements: [readGroup, readMetrics] },
  { file: 'scaling/confirm-baseline', uses: ['ledger'], statements: [readGroup] },
];
