import { DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import * as z from 'zod';
import { snapshotUsdPerMonth } from '#domain/price.ts';
import { gateSnapshot } from '#domain/snapshot.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { rds } from '../shared/clients/rds.ts';
import { isNamed } from '../shared/errors.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';

const verifySnapshotSchema = z.strictObject({ spec: siteSpecSchema, snapshotId: z.string().min(1), databaseId: z.string().min(1) });

/** Looks whether the final snapshot can be relied on: available, of this database, as large as it. Called by teardown-site. */
async function verifySnapshot({ spec, snapshotId, databaseId }: z.output<typeof verifySnapshotSchema>) {
  const found = await findSnapshot(snapshotId);
  const storageGb = found?.AllocatedStorage ?? 0;
  const facts = found && { status: found.Status ?? 'unknown', databaseId: found.DBInstanceIdentifier ?? '', storageGb };
  const decision = gateSnapshot({ databaseId, storageGb: spec.database?.storageGb ?? 0 }, facts);
  logger.info('The final snapshot was looked at.', { snapshotId, ...decision });
  return { ...decision, snapshot: { id: snapshotId, storageGb, monthlyCostUsd: snapshotUsdPerMonth(spec.region, storageGb) ?? 'unknown' } };
}

async function findSnapshot(snapshotId: string) {
  try {
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshotId }));
    return DBSnapshots?.[0];
  } catch (error) {
    if (isNamed(error, 'DBSnapshotNotFoundFault', 'DBSnapshotNotFound')) return undefined;
    throw error;
  }
}

export const handler = handlerOf(verifySnapshotSchema, verifySnapshot);
