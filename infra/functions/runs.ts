import { readsAssets } from '../asset-statements.ts';
import { noResources, ownNames, readsAnySite, taggedWithSite, tokensAreNoResources } from '../reasons.ts';
import { discardsBuilders, takesRefreshesBack } from '../refresh-statements.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';
import { layerStackArn } from '../stack-statements.ts';

const completeTokens: StatementRow = {
  actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
  resources: ['*'],
  reason: tokensAreNoResources,
};
/** What a wait's key is described by. */
const describeWaits: readonly StatementRow[] = [
  { actions: ['cloudformation:DescribeStacks'], resources: [layerStackArn], reason: ownNames },
  {
    actions: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeInstanceRefreshes',
      'ec2:DescribeImages',
      'ssm:GetCommandInvocation',
    ],
    resources: ['*'],
    reason: noResources,
  },
  {
    actions: ['rds:DescribeEvents', 'rds:DescribeDBSnapshots', 'rds:DescribeDBClusterSnapshots'],
    resources: ['arn:aws:rds:${Region}:${Account}:*'],
    reason: readsAnySite,
  },
];
const deadManSchedules = 'arn:aws:scheduler:${Region}:${Account}:schedule/${ScheduleGroupName}/undo-*';
const ownSchedules = 'The name holds the run, which is known at run time only, in a group of our own';
const clearDeadMen: StatementRow = { actions: ['scheduler:DeleteSchedule'], resources: [deadManSchedules], reason: ownSchedules };
const setDeadMen: readonly StatementRow[] = [
  { actions: ['scheduler:CreateSchedule'], resources: [deadManSchedules], reason: ownSchedules },
  {
    actions: ['iam:PassRole'],
    resources: ['${SchedulerRoleArn}'],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  },
];
const actUndos: readonly StatementRow[] = [
  ...takesRefreshesBack,
  ...discardsBuilders,
  {
    actions: ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:ResumeProcesses'],
    resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
    conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
    reason: taggedWithSite,
  },
];
const endExecutions: StatementRow = {
  actions: ['states:DescribeExecution', 'states:StopExecution'],
  resources: ['arn:aws:states:${Region}:${Account}:execution:nines-*:*'],
  reason: 'Executions of our own machines: their names hold the run',
};

/** The Lambda files of functions/runs. */
export const rows: readonly FunctionRow[] = [
  { file: 'runs/open-run', uses: ['ledger', 'bus'], statements: readsAssets },
  { file: 'runs/close-run', uses: ['ledger', 'evidence', 'bus'] },
  { file: 'runs/record-undo', uses: ['ledger'], statements: setDeadMen },
  { file: 'runs/clear-undo', uses: ['ledger'], statements: [clearDeadMen] },
  { file: 'runs/hold-token', uses: ['ledger'], statements: [completeTokens, ...describeWaits] },
  { file: 'runs/resume-run', uses: ['ledger', 'idempotency'], statements: [completeTokens, ...describeWaits] },
  {
    file: 'runs/undo-run',
    uses: ['ledger', 'evidence', 'bus'],
    statements: [completeTokens, clearDeadMen, ...actUndos, endExecutions],
    timeoutSeconds: 120,
  },
];
