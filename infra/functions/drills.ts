import { noResources, ownNames, readsAnySite, tokensAreNoResources } from '../reasons.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';

const readWeb: StatementRow = {
  actions: ['autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetHealth'],
  resources: ['*'],
  reason: noResources,
};
const readDatabase: StatementRow = {
  actions: ['rds:DescribeDBInstances'],
  resources: ['arn:aws:rds:${Region}:${Account}:db:*'],
  reason: readsAnySite,
};
const completeTokens: StatementRow = {
  actions: ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
  resources: ['*'],
  reason: tokensAreNoResources,
};
/** The key of a site signs what its deep page answers. */
const readSiteKey: StatementRow = {
  actions: ['secretsmanager:GetSecretValue'],
  resources: ['arn:aws:secretsmanager:${Region}:${Account}:secret:nines/*/site-key-*'],
  reason: ownNames,
};
const handOver: StatementRow = { actions: ['lambda:InvokeFunction'], resources: ['${FunctionArnPrefix}probe-site'] };

/** The Lambda files of functions/drills. None of them may reboot anything: that is the machine's own right. */
export const rows: readonly FunctionRow[] = [
  { file: 'drills/check-steady-state', statements: [readWeb, readDatabase, readSiteKey] },
  // 14 minutes of watching, and the time to put its last chunk: Lambda's longest (facts M13).
  {
    file: 'drills/probe-site',
    timeoutSeconds: 900,
    uses: ['ledger', 'evidence'],
    statements: [readDatabase, readSiteKey, completeTokens, handOver],
  },
  { file: 'drills/check-probe', uses: ['ledger-read'] },
  { file: 'drills/recheck-site', uses: ['ledger'], statements: [readWeb, readDatabase] },
  { file: 'drills/check-redundancy', uses: ['ledger-read'], statements: [readDatabase] },
  { file: 'drills/stop-probe', uses: ['ledger'] },
  { file: 'drills/judge-failover', uses: ['evidence'] },
];
