import type * as z from 'zod';
import { closeRunSchema } from '#events/steps.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { finishRun } from '../shared/runs/finish-run.ts';

/**
 * Ends a run with its verdict, as the last step of every machine and of every recovery path: record, evidence, lease, event.
 * If the run has a verdict already, that one is answered.
 */
async function closeRun({ run, verdict, reason, objective, measured, details }: z.output<typeof closeRunSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  const nowMs = Date.now();
  const { runId: id, kind, site, mode, trigger, startedAt } = run;
  const record = await finishRun(
    {
      id,
      kind,
      site,
      mode,
      trigger,
      startedAt,
      endedAt: new Date(nowMs).toISOString(),
      verdict,
      reason,
      objective,
      measured,
      ...(details ? { details } : {}),
    },
    'close-run',
    nowMs,
  );
  logger.info('The run has ended.', { verdict: record.verdict, reason: record.reason });
  return record;
}

export const handler = handlerOf(closeRunSchema, closeRun);
