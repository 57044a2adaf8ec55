import { launchOf } from './prices/compute-rules.ts';
import { vcpusOf } from './prices/ec2.ts';
import { QUOTAS, type Quota, type QuotaName } from './quota-table.ts';
import { numberOf, ofType, type SiteResource, textOf } from './site-resources.ts';
import type { SiteSpec } from './site-spec.ts';

/** What is known of an account: the limits in force, and how much is in use beside this site. Both may be missing. */
export type AccountQuotas = {
  limits: Partial<Record<QuotaName, number>>;
  used: Partial<Record<QuotaName, number>>;
};

/** One quota that a site touches. `limitFrom` says whether the limit is the account's own or AWS's default. */
export type QuotaCheck = {
  quota: QuotaName;
  name: string;
  code: string | 'unknown';
  needs: number | 'unknown';
  used: number | 'unknown';
  limit: number;
  limitFrom: 'account' | 'default';
  verdict: 'within' | 'exceeded' | 'unknown';
  source: string;
};

/** Before an account is asked. */
export const NO_ACCOUNT: AccountQuotas = { limits: {}, used: {} };

/**
 * Which quotas a site would pass at its largest. Where it is not known how much of one is in use, only its own need can pass
 * it; that is said by `used`. Whoever has seen the account hands over what is used beside the site.
 */
export function checkQuotas(spec: SiteSpec, resources: readonly SiteResource[], account: AccountQuotas = NO_ACCOUNT): QuotaCheck[] {
  return Object.entries(needsOf(spec, resources)).flatMap(([name, needs]) =>
    needs === 0 ? [] : [check(name as QuotaName, Number.isNaN(needs) ? 'unknown' : needs, account)],
  );
}

function check(quota: QuotaName, needs: number | 'unknown', { limits, used: inUse }: AccountQuotas): QuotaCheck {
  const row: Quota = QUOTAS[quota];
  const limit = limits[quota] ?? row.defaultValue;
  // What is counted by VPC, group or cluster is counted in the site alone.
  const isShared = row.scope === 'region' || row.scope === 'account' || row.scope === 'Availability Zone';
  const used = isShared ? (inUse[quota] ?? 'unknown') : 0;
  const total = needs === 'unknown' ? Number.NaN : needs + (used === 'unknown' ? 0 : used);
  return {
    quota,
    name: row.name,
    code: row.code ?? 'unknown',
    needs,
    used,
    limit,
    limitFrom: limits[quota] === undefined ? 'default' : 'account',
    verdict: verdictOf(total, limit, used),
    source: row.source,
  };
}

/** A need that passes the limit alone is told at once; that the rest of the account leaves room is only told by who has seen it. */
function verdictOf(total: number, limit: number, used: number | 'unknown'): QuotaCheck['verdict'] {
  if (total > limit) return 'exceeded';
  return Number.isNaN(total) || used === 'unknown' ? 'unknown' : 'within';
}

/** How much of each quota a site takes at its largest: NaN where it cannot be told. */
function needsOf(spec: SiteSpec, resources: readonly SiteResource[]): Record<QuotaName, number> {
  const count = (...types: string[]) => ofType(resources, ...types).length;
  const groups = ofType(resources, 'AWS::AutoScaling::AutoScalingGroup');
  const instances = ofType(resources, 'AWS::RDS::DBInstance');
  const sizes = groups.map((group) => {
    const { type, spotShare, onDemandBase } = launchOf(group, resources);
    const nodes = mostNodes(group, spec);
    const isTarget = group.layer !== 'worker';
    return { type, nodes, isTarget, spotNodes: Math.max(0, nodes - onDemandBase) * spotShare };
  });
  const single = ofType(resources, 'AWS::EC2::Instance').map((one) => vcpusOf(textOf(one, 'InstanceType') ?? '') ?? Number.NaN);
  const [memcached] = ofType(resources, 'AWS::ElastiCache::CacheCluster').map((cache) => numberOf(cache, 'NumCacheNodes') ?? Number.NaN);
  return {
    vpcs: count('AWS::EC2::VPC'),
    natGateways: Math.min(1, count('AWS::EC2::NatGateway')),
    interfaceEndpoints: ofType(resources, 'AWS::EC2::VPCEndpoint').filter((one) => textOf(one, 'VpcEndpointType') === 'Interface').length,
    elasticIps: count('AWS::EC2::EIP'),
    standardVcpus: sum([...sizes.map(({ type, nodes, spotNodes }) => vcpus(type) * Math.ceil(nodes - spotNodes)), ...single]),
    spotVcpus: sum(sizes.map(({ type, spotNodes }) => (spotNodes === 0 ? 0 : vcpus(type) * Math.ceil(spotNodes)))),
    groups: groups.length,
    scheduledActions: 2 * spec.windows.length,
    loadBalancers: count('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    // Workers stand behind no load balancer.
    targets: sum(sizes.map(({ nodes, isTarget }) => (isTarget ? nodes : 0))),
    rules: count('AWS::ElasticLoadBalancingV2::ListenerRule'),
    certificates: count('AWS::CertificateManager::Certificate'),
    tables: count('AWS::DynamoDB::Table'),
    databaseInstances: instances.length + 3 * ofType(resources, 'AWS::RDS::DBCluster').filter(isOwnInstances).length,
    databaseClusters: count('AWS::RDS::DBCluster'),
    databaseStorageGb: sum(instances.map((instance) => numberOf(instance, 'AllocatedStorage') ?? 0)),
    readReplicas: instances.filter(({ properties }) => properties.SourceDBInstanceIdentifier !== undefined).length,
    cacheNodes: (memcached ?? 0) + sum(ofType(resources, 'AWS::ElastiCache::ReplicationGroup').map(nodesOf)),
    memcachedNodes: memcached ?? 0,
    fileSystems: count('AWS::EFS::FileSystem'),
    distributions: count('AWS::CloudFront::Distribution'),
    healthChecks: count('AWS::Route53::HealthCheck'),
    buckets: count('AWS::S3::Bucket'),
    stacks: new Set(resources.map(({ layer }) => layer)).size,
  };
}

const vcpus = (type: string): number => vcpusOf(type) ?? Number.NaN;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A Multi-AZ DB cluster makes its three instances by itself. */
const isOwnInstances = ({ properties }: SiteResource): boolean => properties.DBClusterInstanceClass !== undefined;

const nodesOf = (group: SiteResource): number =>
  numberOf(group, 'NumCacheClusters') ?? (numberOf(group, 'NumNodeGroups') ?? 1) * ((numberOf(group, 'ReplicasPerNodeGroup') ?? 0) + 1);

/** The most that a group may ever have: its own maximum, or that of a window. */
function mostNodes(group: SiteResource, { web, windows }: SiteSpec): number {
  const max = numberOf(group, 'MaxSize') ?? Number.NaN;
  return textOf(group, 'AutoScalingGroupName') === web.group ? Math.max(max, ...windows.map((window) => window.max)) : max;
}
