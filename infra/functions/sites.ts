import { noResources, ownNames, readsAnySite, taggedWithSite } from '../reasons.ts';
import type { FunctionRow, StatementRow } from '../rows.ts';
import { layerStackArn } from '../stack-statements.ts';

const readStacks: StatementRow = { actions: ['cloudformation:DescribeStacks'], resources: [layerStackArn], reason: ownNames };
const readDatabases: StatementRow = {
  actions: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters'],
  resources: ['arn:aws:rds:${Region}:${Account}:db:*', 'arn:aws:rds:${Region}:${Account}:cluster:*'],
  reason: readsAnySite,
};
const readSnapshots: StatementRow = {
  actions: ['rds:DescribeDBSnapshots', 'rds:DescribeDBClusterSnapshots'],
  resources: [
    'arn:aws:rds:${Region}:${Account}:db:*',
    'arn:aws:rds:${Region}:${Account}:snapshot:*',
    'arn:aws:rds:${Region}:${Account}:cluster:*',
    'arn:aws:rds:${Region}:${Account}:cluster-snapshot:*',
  ],
  reason: readsAnySite,
};
/** Whether the secrets of a site are gone, and never what is in them. */
const describeSecrets: StatementRow = {
  actions: ['secretsmanager:DescribeSecret'],
  resources: ['arn:aws:secretsmanager:${Region}:${Account}:secret:*'],
  conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
  reason: taggedWithSite,
};
const readCaches: StatementRow = {
  actions: ['elasticache:DescribeCacheClusters'],
  resources: ['arn:aws:elasticache:${Region}:${Account}:cluster:*'],
  reason: readsAnySite,
};
const readFiles: StatementRow = {
  actions: ['elasticfilesystem:DescribeMountTargets', 'elasticfilesystem:DescribeFileSystems'],
  resources: ['arn:aws:elasticfilesystem:${Region}:${Account}:file-system/*'],
  reason: readsAnySite,
};
const readNatGateways: StatementRow = { actions: ['ec2:DescribeNatGateways'], resources: ['*'], reason: noResources };
const readTargets: StatementRow = { actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'], reason: noResources };
const readGroup: StatementRow = { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'], reason: noResources };
/** The key of a site signs what its deep page answers. */
const readSiteKey: StatementRow = {
  actions: ['secretsmanager:GetSecretValue'],
  resources: ['arn:aws:secretsmanager:${Region}:${Account}:secret:nines/*/site-key-*'],
  reason: ownNames,
};
/** The sweep reads whatever carries a site's tag. */
const sweeps: StatementRow = {
  actions: [
    'tag:GetResources',
    'ec2:DescribeInstances',
    'ec2:DescribeVolumes',
    'ec2:DescribeNatGateways',
    'ec2:DescribeAddresses',
    'ec2:DescribeVpcEndpoints',
    'elasticloadbalancing:DescribeLoadBalancers',
    'cloudwatch:DescribeAlarms',
  ],
  resources: ['*'],
  reason: noResources,
};
const scheduledActions = (action: string): StatementRow => ({
  actions: [`autoscaling:${action}`],
  resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
  conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
  reason: taggedWithSite,
});
const schedules = (...actions: readonly string[]): StatementRow => ({
  actions: actions.map((action) => `scheduler:${action}`),
  resources: ['arn:aws:scheduler:${Region}:${Account}:schedule/${ScheduleGroupName}/*'],
  reason: 'The names hold site and window, in a group of our own',
});
const passSchedulerRole: StatementRow = {
  actions: ['iam:PassRole'],
  resources: ['${SchedulerRoleArn}'],
  conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
};

/** A plan is never executed: the action is missing here, and change sets of other names are none of its business. */
const planChangeSets: StatementRow = {
  actions: ['cloudformation:CreateChangeSet', 'cloudformation:DescribeChangeSet', 'cloudformation:DeleteChangeSet'],
  resources: [layerStackArn],
  conditions: { StringLike: { 'cloudformation:ChangeSetName': 'nines-plan-*' } },
  reason: ownNames,
};
/** The limits of the account, and how much of them is in use. */
const readQuotas: StatementRow = {
  actions: [
    'servicequotas:GetServiceQuota',
    'ec2:DescribeVpcs',
    'ec2:DescribeAddresses',
    'ec2:DescribeInstances',
    'elasticloadbalancing:DescribeLoadBalancers',
  ],
  resources: ['*'],
  reason: noResources,
};

/** The Lambda files of functions/sites. */
export const rows: readonly FunctionRow[] = [
  { file: 'sites/plan-site', uses: ['ledger'] },
  // Shorter than the door that waits for it, longer than its patience with CloudFormation.
  { file: 'sites/plan-request', statements: [readStacks, planChangeSets, readQuotas, readDatabases], timeoutSeconds: 27 },
  { file: 'sites/prepare-layer', statements: [readStacks] },
  { file: 'sites/check-layer', statements: [readStacks, readNatGateways, readDatabases, readCaches, readFiles, readTargets, readGroup] },
  { file: 'sites/ask-deep-page', statements: [readStacks, readTargets, readSiteKey] },
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
  {
    file: 'sites/sweep-site',
    statements: [sweeps, readDatabases, readSnapshots, readCaches, readFiles, describeSecrets],
    timeoutSeconds: 120,
  },
  { file: 'sites/forget-site', uses: ['ledger'] },
];
