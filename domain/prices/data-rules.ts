import { isOn, numberOf, type SiteResource, textOf } from '../site-resources.ts';
import { alternative, byUse, type Charge, type PricedSite, type PriceRule, service, standing } from './charge.ts';
import { cacheNodePrice } from './elasticache.ts';
import { databasePrice, reservedDatabasePrice } from './rds.ts';
import { HOURS_OF_MONTH } from './row.ts';

/** A Multi-AZ DB cluster is a writer and two readable standbys. */
const CLUSTER_INSTANCES = 3;

/** Databases, caches and files. */
export const DATA_RULES: Readonly<Record<string, PriceRule>> = {
  'AWS::RDS::DBInstance': instanceCharges,
  'AWS::RDS::DBCluster': clusterCharges,
  'AWS::ElastiCache::CacheCluster': (cache) =>
    nodeCharges(textOf(cache, 'Engine') ?? 'memcached', textOf(cache, 'CacheNodeType'), numberOf(cache, 'NumCacheNodes')),
  'AWS::ElastiCache::ReplicationGroup': (group) => {
    const replicated = (numberOf(group, 'NumNodeGroups') ?? 1) * ((numberOf(group, 'ReplicasPerNodeGroup') ?? 0) + 1);
    return nodeCharges(
      textOf(group, 'Engine') ?? 'redis',
      textOf(group, 'CacheNodeType'),
      numberOf(group, 'NumCacheClusters') ?? replicated,
    );
  },
  'AWS::EFS::FileSystem': (files) => [
    byUse('EFS Standard storage', 'efs.storage'),
    ...(textOf(files, 'ThroughputMode') === 'elastic'
      ? [byUse('EFS elastic throughput, read', 'efs.read'), byUse('EFS elastic throughput, written', 'efs.written')]
      : []),
    ...(isBackedUp(files) ? [byUse('EFS backups, each kept for 35 days', 'efs.backup')] : []),
  ],
  'AWS::DynamoDB::Table': ({ id, properties }) => [
    byUse(`DynamoDB storage (${id})`, 'dynamodb.storage'),
    byUse(`DynamoDB reads (${id})`, 'dynamodb.reads'),
    byUse(`DynamoDB writes (${id})`, 'dynamodb.writes'),
    ...(isRecoverable(properties) ? [byUse(`DynamoDB point-in-time recovery (${id})`, 'dynamodb.pitr')] : []),
  ],
  'AWS::S3::Bucket': ({ id }) => [
    byUse(`S3 Standard storage (${id})`, 's3.storage'),
    byUse(`S3 writes and lists (${id})`, 's3.put'),
    byUse(`S3 reads (${id})`, 's3.get'),
  ],
};

const isRecoverable = ({ PointInTimeRecoverySpecification: recovery }: SiteResource['properties']): boolean =>
  typeof recovery === 'object' &&
  recovery !== null &&
  'PointInTimeRecoveryEnabled' in recovery &&
  String(recovery.PointInTimeRecoveryEnabled) === 'true';

/** Automatic backups of EFS; AWS Backup keeps them beyond the file system. */
const isBackedUp = ({ properties: { BackupPolicy: policy } }: SiteResource): boolean =>
  typeof policy === 'object' && policy !== null && 'Status' in policy && policy.Status === 'ENABLED';

function instanceCharges(instance: SiteResource, site: PricedSite): Charge[] {
  const engine = textOf(instance, 'Engine') ?? site.spec.database?.engine ?? 'mysql';
  const instanceClass = textOf(instance, 'DBInstanceClass') ?? 'unknown';
  const copies = isOn(instance, 'MultiAZ') ? 2 : 1;
  const what = `RDS ${engine} ${instanceClass} (${instance.id})${copies === 2 ? ', with a standby in another zone' : ''}`;
  const hours = standing(what, HOURS_OF_MONTH * copies, databasePrice(engine, instanceClass));
  const reserved = { ...hours, what: `${what}, reserved for a year` };
  const charges = [hours, alternative(reserved, 'reserved', reservedDatabasePrice(engine, instanceClass)), ...secretCharges(instance)];
  // Aurora's volume is its cluster's.
  if (instance.properties.DBClusterIdentifier !== undefined) return charges;
  // A replica says nothing of its storage: it is its source's.
  const storageGb = numberOf(instance, 'AllocatedStorage') ?? numberOf({ properties: { ...site.spec.database } }, 'storageGb');
  return [
    ...charges,
    storageGb === undefined
      ? standing('RDS storage', copies, undefined, 'GB-month and zone')
      : service(`RDS storage of ${storageGb} GB`, storageGb * copies, 'rds.storage'),
    byUse('RDS backups', 'rds.backup'),
  ];
}

function clusterCharges(cluster: SiteResource): Charge[] {
  const instanceClass = textOf(cluster, 'DBClusterInstanceClass');
  if (instanceClass === undefined) {
    return [
      byUse('Aurora storage', 'aurora.storage'),
      byUse('Aurora I/O requests', 'aurora.requests'),
      byUse('Aurora backups', 'aurora.backup'),
      ...secretCharges(cluster),
    ];
  }
  const what = `RDS mysql ${instanceClass}, a writer and two readable standbys`;
  const [storageGb, iops] = [numberOf(cluster, 'AllocatedStorage') ?? 0, numberOf(cluster, 'Iops') ?? 0];
  return [
    standing(what, HOURS_OF_MONTH * CLUSTER_INSTANCES, databasePrice('mysql', instanceClass)),
    standing(`provisioned storage of ${storageGb} GB in three zones`, storageGb * CLUSTER_INSTANCES, undefined, 'GB-month and zone'),
    standing(`provisioned I/O of ${iops} a second in three zones`, iops * CLUSTER_INSTANCES, undefined, 'IOPS-month and zone'),
    byUse('RDS backups', 'rds.backup'),
    ...secretCharges(cluster),
  ];
}

/** A password that RDS manages is a secret like any other. */
const secretCharges = (resource: SiteResource): Charge[] =>
  isOn(resource, 'ManageMasterUserPassword') ? [service(`secret that RDS keeps for ${resource.id}`, 1, 'secret')] : [];

const nodeCharges = (engine: string, nodeType = 'unknown', nodes = 0): Charge[] => [
  standing(`${nodes} × ElastiCache ${engine} ${nodeType}`, HOURS_OF_MONTH * nodes, cacheNodePrice(engine, nodeType)),
];
