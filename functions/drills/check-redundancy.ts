import * as z from 'zod';
import { judgeRedundancy } from '#domain/failover-gates.ts';
import { beforeFailoverSchema } from '#events/probe.ts';
import { runSchema } from '#events/run.ts';
import { describeDatabase } from '../shared/database-state.ts';
import { handlerOf } from '../shared/middleware.ts';
import { assertNotAborted } from '../shared/runs/standing.ts';

const checkRedundancySchema = z.strictObject({
  run: runSchema,
  databaseIdentifier: z.string().min(1),
  before: beforeFailoverSchema,
  rebootedAt: z.iso.datetime(),
});

/** Looks whether the database has its standby back. Called by failover-drill, in a loop that the domain's patience bounds. */
async function checkRedundancy({ run, databaseIdentifier, before, rebootedAt }: z.output<typeof checkRedundancySchema>) {
  await assertNotAborted(run.runId);
  return judgeRedundancy(await describeDatabase(databaseIdentifier), before, Date.parse(rebootedAt), Date.now());
}

export const handler = handlerOf(checkRedundancySchema, checkRedundancy);
