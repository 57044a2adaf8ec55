import { noResources, taggedWithSite } from '../reasons.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';

const readGroups: StatementRow = { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'], reason: noResources };
const completeHooks: StatementRow = {
  actions: ['autoscaling:CompleteLifecycleAction'],
  resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
  conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
  reason: taggedWithSite,
};
/** One document, and only on nodes of our sites. */
export const commandNodes: readonly StatementRow[] = [
  { actions: ['ssm:SendCommand'], resources: ['arn:aws:ssm:${Region}::document/AWS-RunShellScript'] },
  {
    actions: ['ssm:SendCommand'],
    resources: ['arn:aws:ec2:${Region}:${Account}:instance/*'],
    conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
    reason: taggedWithSite,
  },
];

/** The Lambda files of functions/lifecycle. */
export const rows: readonly FunctionRow[] = [
  { file: 'lifecycle/admit-node', timeoutSeconds: 90, uses: ['ledger', 'idempotency'], statements: [readGroups, ...commandNodes] },
  { file: 'lifecycle/retire-node', uses: ['ledger', 'idempotency'], statements: [readGroups, completeHooks, ...commandNodes] },
  { file: 'lifecycle/finish-hook', uses: ['ledger', 'idempotency'], statements: [completeHooks] },
  { file: 'lifecycle/record-activity', uses: ['ledger', 'idempotency'], statements: [readGroups] },
];
