import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import type { DatabaseFacts } from '#domain/layers/database.ts';
import { rds } from './clients/rds.ts';
import { isNamed } from './errors.ts';

/** The database as RDS describes it now; undefined if there is none of this name. */
export async function describeDatabase(identifier: string): Promise<DatabaseFacts | undefined> {
  try {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
    const found = DBInstances[0];
    if (found === undefined) return undefined;
    return {
      status: found.DBInstanceStatus ?? 'unknown',
      multiAz: found.MultiAZ ?? false,
      zone: found.AvailabilityZone,
      secondaryZone: found.SecondaryAvailabilityZone,
    };
  } catch (error) {
    if (isNamed(error, 'DBInstanceNotFoundFault', 'DBInstanceNotFound')) return undefined;
    throw error;
  }
}
