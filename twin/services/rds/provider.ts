import type { CreateDBInstanceCommandInput } from '@aws-sdk/client-rds';
import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import type { DbInstance } from './instance.ts';
import type { Rds } from './rds.ts';
import { readInstance } from './read-instance.ts';

const INSTANCE = 'AWS::RDS::DBInstance';
const TEXTS = [
  'DBInstanceIdentifier',
  'DBInstanceClass',
  'Engine',
  'EngineVersion',
  'StorageType',
  'AvailabilityZone',
  'MasterUsername',
  'MasterUserPassword',
  'DBName',
  'DBParameterGroupName',
  'DBSubnetGroupName',
  'DBClusterIdentifier',
  'SourceDBInstanceIdentifier',
];
const NUMBERS = ['AllocatedStorage', 'BackupRetentionPeriod', 'Port', 'PromotionTier'];
const FLAGS = ['StorageEncrypted', 'MultiAZ', 'DeletionProtection', 'CopyTagsToSnapshot', 'PubliclyAccessible', 'ManageMasterUserPassword'];
/** Read by nobody here: there is no maintenance, no monitoring agent and no log export. */
const INERT = [
  'AutoMinorVersionUpgrade',
  'PreferredBackupWindow',
  'PreferredMaintenanceWindow',
  'EnablePerformanceInsights',
  'PerformanceInsightsRetentionPeriod',
  'DatabaseInsightsMode',
  'EnableIAMDatabaseAuthentication',
  'EnableCloudwatchLogsExports',
  'MonitoringInterval',
  'KmsKeyId',
  'CACertificateIdentifier',
  'DeleteAutomatedBackups',
  'MaxAllocatedStorage',
];
const IN_PLACE = ['DeletionProtection', 'BackupRetentionPeriod', 'CopyTagsToSnapshot', 'Tags', ...INERT];
const REPLACING = [
  'DBInstanceIdentifier',
  'Engine',
  'DBName',
  'MasterUsername',
  'StorageEncrypted',
  'DBSubnetGroupName',
  'AvailabilityZone',
  'DBClusterIdentifier',
  'SourceDBInstanceIdentifier',
];

/** AWS::RDS::DBInstance: alone, a read replica, or a member of an Aurora cluster. */
export function instanceProvider(cloud: Cloud, { instances }: Rds): ResourceProvider {
  // CloudFormation makes these as anybody would, by a call under the stack's role, which may be refused.
  const call = (operation: string, input: object, { principal }: ProviderContext) => cloud.callNow('rds', operation, input, principal);
  return {
    type: INSTANCE,
    read: readInstance(cloud),
    async create(properties, context) {
      refuseUnknown(INSTANCE, properties, [...TEXTS, ...NUMBERS, ...FLAGS, ...INERT, 'VPCSecurityGroups', 'Tags']);
      const input = inputOf(properties, context);
      call(properties.SourceDBInstanceIdentifier === undefined ? 'CreateDBInstance' : 'CreateDBInstanceReadReplica', input, context);
      const instance = instances.find(input.DBInstanceIdentifier);
      await instances.whenSettled(instance);
      return { physicalId: instance.id, attributes: attributesOf(instance) };
    },
    update(physicalId, properties, previous, context) {
      const changed = Object.keys({ ...properties, ...previous }).filter(
        (name) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]),
      );
      if (changed.some((name) => REPLACING.includes(name))) return 'replace';
      const other = changed.find((name) => !IN_PLACE.includes(name));
      if (other) throw new NotInTwinError(`a change of ${INSTANCE} ${other}`);
      const instance = instances.find(physicalId);
      const input = inputOf(properties, context);
      instance.settings.deletionProtection = input.DeletionProtection ?? false;
      instance.settings.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? false;
      instance.settings.backupRetentionDays = input.BackupRetentionPeriod ?? instance.settings.backupRetentionDays;
      instance.tags.clear();
      for (const { Key, Value } of input.Tags ?? []) instance.tags.set(Key ?? '', Value ?? '');
      return { attributes: attributesOf(instance) };
    },
    async delete(physicalId, _, context) {
      const instance = instances.find(physicalId);
      if (instance.status !== 'deleting') call('DeleteDBInstance', { DBInstanceIdentifier: physicalId, SkipFinalSnapshot: true }, context);
      await instances.whenSettled(instance);
    },
  };
}

function inputOf(properties: Properties, context: ProviderContext): CreateDBInstanceCommandInput {
  const picked: Record<string, unknown> = {};
  for (const name of TEXTS) if (properties[name] !== undefined) picked[name] = String(properties[name]);
  for (const name of NUMBERS) if (properties[name] !== undefined) picked[name] = Number(properties[name]);
  for (const name of FLAGS) if (properties[name] !== undefined) picked[name] = String(properties[name]) === 'true';
  picked.DBInstanceIdentifier ??= context.newName(63).toLowerCase();
  const tags = new Map(Object.entries(context.tags));
  for (const { Key, Value } of properties.Tags ?? []) tags.set(Key, Value);
  return {
    ...(picked as unknown as CreateDBInstanceCommandInput),
    ...(properties.VPCSecurityGroups === undefined ? {} : { VpcSecurityGroupIds: properties.VPCSecurityGroups }),
    Tags: tagList(tags),
  };
}

const attributesOf = (instance: DbInstance): Properties => ({
  'Endpoint.Address': instance.endpointName,
  'Endpoint.Port': String(instance.settings.port),
  DBInstanceArn: instance.arn,
  DbiResourceId: instance.resourceId,
  ...(instance.secretArn === undefined ? {} : { 'MasterUserSecret.SecretArn': instance.secretArn }),
});
