import * as z from 'zod';
import { judgeProbe } from '#domain/failover-gates.ts';
import { runSchema } from '#events/run.ts';
import { readMarks } from '../shared/ledger/marks.ts';
import { handlerOf } from '../shared/middleware.ts';

const checkProbeSchema = z.strictObject({ run: runSchema, readyBy: z.iso.datetime() });

/** Looks whether the probe has heard the site well enough to begin. Called by failover-drill, in a loop that `readyBy` bounds. */
async function checkProbe({ run, readyBy }: z.output<typeof checkProbeSchema>) {
  const marks = await readMarks(run.runId);
  return judgeProbe(marks['probe-ready'] !== undefined, Date.now(), Date.parse(readyBy));
}

export const handler = handlerOf(checkProbeSchema, checkProbe);
