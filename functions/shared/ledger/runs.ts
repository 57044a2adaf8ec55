import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Run } from '#events/run.ts';
import type { RunRecord } from '#events/run-record.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { queryAll } from './query-all.ts';
import { readRow } from './read-row.ts';
import { expiryOf, isConditionFailed, KEYS, ledgerTable } from './table.ts';

/** A run in the ledger: open while it has no verdict. */
export type RunRow = Run & { executionArn: string } & Partial<
    Pick<RunRecord, 'endedAt' | 'verdict' | 'reason' | 'objective' | 'measured' | 'details'>
  >;

/** Writes a run that starts. A retry of the same execution finds its own row and gets it back; another execution's is an error. */
export async function openRun(run: RunRow, nowMs: number): Promise<RunRow> {
  try {
    await ledgerDocument.send(
      new PutCommand({
        TableName: ledgerTable(),
        Item: { ...KEYS.run(run.site, run.runId), ...run, expiresAt: expiryOf(nowMs) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return run;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const existing = await readRun(run.site, run.runId);
    if (existing?.executionArn === run.executionArn) return existing;
    throw error;
  }
}

/** Gives a run its verdict, once. Whoever comes later gets the record that is there already. */
export async function endRun(record: RunRecord): Promise<{ first: boolean; record: RunRecord }> {
  const { endedAt, verdict, reason, objective, measured, details = null } = record;
  try {
    await ledgerDocument.send(
      new UpdateCommand({
        TableName: ledgerTable(),
        Key: KEYS.run(record.site, record.id),
        UpdateExpression:
          'SET endedAt = :endedAt, verdict = :verdict, reason = :reason, objective = :objective, measured = :measured, details = :details',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(verdict)',
        ExpressionAttributeValues: {
          ':endedAt': endedAt,
          ':verdict': verdict,
          ':reason': reason,
          ':objective': objective,
          ':measured': measured,
          ':details': details,
        },
      }),
    );
    return { first: true, record };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const existing = await readRun(record.site, record.id);
    const ended = existing && recordOf(existing);
    if (ended) return { first: false, record: ended };
    throw error;
  }
}

export async function readRun(site: string, runId: string): Promise<RunRow | undefined> {
  return readRow<RunRow>(KEYS.run(site, runId));
}

/** The runs of a site that the ledger keeps, the latest first. */
export async function listRuns(site: string): Promise<RunRow[]> {
  const runs = await queryAll<RunRow>(`SITE#${site}`, 'RUN#');
  return runs.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}

/** The record of a run that has ended, else undefined. */
export function recordOf(row: RunRow): RunRecord | undefined {
  const { runId: id, kind, site, mode, trigger, startedAt, endedAt, verdict, reason, objective = {}, measured = {}, details } = row;
  if (!endedAt || !verdict || !reason) return undefined;
  return { id, kind, site, mode, trigger, startedAt, endedAt, verdict, reason, objective, measured, ...(details ? { details } : {}) };
}
