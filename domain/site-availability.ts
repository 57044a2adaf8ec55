import { inSeries } from './nines.ts';
import { isOn, numberOf, ofType, type SiteResource, textOf } from './site-resources.ts';
import type { SiteSpec } from './site-spec.ts';

/** What AWS promises of one part a month. Without its number, no text of an SLA was found: unknown. */
export type Promised = { part: string; percent: number | 'unknown'; source: string; date: string };

/**
 * What the SLAs of a site's parts allow. `required` are those that every page needs, one after another; without `others`
 * the site is slower or poorer, but answers.
 */
export type SiteAvailability = {
  required: Promised[];
  others: Promised[];
  /** The product of what is required; unknown when one of them is. */
  percent: number | 'unknown';
  objectivePercent: number;
  isObjectiveAllowed: boolean | 'unknown';
  reason: string;
};

const COMPUTE = { source: 'https://aws.amazon.com/compute/sla/', date: '2022-05-25' };
const BALANCING = { source: 'https://aws.amazon.com/elasticloadbalancing/sla/', date: '2022-07-25' };
const RDS = { source: 'https://aws.amazon.com/rds/sla/', date: '2024-01-22' };
const AURORA = { source: 'https://aws.amazon.com/rds/aurora/sla/', date: '2022-05-19' };
const FILES = { source: 'https://aws.amazon.com/efs/sla/', date: '2022-05-04' };
const CACHE = { source: 'https://aws.amazon.com/elasticache/sla/', date: '2023-02-16' };
const CDN = { source: 'https://aws.amazon.com/cloudfront/sla/', date: '2022-05-05' };
const OBJECTS = { source: 'https://aws.amazon.com/s3/sla/', date: '2019-07-31' };
const TABLES = { source: 'https://aws.amazon.com/dynamodb/sla/', date: '2026-11-21' };
const NAMES = { source: 'https://aws.amazon.com/route53/sla/', date: '2019-01-31' };
const GATEWAYS = { source: 'https://aws.amazon.com/vpc/sla/', date: '2026-11-21' };

/** What the parts of a site allow it to promise, and whether its objective is more than that. */
export function siteAvailability(spec: SiteSpec, resources: readonly SiteResource[]): SiteAvailability {
  const required = [...nameParts(resources), ...wayIn(resources), ...nodes(spec, resources), ...databases(resources), ...files(resources)];
  const { availabilityPercent: objectivePercent } = spec.objectives;
  const percents = required.map(({ percent }) => percent);
  if (percents.some((percent) => percent === 'unknown')) {
    const reason = 'The SLA of a part that every page needs is not known.';
    return { required, others: others(resources), percent: 'unknown', objectivePercent, isObjectiveAllowed: 'unknown', reason };
  }
  const percent = Math.round(inSeries(percents as number[]) * 1e6) / 1e6;
  const isObjectiveAllowed = objectivePercent <= percent;
  const reason = isObjectiveAllowed
    ? `The SLAs of ${required.length} parts in series allow ${percent} %, and the objective asks for ${objectivePercent} %.`
    : `The objective of ${objectivePercent} % is more than the ${percent} % that the SLAs of ${required.length} parts in series allow.`;
  return { required, others: others(resources), percent, objectivePercent, isObjectiveAllowed, reason };
}

const nameParts = (resources: readonly SiteResource[]): Promised[] =>
  ofType(resources, 'AWS::Route53::RecordSet').length > 0 ? [{ part: 'Route 53', percent: 100, ...NAMES }] : [];

/** Every site has two zones or more, and its load balancer is in all of them. */
const wayIn = (resources: readonly SiteResource[]): Promised[] =>
  ofType(resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer').map(() => ({
    part: 'load balancer in several zones',
    percent: 99.99,
    ...BALANCING,
  }));

/** The SLA of the region asks for instances in two zones at the same time; a group of one node has one. */
function nodes({ web }: SiteSpec, resources: readonly SiteResource[]): Promised[] {
  const group = ofType(resources, 'AWS::AutoScaling::AutoScalingGroup').find(
    (candidate) => textOf(candidate, 'AutoScalingGroupName') === web.group,
  );
  if (group === undefined) return [];
  return (numberOf(group, 'MinSize') ?? 0) >= 2
    ? [{ part: 'EC2 in several zones', percent: 99.99, ...COMPUTE }]
    : [{ part: 'a single EC2 instance', percent: 99.5, ...COMPUTE }];
}

function databases(resources: readonly SiteResource[]): Promised[] {
  const instances = ofType(resources, 'AWS::RDS::DBInstance');
  const clusters = ofType(resources, 'AWS::RDS::DBCluster').map((cluster): Promised => {
    if (cluster.properties.DBClusterInstanceClass !== undefined) return { part: 'RDS Multi-AZ DB cluster', percent: 99.95, ...RDS };
    const members = instances.filter(({ properties }) => properties.DBClusterIdentifier !== undefined).length;
    return members >= 2
      ? { part: 'Aurora in several zones', percent: 99.99, ...AURORA }
      : { part: 'Aurora with one instance', percent: 99.9, ...AURORA };
  });
  // Of MySQL's instances, replicas are read besides: a page needs the one that is written to.
  const sources = instances.filter(
    ({ properties }) => properties.DBClusterIdentifier === undefined && properties.SourceDBInstanceIdentifier === undefined,
  );
  return [
    ...clusters,
    ...sources.map((instance) =>
      isOn(instance, 'MultiAZ')
        ? { part: 'RDS Multi-AZ', percent: 99.95, ...RDS }
        : { part: 'RDS in a single zone', percent: 99.5, ...RDS },
    ),
  ];
}

const files = (resources: readonly SiteResource[]): Promised[] =>
  ofType(resources, 'AWS::EFS::FileSystem').map(({ properties }) =>
    properties.AvailabilityZoneName === undefined
      ? { part: 'EFS in several zones', percent: 99.99, ...FILES }
      : { part: 'EFS in one zone', percent: 99.9, ...FILES },
  );

/** Without a cache a page is slower, without media it has no pictures, without NAT a node cannot boot: none of them ends the site. */
function others(resources: readonly SiteResource[]): Promised[] {
  // What the load balancer writes down nobody reads to be served.
  const objects = ofType(resources, 'AWS::S3::Bucket').filter(({ id }) => id !== 'AccessLogBucket');
  const some = (type: string, promised: Promised): Promised[] => (ofType(resources, type).length > 0 ? [promised] : []);
  return [
    ...ofType(resources, 'AWS::ElastiCache::ReplicationGroup').map((group) => ({
      part: 'ElastiCache',
      percent: isOn(group, 'MultiAZEnabled') ? 99.99 : 99.5,
      ...CACHE,
    })),
    ...some('AWS::ElastiCache::CacheCluster', { part: 'ElastiCache for Memcached', percent: 'unknown', ...CACHE }),
    ...some('AWS::CloudFront::Distribution', { part: 'CloudFront', percent: 99.9, ...CDN }),
    ...some('AWS::DynamoDB::Table', { part: 'DynamoDB', percent: 99.99, ...TABLES }),
    ...(objects.length > 0 ? [{ part: 'S3', percent: 99.9, ...OBJECTS }] : []),
    ...some('AWS::EC2::NatGateway', { part: 'NAT gateways', percent: 'unknown', ...GATEWAYS }),
  ];
}
