import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { queryAll } from './query-all.ts';
import { expiryOf, ledgerTable } from './table.ts';

/** What one part of a run leaves for another to find: the probe is ready, is to stop, or the run is to be aborted. */
export const MARKS = ['probe-ready', 'probe-stop', 'aborted'] as const;
export type MarkName = (typeof MARKS)[number];

type MarkRow = { mark: MarkName; reason: string };

/** Sets a mark; setting it again says the same. */
export async function setMark(runId: string, mark: MarkName, reason: string, nowMs: number): Promise<void> {
  const row: MarkRow = { mark, reason };
  await ledgerDocument.send(
    new PutCommand({ TableName: ledgerTable(), Item: { pk: `RUN#${runId}`, sk: `MARK#${mark}`, ...row, expiresAt: expiryOf(nowMs) } }),
  );
}

/** The marks of a run with their reasons, in one call. */
export async function readMarks(runId: string): Promise<Partial<Record<MarkName, string>>> {
  const rows = await queryAll<MarkRow>(`RUN#${runId}`, 'MARK#');
  return Object.fromEntries(rows.map(({ mark, reason }) => [mark, reason]));
}
