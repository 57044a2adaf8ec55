import { ownNames, taggedWithSite } from './reasons.ts';
import type { StatementRow } from './rows.ts';

/** Layer stacks are called `nines-<site>-<layer>`; the control plane's own stack is `nines`, which this does not match. */
export const layerStackArn = 'arn:aws:cloudformation:${Region}:${Account}:stack/nines-*/*';

/** What a machine may do with layer stacks: describe and delete them, act through the layers' role, and what it asks for beside. */
export const stackStatements = (actions: readonly string[]): StatementRow[] => [
  { actions: [...actions, 'cloudformation:DescribeStacks', 'cloudformation:DeleteStack'], resources: [layerStackArn], reason: ownNames },
  {
    actions: ['iam:PassRole'],
    resources: ['${LayerRoleArn}'],
    conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  },
];

/** Switching off the protection of a database that has to go; our sites only. */
export const unprotectStatement: StatementRow = {
  actions: ['rds:ModifyDBInstance', 'rds:ModifyDBCluster'],
  resources: ['arn:aws:rds:${Region}:${Account}:db:*-db', 'arn:aws:rds:${Region}:${Account}:cluster:*-db'],
  conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
  reason: taggedWithSite,
};

/** What a machine needs to run others and to wait for them: Step Functions hears of their end by a rule of its own (connect-stepfunctions). */
export const nestedStatements = (...machines: readonly string[]): StatementRow[] => [
  { actions: ['states:StartExecution'], resources: machines.map((machine) => `\${MachineArnPrefix}${machine}`) },
  {
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    resources: machines.map((machine) => `arn:aws:states:\${Region}:\${Account}:execution:nines-${machine}:*`),
    reason: ownNames,
  },
  {
    actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    resources: ['arn:aws:events:${Region}:${Account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'],
  },
];

/** Taking a last snapshot of a site's database, under names of our own. */
export const snapshotStatements: StatementRow[] = [
  {
    actions: ['rds:CreateDBSnapshot', 'rds:AddTagsToResource'],
    resources: ['arn:aws:rds:${Region}:${Account}:db:*-db', 'arn:aws:rds:${Region}:${Account}:snapshot:nines-*'],
    reason: ownNames,
  },
  {
    actions: ['rds:CreateDBClusterSnapshot', 'rds:AddTagsToResource'],
    resources: ['arn:aws:rds:${Region}:${Account}:cluster:*-db', 'arn:aws:rds:${Region}:${Account}:cluster-snapshot:nines-*'],
    reason: ownNames,
  },
];
