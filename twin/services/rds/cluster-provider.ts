import type { CreateDBClusterCommandInput } from '@aws-sdk/client-rds';
import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import type { DbCluster } from './cluster.ts';
import type { Rds } from './rds.ts';

const CLUSTER = 'AWS::RDS::DBCluster';
const TEXTS = [
  'DBClusterIdentifier',
  'DBClusterInstanceClass',
  'DBClusterParameterGroupName',
  'DBSubnetGroupName',
  'DatabaseName',
  'Engine',
  'EngineVersion',
  'MasterUsername',
  'MasterUserPassword',
  'StorageType',
];
const NUMBERS = ['AllocatedStorage', 'BackupRetentionPeriod', 'Iops', 'Port'];
const FLAGS = ['StorageEncrypted', 'DeletionProtection', 'CopyTagsToSnapshot', 'ManageMasterUserPassword'];
/** Read by nobody here: there is no maintenance, no monitoring and no log export. */
const INERT = [
  'AutoMinorVersionUpgrade',
  'DatabaseInsightsMode',
  'DeleteAutomatedBackups',
  'EnableCloudwatchLogsExports',
  'EnableIAMDatabaseAuthentication',
  'KmsKeyId',
  'PerformanceInsightsEnabled',
  'PerformanceInsightsRetentionPeriod',
  'PreferredBackupWindow',
  'PreferredMaintenanceWindow',
  'PubliclyAccessible',
];
const IN_PLACE = ['DeletionProtection', 'BackupRetentionPeriod', 'CopyTagsToSnapshot', 'Tags', ...INERT];
const REPLACING = ['DBClusterIdentifier', 'DBSubnetGroupName', 'DatabaseName', 'Engine', 'MasterUsername', 'StorageEncrypted'];

/** AWS::RDS::DBCluster: Aurora without its instances, or a Multi-AZ DB cluster with them. */
export function clusterProvider(cloud: Cloud, { clusters }: Rds): ResourceProvider {
  const call = (operation: string, input: object, { principal }: ProviderContext) => cloud.callNow('rds', operation, input, principal);
  return {
    type: CLUSTER,
    async create(properties, context) {
      refuseUnknown(CLUSTER, properties, [...TEXTS, ...NUMBERS, ...FLAGS, ...INERT, 'VpcSecurityGroupIds', 'Tags']);
      const input = inputOf(properties, context);
      call('CreateDBCluster', input, context);
      const cluster = clusters.find(input.DBClusterIdentifier);
      await clusters.whenSettled(cluster);
      return { physicalId: cluster.id, attributes: attributesOf(cluster) };
    },
    update(physicalId, properties, previous, context) {
      const changed = Object.keys({ ...properties, ...previous }).filter(
        (name) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]),
      );
      if (changed.some((name) => REPLACING.includes(name))) return 'replace';
      const other = changed.find((name) => !IN_PLACE.includes(name));
      if (other) throw new NotInTwinError(`a change of ${CLUSTER} ${other}`);
      const cluster = clusters.find(physicalId);
      const input = inputOf(properties, context);
      cluster.settings.deletionProtection = input.DeletionProtection ?? false;
      cluster.settings.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? false;
      cluster.settings.backupRetentionDays = input.BackupRetentionPeriod ?? cluster.settings.backupRetentionDays;
      cluster.tags.clear();
      for (const { Key, Value } of input.Tags ?? []) cluster.tags.set(Key ?? '', Value ?? '');
      return { attributes: attributesOf(cluster) };
    },
    async delete(physicalId, _, context) {
      const cluster = clusters.find(physicalId);
      if (cluster.status !== 'deleting') call('DeleteDBCluster', { DBClusterIdentifier: physicalId, SkipFinalSnapshot: true }, context);
      await clusters.whenSettled(cluster);
    },
  };
}

function inputOf(properties: Properties, context: ProviderContext): CreateDBClusterCommandInput {
  const picked: Record<string, unknown> = {};
  for (const name of TEXTS) if (properties[name] !== undefined) picked[name] = String(properties[name]);
  for (const name of NUMBERS) if (properties[name] !== undefined) picked[name] = Number(properties[name]);
  for (const name of FLAGS) if (properties[name] !== undefined) picked[name] = String(properties[name]) === 'true';
  picked.DBClusterIdentifier ??= context.newName(52).toLowerCase();
  const tags = new Map(Object.entries(context.tags));
  for (const { Key, Value } of properties.Tags ?? []) tags.set(Key, Value);
  return {
    ...(picked as unknown as CreateDBClusterCommandInput),
    VpcSecurityGroupIds: properties.VpcSecurityGroupIds ?? [],
    Tags: tagList(tags),
  };
}

const attributesOf = (cluster: DbCluster): Properties => ({
  'Endpoint.Address': cluster.endpointName,
  'Endpoint.Port': String(cluster.settings.port),
  'ReadEndpoint.Address': cluster.readerEndpointName,
  DBClusterArn: cluster.arn,
  DBClusterResourceId: cluster.resourceId,
  ...(cluster.secretArn === undefined ? {} : { 'MasterUserSecret.SecretArn': cluster.secretArn }),
});
