import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeCacheClustersCommand } from '@aws-sdk/client-elasticache';
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import type { Leftover } from '#domain/leftovers.ts';
import { cloudWatch } from '../clients/cloud-watch.ts';
import { ec2 } from '../clients/ec2.ts';
import { elastiCache } from '../clients/elasticache.ts';
import { loadBalancing } from '../clients/load-balancing.ts';
import { rds } from '../clients/rds.ts';

const GONE_INSTANCE_STATES = ['terminated', 'shutting-down'];

/** How each kind of what costs is asked for once more. The tagging API tells of things for a while after they are gone. */
const CHECKS: Readonly<Record<string, (arn: string) => Promise<boolean>>> = {
  'EC2 instance': async (arn) => {
    const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [lastPart(arn, '/')] }));
    const state = answer.Reservations?.[0]?.Instances?.[0]?.State?.Name;
    return state !== undefined && !GONE_INSTANCE_STATES.includes(state);
  },
  'EBS volume': async (arn) => {
    const answer = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [lastPart(arn, '/')] }));
    return (answer.Volumes ?? []).length > 0;
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
  'CloudWatch alarm': async (arn) => {
    const answer = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [lastPart(arn, ':')] }));
    return (answer.MetricAlarms ?? []).length > 0;
  },
  'ElastiCache cluster': async (arn) => {
    const answer = await elastiCache.send(new DescribeCacheClustersCommand({ CacheClusterId: lastPart(arn, ':') }));
    return (answer.CacheClusters ?? []).length > 0;
  },
};

/** Whether a leftover is still there. A kind without a check of its own is believed to be: better a false line than a silent bill. */
export async function isStillThere({ arn, kind }: Leftover): Promise<boolean> {
  const check = CHECKS[kind];
  if (check === undefined) return true;
  try {
    return await check(arn);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Every service has its own name for "there is no such thing", and all of them say so in it. */
const isGone = (error: unknown) => error instanceof Error && /NotFound/i.test(error.name);

const lastPart = (arn: string, separator: string) => arn.slice(arn.lastIndexOf(separator) + 1);
