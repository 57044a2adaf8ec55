import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { readRow } from './read-row.ts';
import { isConditionFailed, KEYS, ledgerTable } from './table.ts';

/** The size of a group before a window changed it. */
export type Baseline = { min: number; max: number; desired: number; capturedAt: string; runId: string };

/**
 * Captures a baseline unless there is one: a second opening must not take the opened size for the baseline. Answers the
 * one that is in force.
 */
export async function captureBaseline(site: string, window: string, baseline: Baseline): Promise<Baseline> {
  try {
    await ledgerDocument.send(
      new PutCommand({
        TableName: ledgerTable(),
        Item: { ...KEYS.baseline(site, window), ...baseline },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return baseline;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return (await readBaseline(site, window)) ?? baseline;
  }
}

export async function readBaseline(site: string, window: string): Promise<Baseline | undefined> {
  return readRow<Baseline>(KEYS.baseline(site, window));
}

/** Gives a captured baseline the limits to which an open window is to close; where none is captured nothing happens. */
export async function moveBaseline(site: string, window: string, { min, max }: Pick<Baseline, 'min' | 'max'>): Promise<boolean> {
  const baseline = await readBaseline(site, window);
  if (baseline === undefined) return false;
  const desired = Math.min(Math.max(baseline.desired, min), max);
  try {
    await ledgerDocument.send(
      new UpdateCommand({
        TableName: ledgerTable(),
        Key: KEYS.baseline(site, window),
        UpdateExpression: 'SET #min = :min, #max = :max, desired = :desired',
        // It may have been put back in force and forgotten since it was read.
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#min': 'min', '#max': 'max' },
        ExpressionAttributeValues: { ':min': min, ':max': max, ':desired': desired },
      }),
    );
    return true;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return false;
  }
}

/** Forgets a baseline that is back in force. */
export async function clearBaseline(site: string, window: string): Promise<void> {
  await ledgerDocument.send(new DeleteCommand({ TableName: ledgerTable(), Key: KEYS.baseline(site, window) }));
}
