import type * as z from 'zod';
import { holdTokenSchema } from '#events/steps.ts';
import { putWait } from '../shared/ledger/waits.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { completeWait } from '../shared/waits/complete-wait.ts';
import { describeWait } from '../shared/waits/describe-wait.ts';

/**
 * Holds the token of a waiting task, and then describes once what it waits for: an event that came before the token was
 * stored is not lost. Invoked by every machine through `.waitForTaskToken`.
 */
async function holdToken({ token, key, run, check = {} }: z.output<typeof holdTokenSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  const wait = { key, runId: run.runId, site: run.site, token, check };
  await putWait(wait, Date.now());
  const outcome = await describeWait(key, check);
  const completed = await completeWait(wait, outcome);
  logger.info(completed ? 'It has happened already.' : 'The token is held.', { key, state: outcome.state });
  return { completed };
}

export const handler = handlerOf(holdTokenSchema, holdToken);
