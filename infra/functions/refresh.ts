import { noResources } from '../reasons.ts';
import { takesRefreshesBack } from '../refresh-statements.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';
import { commandNodes } from './lifecycle.ts';

const readWeb: StatementRow = {
  actions: ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeInstanceRefreshes', 'elasticloadbalancing:DescribeTargetHealth'],
  resources: ['*'],
  reason: noResources,
};
const readImages: StatementRow = {
  actions: ['ec2:DescribeImages', 'ec2:DescribeLaunchTemplateVersions'],
  resources: ['*'],
  reason: noResources,
};
const readAlarms: StatementRow = { actions: ['cloudwatch:DescribeAlarms'], resources: ['*'], reason: noResources };
const readMetrics: StatementRow = { actions: ['cloudwatch:GetMetricStatistics'], resources: ['*'], reason: noResources };

/** The Lambda files of functions/refresh. None of them may begin a refresh: that is the machine's own right. */
export const rows: readonly FunctionRow[] = [
  { file: 'refresh/plan-refresh', statements: [readWeb, readImages, readAlarms] },
  { file: 'refresh/prepare-builder', timeoutSeconds: 90, uses: ['ledger-read'], statements: commandNodes },
  { file: 'refresh/recheck-refresh', uses: ['ledger'], statements: [readWeb] },
  { file: 'refresh/check-refresh', uses: ['ledger-read'], statements: [readWeb, readMetrics] },
  { file: 'refresh/take-refresh-back', uses: ['ledger'], statements: takesRefreshesBack },
  { file: 'refresh/keep-image', uses: ['ledger'] },
];
