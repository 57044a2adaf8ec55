import { GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeSnapshotsCommand as DescribeVolumeSnapshotsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeFileSystemsCommand } from '@aws-sdk/client-efs';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeCacheClustersCommand, DescribeReplicationGroupsCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-elasticache';
import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
} from '@aws-sdk/client-rds';
import { GetHealthCheckCommand } from '@aws-sdk/client-route-53';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Leftover, LeftoverKind } from '#domain/leftovers.ts';
import { cloudWatch } from '../clients/cloud-watch.ts';
import { cloudFront } from '../clients/cloudfront.ts';
import { dynamoDb } from '../clients/dynamo-db.ts';
import { ec2 } from '../clients/ec2.ts';
import { efs } from '../clients/efs.ts';
import { elastiCache } from '../clients/elasticache.ts';
import { loadBalancing } from '../clients/load-balancing.ts';
import { logs } from '../clients/logs.ts';
import { rds } from '../clients/rds.ts';
import { route53 } from '../clients/route-53.ts';
import { s3 } from '../clients/s3.ts';
import { secretsManager } from '../clients/secrets-manager.ts';

const GONE_INSTANCE_STATES = ['terminated', 'shutting-down'];
/** A NAT gateway on its way out is no longer billed, and is told of for an hour. */
const GONE_NAT_GATEWAY_STATES: readonly string[] = ['deleting', 'deleted', 'failed'];

/** How each kind of what costs is asked for once more. The tagging API tells of things for a while after they are gone. */
const CHECKS: Readonly<Record<LeftoverKind, (arn: string) => Promise<boolean>>> = {
  'EC2 instance': async (arn) => {
    const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [lastPart(arn, '/')] }));
    const state = answer.Reservations?.[0]?.Instances?.[0]?.State?.Name;
    return state !== undefined && !GONE_INSTANCE_STATES.includes(state);
  },
  'EBS volume': async (arn) => {
    const answer = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [lastPart(arn, '/')] }));
    return (answer.Volumes ?? []).length > 0;
  },
  'EBS snapshot': async (arn) => {
    const answer = await ec2.send(new DescribeVolumeSnapshotsCommand({ SnapshotIds: [lastPart(arn, '/')] }));
    return (answer.Snapshots ?? []).length > 0;
  },
  'NAT gateway': async (arn) => {
    const answer = await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [lastPart(arn, '/')] }));
    return (answer.NatGateways ?? []).some(({ State = '' }) => !GONE_NAT_GATEWAY_STATES.includes(State));
  },
  'Elastic IP address': async (arn) => {
    const answer = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [lastPart(arn, '/')] }));
    return (answer.Addresses ?? []).length > 0;
  },
  // Gateway endpoints have ARNs of the same form, and cost nothing.
  'interface endpoint': async (arn) => {
    const answer = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [lastPart(arn, '/')] }));
    return (answer.VpcEndpoints ?? []).some(
      ({ VpcEndpointType, State }) => VpcEndpointType === 'Interface' && !/^delet/i.test(State ?? ''),
    );
  },
  'load balancer': async (arn) => {
    const answer = await loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
    return (answer.LoadBalancers ?? []).length > 0;
  },
  'RDS instance': async (arn) => {
    const answer = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: lastPart(arn, ':') }));
    return (answer.DBInstances ?? []).length > 0;
  },
  'RDS snapshot': async (arn) => {
    const answer = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: arn.slice(arn.indexOf(':snapshot:') + 10) }));
    return (answer.DBSnapshots ?? []).length > 0;
  },
  'RDS cluster': async (arn) => {
    const answer = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: lastPart(arn, ':') }));
    return (answer.DBClusters ?? []).length > 0;
  },
  'RDS cluster snapshot': async (arn) => {
    const answer = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: lastPart(arn, ':') }));
    return (answer.DBClusterSnapshots ?? []).length > 0;
  },
  // A deleted secret is described, unbilled, until its time to be restored is over.
  secret: async (arn) => {
    const answer = await secretsManager.send(new DescribeSecretCommand({ SecretId: arn }));
    return answer.DeletedDate === undefined;
  },
  'CloudWatch alarm': async (arn) => {
    const answer = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [lastPart(arn, ':')] }));
    return (answer.MetricAlarms ?? []).length > 0;
  },
  'CloudWatch dashboard': async (arn) => {
    await cloudWatch.send(new GetDashboardCommand({ DashboardName: lastPart(arn, '/') }));
    return true;
  },
  'log group': async (arn) => {
    const name = arn.slice(arn.indexOf(':log-group:') + ':log-group:'.length).replace(/:\*$/, '');
    const answer = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return (answer.logGroups ?? []).some(({ logGroupName }) => logGroupName === name);
  },
  'S3 bucket': async (arn) => {
    await s3.send(new HeadBucketCommand({ Bucket: lastPart(arn, ':') }));
    return true;
  },
  'Route 53 health check': async (arn) => {
    await route53.send(new GetHealthCheckCommand({ HealthCheckId: lastPart(arn, '/') }));
    return true;
  },
  'CloudFront distribution': async (arn) => {
    await cloudFront.send(new GetDistributionCommand({ Id: lastPart(arn, '/') }));
    return true;
  },
  'DynamoDB table': async (arn) => {
    const answer = await dynamoDb.send(new DescribeTableCommand({ TableName: lastPart(arn, '/') }));
    return answer.Table?.TableStatus !== 'DELETING';
  },
  'EFS file system': async (arn) => {
    const answer = await efs.send(new DescribeFileSystemsCommand({ FileSystemId: lastPart(arn, '/') }));
    return (answer.FileSystems ?? []).some(({ LifeCycleState }) => LifeCycleState !== 'deleted');
  },
  'ElastiCache cluster': async (arn) => {
    const answer = await elastiCache.send(new DescribeCacheClustersCommand({ CacheClusterId: lastPart(arn, ':') }));
    return (answer.CacheClusters ?? []).length > 0;
  },
  'ElastiCache replication group': async (arn) => {
    const answer = await elastiCache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: lastPart(arn, ':') }));
    return (answer.ReplicationGroups ?? []).length > 0;
  },
  'ElastiCache snapshot': async (arn) => {
    const answer = await elastiCache.send(new DescribeSnapshotsCommand({ SnapshotName: lastPart(arn, ':') }));
    return (answer.Snapshots ?? []).length > 0;
  },
};

/** Whether a leftover is still there. What cannot be asked for breaks the sweep: better no verdict than a silent bill. */
export async function isStillThere({ arn, kind }: Leftover): Promise<boolean> {
  try {
    return await CHECKS[kind](arn);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Every service has its own name for "there is no such thing", and all of them say so in it. */
const isGone = (error: unknown) => error instanceof Error && /NotFound|^NoSuch/i.test(error.name);

const lastPart = (arn: string, separator: string) => arn.slice(arn.lastIndexOf(separator) + 1);
