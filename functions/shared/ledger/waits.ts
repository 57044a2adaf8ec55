import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { WaitCheck } from '#events/steps.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { queryAll } from './query-all.ts';
import { expiryOf, isConditionFailed, KEYS, ledgerTable } from './table.ts';

/** A task of a machine that waits for something outside. The token is a secret: it is never logged. */
export type WaitRow = { key: string; runId: string; site: string; token: string; check: WaitCheck };

/** A wait of ours ends within an hour or two; the row outlives it by far and then goes by itself. */
const KEPT_SECONDS = 7 * 24 * 3_600;

/** Stores a token under its key, and a pointer from its run. A later task of the same run on the same key takes the place of the old one. */
export async function putWait(wait: WaitRow, nowMs: number): Promise<void> {
  const expiresAt = expiryOf(nowMs, KEPT_SECONDS);
  // The pointer first: an abort that comes between the two finds nothing to fail, and the heartbeat ends the wait.
  await put({ ...KEYS.waitOfRun(wait.runId, wait.key), key: wait.key, expiresAt });
  await put({ ...KEYS.wait(wait.key, wait.runId), ...wait, expiresAt });
}

/** Who waits under a key. */
export async function waitsOf(key: string): Promise<WaitRow[]> {
  return queryAll<WaitRow>(`WAIT#${key}`, 'TOKEN#');
}

/** What a run waits for. */
export async function waitsOfRun(runId: string): Promise<WaitRow[]> {
  const pointers = await queryAll<{ key: string }>(`RUN#${runId}`, 'WAIT#');
  const waits = await Promise.all(pointers.map(({ key }) => waitsOf(key)));
  return waits.flat().filter((wait) => wait.runId === runId);
}

/** Forgets a wait that was completed, unless a newer task has taken its place. */
export async function removeWait({ key, runId, token }: WaitRow): Promise<void> {
  try {
    await ledgerDocument.send(
      new DeleteCommand({
        TableName: ledgerTable(),
        Key: KEYS.wait(key, runId),
        ConditionExpression: '#token = :token',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': token },
      }),
    );
    await ledgerDocument.send(new DeleteCommand({ TableName: ledgerTable(), Key: KEYS.waitOfRun(runId, key) }));
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}

async function put(item: Record<string, unknown>): Promise<void> {
  await ledgerDocument.send(new PutCommand({ TableName: ledgerTable(), Item: item }));
}
