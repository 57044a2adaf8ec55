import { readsAssets, stocksNodes, stocksPages } from '../asset-statements.ts';
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
  actions: ['elasticache:DescribeCacheClusters', 'elasticache:DescribeReplicationGroups', 'elasticache:DescribeSnapshots'],
  resources: [
    'arn:aws:elasticache:${Region}:${Account}:cluster:*',
    'arn:aws:elasticache:${Region}:${Account}:replicationgroup:*',
    'arn:aws:elasticache:${Region}:${Account}:snapshot:*',
  ],
  reason: readsAnySite,
};
const readFiles: StatementRow = {
  actions: ['elasticfilesystem:DescribeMountTargets', 'elasticfilesystem:DescribeFileSystems'],
  resources: ['arn:aws:elasticfilesystem:${Region}:${Account}:file-system/*'],
  reason: readsAnySite,
};
/** What CloudFront has deployed of a site. */
const readDistributions: StatementRow = {
  actions: ['cloudfront:GetDistribution'],
  resources: ['arn:aws:cloudfront::${Account}:distribution/*'],
  reason: readsAnySite,
};
/** How the buckets of a site's media are closed. */
const readMedia: StatementRow = {
  actions: ['s3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration'],
  resources: ['arn:aws:s3:::nines-*-media-*'],
  reason: ownNames,
};
/** Whether a bucket is there at all: a head of it asks for the right to list. */
const findBuckets: StatementRow = { actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::nines-*'], reason: ownNames };
const readNatGateways: StatementRow = { actions: ['ec2:DescribeNatGateways'], resources: ['*'], reason: noResources };
/** What Route 53 answers for a name, and what its health checkers found; asking for an answer is a right over no resource. */
const readNames: readonly StatementRow[] = [
  { actions: ['route53:TestDNSAnswer'], resources: ['*'], reason: noResources },
  {
    actions: ['route53:GetHealthCheckStatus', 'route53:GetHealthCheck'],
    resources: ['arn:aws:route53:::healthcheck/*'],
    reason: readsAnySite,
  },
];
/** The table that a site may keep its sessions in. */
const readSessions: StatementRow = {
  actions: ['dynamodb:DescribeTable'],
  resources: ['arn:aws:dynamodb:${Region}:${Account}:table/nines-*-sessions'],
  reason: ownNames,
};
/** A certificate is given to a site by its owner, or made with it. */
const readCertificates: StatementRow = {
  actions: ['acm:DescribeCertificate'],
  resources: ['arn:aws:acm:${Region}:${Account}:certificate/*'],
  reason: readsAnySite,
};
const readZones: StatementRow = { actions: ['route53:GetHostedZone'], resources: ['arn:aws:route53:::hostedzone/*'], reason: readsAnySite };
const readTargets: StatementRow = { actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'], reason: noResources };
const readGroup: StatementRow = { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'], reason: noResources };
/** The key of a site signs what its deep page answers. */
const readSiteKey: StatementRow = {
  actions: ['secretsmanager:GetSecretValue'],
  resources: ['arn:aws:secretsmanager:${Region}:${Account}:secret:nines/*/site-key-*'],
  reason: ownNames,
};
/** Whether the alarms of a site are there and may act; they are named as the site likes. */
const readAlarms: StatementRow = {
  actions: ['cloudwatch:DescribeAlarms'],
  resources: ['arn:aws:cloudwatch:${Region}:${Account}:alarm:*'],
  reason: readsAnySite,
};
const readWatchLeftovers: readonly StatementRow[] = [
  { actions: ['cloudwatch:GetDashboard'], resources: ['arn:aws:cloudwatch::${Account}:dashboard/nines-*'], reason: ownNames },
  { actions: ['logs:DescribeLogGroups'], resources: ['*'], reason: noResources },
];
/** The sweep reads whatever carries a site's tag. */
const sweeps: StatementRow = {
  actions: [
    'tag:GetResources',
    'ec2:DescribeInstances',
    'ec2:DescribeVolumes',
    'ec2:DescribeSnapshots',
    'ec2:DescribeNatGateways',
    'ec2:DescribeAddresses',
    'ec2:DescribeVpcEndpoints',
    'elasticloadbalancing:DescribeLoadBalancers',
    'cloudwatch:DescribeAlarms',
  ],
  resources: ['*'],
  reason: noResources,
};
/** An image and its snapshots have no account in their ARNs. */
const discardImages: readonly StatementRow[] = [
  { actions: ['ec2:DescribeImages'], resources: ['*'], reason: noResources },
  {
    actions: ['ec2:DeregisterImage', 'ec2:DeleteSnapshot'],
    resources: ['arn:aws:ec2:${Region}::image/*', 'arn:aws:ec2:${Region}::snapshot/*'],
    conditions: { StringLike: { 'aws:ResourceTag/nines:run': '*' } },
    reason: 'AWS makes the ids: the condition keeps it to what runs have baked',
  },
];
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
const readChangeSets: StatementRow = { actions: ['cloudformation:DescribeChangeSet'], resources: [layerStackArn], reason: ownNames };
const readStackEvents: StatementRow = { actions: ['cloudformation:DescribeStackEvents'], resources: [layerStackArn], reason: ownNames };
const listStackResources: StatementRow = { actions: ['cloudformation:ListStackResources'], resources: [layerStackArn], reason: ownNames };
/** The buckets of a site's layers, as CloudFormation names them after their stacks; the control plane's own have other names. */
const layerBuckets = ['arn:aws:s3:::nines-*-media-*', 'arn:aws:s3:::nines-*-web-*'];
const listBuckets: StatementRow = { actions: ['s3:ListBucketVersions'], resources: layerBuckets, reason: ownNames };
const emptyBuckets: readonly StatementRow[] = [
  { actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: layerBuckets.map((bucket) => `${bucket}/*`), reason: ownNames },
  // The one bucket that its stack leaves behind.
  { actions: ['s3:DeleteBucket'], resources: ['arn:aws:s3:::nines-*-web-accesslogbucket-*'], reason: ownNames },
];
/** What tells the settings of the resources that layers are made of, by service. */
const SETTINGS_OF: Readonly<Record<string, string>> = {
  autoscaling: 'DescribeAutoScalingGroups DescribeLifecycleHooks DescribePolicies',
  cloudfront: 'GetDistribution GetKeyGroup GetOriginAccessControl GetPublicKey',
  cloudwatch: 'DescribeAlarms GetDashboard',
  dynamodb: 'DescribeTable',
  ec2:
    'DescribeAddresses DescribeFlowLogs DescribeInstances DescribeInternetGateways DescribeLaunchTemplates ' +
    'DescribeLaunchTemplateVersions DescribeNatGateways DescribeNetworkAcls DescribeRouteTables ' +
    'DescribeSecurityGroupRules DescribeSecurityGroups DescribeSubnets DescribeVpcAttribute DescribeVpcEndpoints ' +
    'DescribeVpcs',
  elasticache: 'DescribeCacheClusters DescribeCacheParameterGroups DescribeCacheSubnetGroups DescribeReplicationGroups',
  elasticfilesystem:
    'DescribeAccessPoints DescribeFileSystemPolicy DescribeFileSystems DescribeLifecycleConfiguration ' + 'DescribeMountTargets',
  elasticloadbalancing:
    'DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeTargetGroupAttributes ' +
    'DescribeTargetGroups',
  logs: 'DescribeLogGroups',
  rds: 'DescribeDBClusters DescribeDBInstances DescribeDBParameterGroups DescribeDBSubnetGroups',
  s3:
    'GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketVersioning ' +
    'GetEncryptionConfiguration GetLifecycleConfiguration',
  sns: 'GetTopicAttributes',
  sqs: 'GetQueueAttributes',
};
/** CloudFormation compares a stack with what it reads by the caller's own rights (User Guide: detect drift on an entire stack). */
const detectsDrift: readonly StatementRow[] = [
  {
    actions: ['cloudformation:DetectStackDrift', 'cloudformation:DetectStackResourceDrift', 'cloudformation:DescribeStackResourceDrifts'],
    resources: [layerStackArn],
    reason: ownNames,
  },
  {
    actions: [
      'cloudformation:DescribeStackDriftDetectionStatus',
      ...Object.entries(SETTINGS_OF).flatMap(([service, reads]) => reads.split(' ').map((read) => `${service}:${read}`)),
    ],
    resources: ['*'],
    reason: 'Reads of settings, never of contents: CloudFormation asks for those of every resource that a layer may have',
  },
];
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
  // Change sets of large stacks take their time, and all of them are looked at before anything is changed.
  { file: 'sites/plan-site', uses: ['ledger'], statements: [readStacks, planChangeSets, readZones], timeoutSeconds: 120 },
  // Shorter than the door that waits for it, longer than its patience with CloudFormation.
  {
    file: 'sites/plan-request',
    uses: ['ledger-read'],
    statements: [readStacks, planChangeSets, readQuotas, readDatabases, readZones, ...readsAssets],
    timeoutSeconds: 27,
  },
  { file: 'sites/prepare-layer', uses: ['ledger-read'], statements: [readStacks, ...stocksNodes] },
  { file: 'sites/judge-change-set', statements: [readStacks, readChangeSets] },
  { file: 'sites/check-stack', statements: [readStacks, readStackEvents] },
  {
    file: 'sites/check-layer',
    statements: [
      readStacks,
      readNatGateways,
      readDatabases,
      readCaches,
      readFiles,
      readMedia,
      readDistributions,
      ...readNames,
      readTargets,
      readGroup,
      readCertificates,
      readAlarms,
    ],
  },
  { file: 'sites/ask-deep-page', statements: [readStacks, readTargets, readGroup, readSiteKey] },
  {
    file: 'sites/register-site',
    uses: ['ledger'],
    statements: [
      readStacks,
      schedules('CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'),
      passSchedulerRole,
      scheduledActions('PutScheduledUpdateGroupAction'),
      scheduledActions('DeleteScheduledAction'),
      ...stocksPages,
    ],
  },
  { file: 'sites/plan-compensation', statements: [readStacks, listStackResources, readDatabases] },
  { file: 'sites/plan-teardown', statements: [readStacks, listStackResources, readDatabases, listBuckets] },
  // A thousand objects a call, ten calls a batch.
  { file: 'sites/empty-buckets', statements: [listBuckets, ...emptyBuckets], timeoutSeconds: 150 },
  { file: 'sites/stop-schedules', statements: [schedules('DeleteSchedule'), scheduledActions('DeleteScheduledAction')] },
  { file: 'sites/verify-snapshot', statements: [readSnapshots] },
  { file: 'sites/discard-images', statements: discardImages },
  {
    file: 'sites/sweep-site',
    statements: [
      sweeps,
      readDatabases,
      readSnapshots,
      readCaches,
      readFiles,
      findBuckets,
      readDistributions,
      ...readNames,
      ...readWatchLeftovers,
      readSessions,
      describeSecrets,
    ],
    timeoutSeconds: 120,
  },
  // Longer than its longest patience.
  { file: 'sites/detect-drift', uses: ['ledger-read'], statements: [readStacks, ...detectsDrift], timeoutSeconds: 100 },
  { file: 'sites/forget-site', uses: ['ledger'] },
];
