import type { CreateDBClusterCommandInput } from '@aws-sdk/client-rds';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Facts } from '../../facts.ts';
import type { ClusterSettings } from './cluster.ts';

const MYSQL_PORT = 3306;
/** The instance classes of Multi-AZ DB clusters have disks of their own (RDS User Guide: instance class availability for Multi-AZ DB clusters). */
const CLUSTER_CLASS = /^db\.(c6gd|m5d|m6gd|m6id|m6idn|m8gd|r5d|r6gd|r6id|r6idn|r8gd|x2idn|x2iedn)\.[a-z0-9]+$/;

const invalid = (message: string): AwsError => new AwsError('InvalidParameterCombination', message);

/** Reads what CreateDBCluster asks for; what is left out gets the API's default. */
export function readClusterSettings(input: CreateDBClusterCommandInput, facts: Facts): ClusterSettings {
  const { Engine: engine, EngineVersion: version = '' } = input;
  if (engine !== 'aurora-mysql' && engine !== 'mysql') throw new NotInTwinError(`a DB cluster of the engine ${engine}`);
  if (!input.MasterUsername) throw new AwsError('InvalidParameterValue', 'MasterUsername must be given.');
  if (Boolean(input.ManageMasterUserPassword) === Boolean(input.MasterUserPassword)) {
    throw invalid('Give either MasterUserPassword or ManageMasterUserPassword.');
  }
  if (engine === 'aurora-mysql') refuseStorage(input);
  else requireStorage(input);
  return {
    engine,
    engineVersion: version,
    instanceClass: input.DBClusterInstanceClass,
    storageGb: input.AllocatedStorage,
    iops: input.Iops,
    storageType: input.StorageType ?? (engine === 'mysql' ? 'io1' : 'aurora'),
    storageEncrypted: input.StorageEncrypted ?? false,
    backupRetentionDays: input.BackupRetentionPeriod ?? facts.value('rds.backupRetention'),
    deletionProtection: input.DeletionProtection ?? false,
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    masterUsername: input.MasterUsername,
    databaseName: input.DatabaseName,
    parameterGroupName: input.DBClusterParameterGroupName ?? `default.${engine}${version.split('.').slice(0, 2).join('.')}`,
    securityGroupIds: input.VpcSecurityGroupIds ?? [],
    port: input.Port ?? MYSQL_PORT,
  };
}

/** Aurora's volume grows by itself, and its instances are made one by one. */
function refuseStorage(input: CreateDBClusterCommandInput): void {
  const given = (['AllocatedStorage', 'Iops', 'DBClusterInstanceClass'] as const).find((name) => input[name] !== undefined);
  if (given) throw invalid(`${given} isn't supported for DB engine aurora-mysql.`);
}

function requireStorage({ DBClusterInstanceClass: instanceClass = '', AllocatedStorage, Iops }: CreateDBClusterCommandInput): void {
  if (!CLUSTER_CLASS.test(instanceClass)) throw invalid(`A Multi-AZ DB cluster doesn't support the DB instance class ${instanceClass}.`);
  if (AllocatedStorage === undefined || Iops === undefined) throw invalid('A Multi-AZ DB cluster requires AllocatedStorage and Iops.');
}
