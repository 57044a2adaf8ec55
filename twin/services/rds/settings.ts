import type { CreateDBInstanceCommandInput } from '@aws-sdk/client-rds';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Facts } from '../../facts.ts';
import type { InstanceSettings } from './instance.ts';

/** Engines whose Multi-AZ with one standby the twin plays, with their ports (RDS User Guide). */
const PORTS: Readonly<Record<string, number>> = { mysql: 3306, mariadb: 3306, postgres: 5432 };

/** Reads what CreateDBInstance asks for; what is left out gets the API's default. */
export function readSettings(input: CreateDBInstanceCommandInput, facts: Facts): InstanceSettings {
  const engine = input.Engine ?? '';
  const port = PORTS[engine];
  if (port === undefined) throw new NotInTwinError(`the database engine ${engine}`);
  if (!input.DBInstanceClass) throw new AwsError('InvalidParameterValue', 'DBInstanceClass must be given.');
  if (!input.MasterUsername) throw new AwsError('InvalidParameterValue', 'MasterUsername must be given.');
  if (Boolean(input.ManageMasterUserPassword) === Boolean(input.MasterUserPassword)) {
    throw new AwsError('InvalidParameterCombination', 'Give either MasterUserPassword or ManageMasterUserPassword.');
  }
  return {
    instanceClass: input.DBInstanceClass,
    engine,
    engineVersion: input.EngineVersion ?? '',
    storageGb: input.AllocatedStorage ?? 20,
    storageType: input.StorageType ?? 'gp2',
    storageEncrypted: input.StorageEncrypted ?? false,
    multiAz: input.MultiAZ ?? false,
    backupRetentionDays: input.BackupRetentionPeriod ?? facts.value('rds.backupRetention'),
    deletionProtection: input.DeletionProtection ?? false,
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    publiclyAccessible: input.PubliclyAccessible ?? false,
    masterUsername: input.MasterUsername,
    databaseName: input.DBName,
    parameterGroupName: input.DBParameterGroupName ?? `default.${engine}${input.EngineVersion?.split('.').slice(0, 2).join('.') ?? ''}`,
    securityGroupIds: input.VpcSecurityGroupIds ?? [],
    port: input.Port ?? port,
  };
}
