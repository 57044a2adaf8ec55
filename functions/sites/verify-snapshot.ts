import { DescribeDBClusterSnapshotsCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import * as z from 'zod';
import { snapshotUsdPerMonth } from '#domain/prices/snapshot.ts';
import { gateSnapshot, type SnapshotFacts } from '#domain/snapshot.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { rds } from '../shared/clients/rds.ts';
import { isNamed } from '../shared/errors.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';

const verifySnapshotSchema = z.strictObject({
  spec: siteSpecSchema,
  kind: z.enum(['instance', 'cluster', 'aurora']),
  snapshotId: z.string().min(1),
  databaseId: z.string().min(1),
});

/** Looks whether the final snapshot can be relied on: available, of this database, as large as it. Called by teardown-site. */
async function verifySnapshot({ spec, kind, snapshotId, databaseId }: z.output<typeof verifySnapshotSchema>) {
  const found = kind === 'instance' ? await findSnapshot(snapshotId) : await findClusterSnapshot(snapshotId);
  const storageGb = found?.storageGb ?? 0;
  const decision = gateSnapshot({ databaseId, storageGb: spec.database?.storageGb ?? 0 }, found);
  logger.info('The final snapshot was looked at.', { snapshotId, ...decision });
  // Aurora tells no size, and what is not known costs something unknown, never nothing.
  const monthlyCostUsd = kind === 'aurora' ? undefined : snapshotUsdPerMonth(spec.region, storageGb);
  return { ...decision, snapshot: { id: snapshotId, storageGb, monthlyCostUsd: monthlyCostUsd ?? 'unknown' } };
}

async function findSnapshot(snapshotId: string): Promise<SnapshotFacts | undefined> {
  try {
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshotId }));
    const found = DBSnapshots?.[0];
    return found && factsOf({ ...found, databaseId: found.DBInstanceIdentifier });
  } catch (error) {
    if (isNamed(error, 'DBSnapshotNotFoundFault', 'DBSnapshotNotFound')) return undefined;
    throw error;
  }
}

async function findClusterSnapshot(snapshotId: string): Promise<SnapshotFacts | undefined> {
  try {
    const { DBClusterSnapshots } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: snapshotId }));
    const found = DBClusterSnapshots?.[0];
    return found && factsOf({ ...found, databaseId: found.DBClusterIdentifier });
  } catch (error) {
    if (isNamed(error, 'DBClusterSnapshotNotFoundFault', 'DBClusterSnapshotNotFound')) return undefined;
    throw error;
  }
}

type Found = { Status?: string | undefined; AllocatedStorage?: number | undefined; databaseId: string | undefined };

const factsOf = ({ Status = 'unknown', AllocatedStorage = 0, databaseId = '' }: Found): SnapshotFacts => ({
  status: Status,
  databaseId,
  storageGb: AllocatedStorage,
});

export const handler = handlerOf(verifySnapshotSchema, verifySnapshot);
