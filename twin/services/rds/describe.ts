import type { DBCluster, DBInstance, DBSubnetGroup } from '@aws-sdk/client-rds';
import type { SubnetGroup } from '../../network/subnet-groups.ts';
import { tagList } from '../../tags.ts';
import { type DbCluster, isAurora } from './cluster.ts';
import type { DbInstance } from './instance.ts';

/** The hosted zone of RDS endpoints in us-east-1, as public DescribeDBInstances answers show it. */
const HOSTED_ZONE_ID = 'Z2R2ITUGPM61AM';

export const describeSubnetGroup = (group: SubnetGroup): DBSubnetGroup => ({
  DBSubnetGroupName: group.name,
  DBSubnetGroupArn: group.arn,
  DBSubnetGroupDescription: group.description,
  VpcId: group.vpcId,
  SubnetGroupStatus: 'Complete',
  Subnets: group.subnets.map((subnet) => ({
    SubnetIdentifier: subnet.id,
    SubnetAvailabilityZone: { Name: subnet.zone },
    SubnetStatus: 'Active',
  })),
});

/** What an instance's answer takes from elsewhere. */
export type InstanceRelations = { replicaIds: readonly string[]; isReplicating: boolean; promotionTier: number | undefined };

/** An instance as DescribeDBInstances answers it. `restorableLagMs`: how far behind the restorable time is. */
export function describeInstance(instance: DbInstance, nowMs: number, restorableLagMs: number, relations: InstanceRelations): DBInstance {
  const { settings } = instance;
  const restorable = instance.hasEndpoint && settings.backupRetentionDays > 0;
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceArn: instance.arn,
    DbiResourceId: instance.resourceId,
    DBInstanceClass: settings.instanceClass,
    DBInstanceStatus: instance.status,
    Engine: settings.engine,
    EngineVersion: settings.engineVersion,
    MasterUsername: settings.masterUsername,
    AllocatedStorage: settings.storageGb,
    StorageType: settings.storageType,
    StorageEncrypted: settings.storageEncrypted,
    MultiAZ: settings.multiAz,
    AvailabilityZone: instance.shownZone,
    BackupRetentionPeriod: settings.backupRetentionDays,
    DeletionProtection: settings.deletionProtection,
    CopyTagsToSnapshot: settings.copyTagsToSnapshot,
    PubliclyAccessible: settings.publiclyAccessible,
    DBSubnetGroup: describeSubnetGroup(instance.subnetGroup),
    VpcSecurityGroups: settings.securityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBParameterGroups: [{ DBParameterGroupName: settings.parameterGroupName, ParameterApplyStatus: 'in-sync' }],
    PendingModifiedValues: {},
    TagList: tagList(instance.tags),
    ...(settings.databaseName === undefined ? {} : { DBName: settings.databaseName }),
    ...(instance.shownStandbyZone === undefined ? {} : { SecondaryAvailabilityZone: instance.shownStandbyZone }),
    ...(instance.hasEndpoint ? { Endpoint: { Address: instance.endpointName, Port: settings.port, HostedZoneId: HOSTED_ZONE_ID } } : {}),
    ...(instance.hasEndpoint ? { InstanceCreateTime: new Date(instance.createdMs) } : {}),
    ...(restorable ? { LatestRestorableTime: new Date(Math.max(instance.createdMs, nowMs - restorableLagMs)) } : {}),
    ...related(instance, relations),
    ...(instance.secretArn === undefined ? {} : { MasterUserSecret: { SecretArn: instance.secretArn, SecretStatus: 'active' } }),
  };
}

function related(
  { clusterId, replicaOf }: DbInstance,
  { replicaIds, isReplicating, promotionTier }: InstanceRelations,
): Partial<DBInstance> {
  return {
    ReadReplicaDBInstanceIdentifiers: [...replicaIds],
    ...(clusterId === undefined ? {} : { DBClusterIdentifier: clusterId, PromotionTier: promotionTier }),
    ...(replicaOf === undefined ? {} : { ReadReplicaSourceDBInstanceIdentifier: replicaOf }),
    ...(isReplicating ? { StatusInfos: [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }] } : {}),
  };
}

/** A cluster as DescribeDBClusters answers it. */
export function describeCluster(cluster: DbCluster, nowMs: number, restorableLagMs: number): DBCluster {
  const { settings } = cluster;
  const members = [...cluster.members.values()];
  const zones = [...new Set(members.map(({ instance }) => instance.shownZone))].sort();
  return {
    DBClusterIdentifier: cluster.id,
    DBClusterArn: cluster.arn,
    DbClusterResourceId: cluster.resourceId,
    ClusterCreateTime: new Date(cluster.createdMs),
    Status: cluster.status,
    Engine: settings.engine,
    EngineVersion: settings.engineVersion,
    EngineMode: 'provisioned',
    MasterUsername: settings.masterUsername,
    Endpoint: cluster.endpointName,
    ReaderEndpoint: cluster.readerEndpointName,
    HostedZoneId: HOSTED_ZONE_ID,
    Port: settings.port,
    MultiAZ: zones.length > 1,
    AvailabilityZones: zones,
    AllocatedStorage: isAurora(cluster) ? 1 : (settings.storageGb ?? 0),
    StorageType: settings.storageType,
    StorageEncrypted: settings.storageEncrypted,
    BackupRetentionPeriod: settings.backupRetentionDays,
    LatestRestorableTime: new Date(Math.max(cluster.createdMs, nowMs - restorableLagMs)),
    DeletionProtection: settings.deletionProtection,
    CopyTagsToSnapshot: settings.copyTagsToSnapshot,
    DBSubnetGroup: cluster.subnetGroup.name,
    DBClusterParameterGroup: settings.parameterGroupName,
    VpcSecurityGroups: settings.securityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBClusterMembers: members.map(({ instance, isWriter, promotionTier }) => ({
      DBInstanceIdentifier: instance.id,
      IsClusterWriter: isWriter,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: promotionTier,
    })),
    TagList: tagList(cluster.tags),
    ...(settings.databaseName === undefined ? {} : { DatabaseName: settings.databaseName }),
    ...(settings.instanceClass === undefined ? {} : { DBClusterInstanceClass: settings.instanceClass }),
    ...(settings.iops === undefined ? {} : { Iops: settings.iops }),
    ...(cluster.secretArn === undefined ? {} : { MasterUserSecret: { SecretArn: cluster.secretArn, SecretStatus: 'active' } }),
  };
}
