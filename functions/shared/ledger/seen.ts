import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { expiryOf, isConditionFailed, KEYS, ledgerTable } from './table.ts';

/**
 * Claims an id for an owner, once: true for the first owner and for its own retries, false for anybody else. The row is
 * kept for as long as the same id could come again.
 */
export async function claimOnce(id: string, owner: string, keptSeconds: number, nowMs: number): Promise<boolean> {
  try {
    await ledgerDocument.send(
      new PutCommand({
        TableName: ledgerTable(),
        Item: { ...KEYS.seen(id), owner, expiresAt: expiryOf(nowMs, keptSeconds) },
        ConditionExpression: 'attribute_not_exists(pk) OR #owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
