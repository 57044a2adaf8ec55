import type { FunctionRow, StatementRow } from '../rows.ts';
import { layerStackArn } from '../stack-statements.ts';

const readStacks: StatementRow = { actions: ['cloudformation:DescribeStacks'], resources: [layerStackArn] };
const readDatabases: StatementRow = { actions: ['rds:DescribeDBInstances'], resources: ['arn:aws:rds:${Region}:${Account}:db:*'] };
const readSnapshots: StatementRow = {
  actions: ['rds:DescribeDBSnapshots'],
  resources: ['arn:aws:rds:${Region}:${Account}:db:*', 'arn:aws:rds:${Region}:${Account}:snapshot:*'],
};
const readCaches: StatementRow = {
  actions: ['elasticache:DescribeCacheClusters'],
  resources: ['arn:aws:elasticache:${Region}:${Account}:cluster:*'],
};
/** Auto Scaling and Elastic Load Balancing have no resource-level permissions for these reads. */
const readTargets: StatementRow = { actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'] };
const readGroup: StatementRow = { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] };
/** The sweep reads whatever carries a site's tag; these reads have no resource-level permissions either. */
const sweeps: StatementRow = {
  actions: [
    'tag:GetResources',
    'ec2:DescribeInstances',
    'ec2:DescribeVolumes',
    'elasticloadbalancing:DescribeLoadBalancers',
    'cloudwatch:DescribeAlarms',
  ],
  resources: ['*'],
};
const scheduledActions = (action: string): StatementRow => ({
  actions: [`autoscaling:${action}`],
  resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
  // Only groups that Nines made for a site.
  conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
});
const schedules = (...actions: readonly string[]): StatementRow => ({
  actions: actions.map((action) => `scheduler:${action}`),
  resources: ['arn:aws:scheduler:${Region}:${Account}:schedule/${ScheduleGroupName}/*'],
});
const passSchedulerRole: StatementRow = {
  actions: ['iam:PassRole'],
  resources: ['${SchedulerRoleArn}'],
  conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
};

/** The Lambda files of functions/sites. */
export const rows: readonly FunctionRow[] = [
  { file: 'sites/plan-site', uses: ['ledger'] },
  { file: 'sites/prepare-layer', statements: [readStacks] },
  { file: 'sites/check-layer', statements: [readStacks, readDatabases, readCaches, readTargets, readGroup] },
  { file: 'sites/ask-deep-page', statements: [readStacks, readTargets] },
  {
    file: 'sites/register-site',
    uses: ['ledger'],
    statements: [
      readStacks,
      schedules('CreateSchedule', 'UpdateSchedule'),
      passSchedulerRole,
      scheduledActions('PutScheduledUpdateGroupAction'),
    ],
  },
  { file: 'sites/plan-compensation', statements: [readStacks] },
  { file: 'sites/plan-teardown', statements: [readStacks, readDatabases] },
  { file: 'sites/stop-schedules', statements: [schedules('DeleteSchedule'), scheduledActions('DeleteScheduledAction')] },
  { file: 'sites/verify-snapshot', statements: [readSnapshots] },
  { file: 'sites/sweep-site', statements: [sweeps, readDatabases, readSnapshots, readCaches], timeoutSeconds: 120 },
  { file: 'sites/forget-site', uses: ['ledger'] },
];
