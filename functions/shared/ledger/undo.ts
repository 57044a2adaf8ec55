import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Undo } from '#events/steps.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { queryAll } from './query-all.ts';
import { expiryOf, isConditionFailed, KEYS, ledgerTable } from './table.ts';

/** An undo is open until it was verified to be unneeded (cleared) or was run (done). */
export type UndoRow = { undoId: string; undo: Undo; deadline: string; state: 'open' | 'cleared' | 'done' };

/** Records an undo before the act. A retry writes the same row again; one that was cleared or run stays so. */
export async function recordUndo(runId: string, row: Omit<UndoRow, 'state'>, nowMs: number): Promise<void> {
  await ledgerDocument.send(
    new PutCommand({
      TableName: ledgerTable(),
      Item: { ...KEYS.undo(runId, row.undoId), ...row, state: 'open', expiresAt: expiryOf(nowMs) },
      ConditionExpression: 'attribute_not_exists(pk) OR #state = :open',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':open': 'open' },
    }),
  );
}

/** The undos of a run that are still open. */
export async function openUndos(runId: string): Promise<UndoRow[]> {
  const rows = await queryAll<UndoRow>(`RUN#${runId}`, 'UNDO#');
  return rows.filter(({ state }) => state === 'open');
}

/** Closes an open undo; answers whether this call closed it. */
export async function closeUndo(runId: string, undoId: string, state: 'cleared' | 'done'): Promise<boolean> {
  try {
    await ledgerDocument.send(
      new UpdateCommand({
        TableName: ledgerTable(),
        Key: KEYS.undo(runId, undoId),
        UpdateExpression: 'SET #state = :state',
        ConditionExpression: '#state = :open',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': state, ':open': 'open' },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
