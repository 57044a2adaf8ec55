import * as z from 'zod';
import { chooseVictims as choose } from '#domain/victims.ts';
import { runSchema } from '#events/run.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { undoDeadline } from '../shared/runs/undo-deadline.ts';
import { describeWebState } from '../shared/web-state.ts';

const chooseVictimsSchema = z.strictObject({
  run: runSchema,
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
  count: z.number().int().min(1),
});

/**
 * Looks whether the site is in its steady state and draws the nodes that the experiment takes, each with its reason.
 * Called by chaos-experiment before anything is recorded or done.
 */
async function chooseVictims({ run, group, targetGroupArn, count }: z.output<typeof chooseVictimsSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  const web = await describeWebState(group, targetGroupArn);
  const choice = choose(web, count, run.seed);
  if (choice.action === 'refuse') logger.warn('No victim is chosen.', { reason: choice.reason });
  return { ...choice, undoDeadline: undoDeadline(run) };
}

export const handler = handlerOf(chooseVictimsSchema, chooseVictims);
