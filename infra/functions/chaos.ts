import { noResources } from '../reasons.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';

const readWeb: StatementRow = {
  actions: ['autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetHealth'],
  resources: ['*'],
  reason: noResources,
};

/** The Lambda files of functions/chaos. None of them may terminate anything: that is the machine's own right. */
export const rows: readonly FunctionRow[] = [
  { file: 'chaos/choose-victims', statements: [readWeb] },
  { file: 'chaos/recheck-floor', uses: ['ledger'], statements: [readWeb] },
  { file: 'chaos/check-recovery', uses: ['ledger-read'], statements: [readWeb] },
];
