import type { DBInstance } from '@aws-sdk/client-rds';
import type { Cloud, Properties } from '../../cloud.ts';

/** The engine's minor version is RDS's own business: a template names the major one. */
const TOLD = [
  'DBInstanceIdentifier',
  'DBInstanceClass',
  'Engine',
  'AllocatedStorage',
  'StorageType',
  'StorageEncrypted',
  'MultiAZ',
  'BackupRetentionPeriod',
  'DeletionProtection',
  'CopyTagsToSnapshot',
  'PubliclyAccessible',
  'DBName',
] as const satisfies readonly (keyof DBInstance)[];

/** An instance as it is now, in the terms of its template. */
export const readInstance =
  (cloud: Pick<Cloud, 'callNow'>) =>
  (id: string): Properties | undefined => {
    const { DBInstances } = cloud.callNow<{ DBInstances: DBInstance[] }>('rds', 'DescribeDBInstances', { DBInstanceIdentifier: id });
    const instance = DBInstances[0];
    if (instance === undefined) return undefined;
    return {
      ...Object.fromEntries(TOLD.map((name) => [name, instance[name]])),
      DBSubnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
      DBParameterGroupName: instance.DBParameterGroups?.[0]?.DBParameterGroupName,
      VPCSecurityGroups: instance.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId),
    };
  };
