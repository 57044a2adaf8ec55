import type { FunctionRow, StatementRow } from '../rows.ts';
import { layerStackArn } from '../stack-statements.ts';

/** Tokens have no ARN of their own. */
const completeTokens: StatementRow = { actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], resources: ['*'] };
/** What a wait's key is described by; Auto Scaling and Systems Manager have no resource-level permissions for these reads. */
const describeWaits: readonly StatementRow[] = [
  { actions: ['cloudformation:DescribeStacks'], resources: [layerStackArn] },
  { actions: ['autoscaling:DescribeAutoScalingGroups', 'ssm:GetCommandInvocation'], resources: ['*'] },
  { actions: ['rds:DescribeEvents', 'rds:DescribeDBSnapshots'], resources: ['arn:aws:rds:${Region}:${Account}:*'] },
];
const deadManSchedules = 'arn:aws:scheduler:${Region}:${Account}:schedule/${ScheduleGroupName}/undo-*';
const clearDeadMen: StatementRow = { actions: ['scheduler:DeleteSchedule'], resources: [deadManSchedules] };
const setDeadMen: readonly StatementRow[] = [
  { actions: ['scheduler:CreateSchedule'], resources: [deadManSchedules] },
  {
    actions: ['iam:PassRole'],
    resources: ['${SchedulerRoleArn}'],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  },
];
const actUndos: StatementRow = {
  actions: ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:ResumeProcesses'],
  resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
  // Only groups that Nines made for a site.
  conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
};
const endExecutions: StatementRow = {
  actions: ['states:DescribeExecution', 'states:StopExecution'],
  resources: ['arn:aws:states:${Region}:${Account}:execution:nines-*:*'],
};

/** The Lambda files of functions/runs. */
export const rows: readonly FunctionRow[] = [
  { file: 'runs/open-run', uses: ['ledger', 'bus'] },
  { file: 'runs/close-run', uses: ['ledger', 'evidence', 'bus'] },
  { file: 'runs/record-undo', uses: ['ledger'], statements: setDeadMen },
  { file: 'runs/clear-undo', uses: ['ledger'], statements: [clearDeadMen] },
  { file: 'runs/hold-token', uses: ['ledger'], statements: [completeTokens, ...describeWaits] },
  { file: 'runs/resume-run', uses: ['ledger', 'idempotency'], statements: [completeTokens, ...describeWaits] },
  {
    file: 'runs/undo-run',
    uses: ['ledger', 'evidence', 'bus'],
    statements: [completeTokens, clearDeadMen, actUndos, endExecutions],
    timeoutSeconds: 120,
  },
];
