import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { RunRecord } from '#events/run-record.ts';
import { s3 } from '../clients/s3.ts';
import { environmentOf } from '../environment.ts';
import { releaseLease } from '../ledger/lease.ts';
import { endRun } from '../ledger/runs.ts';
import { claimOnce } from '../ledger/seen.ts';
import { tellRun } from '../run-events.ts';

const environment = environmentOf('evidenceBucket');
/** As long as anything may still want to close the run again. */
const TOLD_REMEMBERED_SECONDS = 7 * 24 * 3_600;

/** Where a run's record lies in the evidence bucket. */
export const recordKeyOf = (record: Pick<RunRecord, 'site' | 'id'>): string => `runs/${record.site}/${record.id}/record.json`;

/**
 * Ends a run: its verdict, once; then the evidence, the lease and the event. Any part of it may be repeated by a retry, by
 * the recovery path and by the dead man; the record that came first stands, and is answered. `teller` names who ends it: the
 * retry of one that crashed tells what it could not, and anybody else leaves the telling to it.
 */
export async function finishRun(record: RunRecord, teller: string, nowMs: number): Promise<RunRecord> {
  const { record: final } = await endRun(record);
  await s3.send(
    new PutObjectCommand({
      Bucket: environment().evidenceBucket,
      Key: recordKeyOf(final),
      Body: JSON.stringify(final),
      ContentType: 'application/json',
    }),
  );
  await releaseLease(final.site, final.id);
  // The claim comes before the event, as two tellings would be two runs to whoever counts them; the record is the truth.
  if (await claimOnce(`told/${final.site}/${final.id}`, teller, TOLD_REMEMBERED_SECONDS, nowMs)) {
    await tellRun('Run Ended', final);
  }
  return final;
}
