import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { setMark } from '../shared/ledger/marks.ts';
import { handlerOf } from '../shared/middleware.ts';

const stopProbeSchema = z.strictObject({ run: runSchema, reason: z.string().min(1) });

/** Leaves the mark at which the probe stops, reads back its numbers and completes its token. Called by failover-drill. */
async function stopProbe({ run, reason }: z.output<typeof stopProbeSchema>) {
  await setMark(run.runId, 'probe-stop', reason, Date.now());
  return { reason };
}

export const handler = handlerOf(stopProbeSchema, stopProbe);
