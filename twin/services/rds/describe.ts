import type { DBInstance, DBSubnetGroup } from '@aws-sdk/client-rds';
import type { SubnetGroup } from '../../network/subnet-groups.ts';
import { tagList } from '../../tags.ts';
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

/** An instance as DescribeDBInstances answers it. `restorableLagMs`: how far behind the restorable time is. */
export function describeInstance(instance: DbInstance, nowMs: number, restorableLagMs: number): DBInstance {
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
    ...(instance.secretArn === undefined ? {} : { MasterUserSecret: { SecretArn: instance.secretArn, SecretStatus: 'active' } }),
  };
}
