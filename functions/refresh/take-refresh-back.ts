import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { takeRefreshBack as takeBack } from '../shared/refresh/take-refresh-back.ts';

const takeRefreshBackSchema = z.strictObject({
  run: runSchema,
  group: z.string().min(1),
  launchTemplateId: z.string().min(1),
  version: z.string().min(1),
  reason: z.string().min(1),
});

/** Rolls back the refresh of a run that is to stop, or stops it where that cannot be. Called by refresh-site, which waits for the end. */
async function takeRefreshBack({ run, reason, ...brought }: z.output<typeof takeRefreshBackSchema>) {
  const { runId, site } = run;
  logger.appendKeys({ runId, kind: run.kind, site });
  await writeAudit(runId, { what: `take the refresh of ${brought.group} back`, who: 'refresh-site', reason, site }, Date.now());
  const done = await takeBack(brought);
  logger.warn('The refresh is taken back.', { reason, done });
  return { done };
}

export const handler = handlerOf(takeRefreshBackSchema, takeRefreshBack);
