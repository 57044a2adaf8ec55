import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RunKind } from '#domain/glossary.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { readRow } from './read-row.ts';
import { isConditionFailed, KEYS, ledgerTable } from './table.ts';

/** Who may disturb a site, and until when; one row a site, so one disruptive run a site. */
export type Lease = { holder: string; kind: RunKind; untilMs: number };

/**
 * Takes the lease of a site if it is free, expired, or ours already (a retry of this very step). Answers the lease that
 * is in force: ours, or the other's.
 */
export async function takeLease(site: string, lease: Lease, nowMs: number): Promise<{ taken: boolean; lease: Lease }> {
  try {
    await ledgerDocument.send(
      new PutCommand({
        TableName: ledgerTable(),
        Item: { ...KEYS.lease(site), ...lease },
        ConditionExpression: 'attribute_not_exists(pk) OR untilMs <= :now OR holder = :holder',
        ExpressionAttributeValues: { ':now': nowMs, ':holder': lease.holder },
      }),
    );
    return { taken: true, lease };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    // It may have been released since; then the caller is refused this once, which is the safe side.
    return { taken: false, lease: (await readLease(site)) ?? { ...lease, holder: 'another run' } };
  }
}

/** The lease of a site, expired or not. */
export async function readLease(site: string): Promise<Lease | undefined> {
  return readRow<Lease>(KEYS.lease(site));
}

/** Releases the lease if this run holds it. Somebody else's is left alone. */
export async function releaseLease(site: string, holder: string): Promise<void> {
  try {
    await ledgerDocument.send(
      new DeleteCommand({
        TableName: ledgerTable(),
        Key: KEYS.lease(site),
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeValues: { ':holder': holder },
      }),
    );
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}
