import * as z from 'zod';
import { judgeOpening, verdictOfOpening } from '#domain/opening.ts';
import { healthyTargetIds } from '../shared/group-facts.ts';
import { handlerOf } from '../shared/middleware.ts';

const checkOpeningSchema = z.strictObject({
  targetGroupArn: z.string().min(1),
  neededTargets: z.number().int().min(1),
  readyBy: z.iso.datetime(),
  giveUpAt: z.iso.datetime(),
});

/** Counts the healthy targets of a window that is opening and says whether to wait on. Called by scale-site, in a bounded loop. */
async function checkOpening({ targetGroupArn, neededTargets, readyBy, giveUpAt }: z.output<typeof checkOpeningSchema>) {
  const healthyTargets = (await healthyTargetIds(targetGroupArn)).length;
  const nowMs = Date.now();
  const decision = judgeOpening({ healthyTargets, neededTargets, nowMs, giveUpMs: Date.parse(giveUpAt) });
  const readyAtMs = decision.action === 'ready' ? nowMs : undefined;
  return {
    ...decision,
    ...(decision.action === 'wait' ? {} : verdictOfOpening(healthyTargets, neededTargets, readyAtMs, Date.parse(readyBy))),
    objective: { healthyTargets: neededTargets, readyAt: readyBy },
    measured: { healthyTargets, readyAt: readyAtMs === undefined ? null : new Date(readyAtMs).toISOString() },
  };
}

export const handler = handlerOf(checkOpeningSchema, checkOpening);
