import * as z from 'zod';
import { recheckFloor as recheck } from '#domain/victims.ts';
import { runSchema } from '#events/run.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { assertNotAborted, confirmLease } from '../shared/runs/standing.ts';
import { describeWebState } from '../shared/web-state.ts';

const recheckFloorSchema = z.strictObject({
  run: runSchema,
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
  victimIds: z.array(z.string().min(1)),
  floor: z.number().int().min(1),
});

/**
 * The last gate before the act: lever, lease, and the floor without the victims as AWS sees it now. Only after its audit
 * line is written does it say yes. Called by chaos-experiment.
 */
async function recheckFloor({ run, group, targetGroupArn, victimIds, floor }: z.output<typeof recheckFloorSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  await assertNotAborted(run.runId);
  const nowMs = Date.now();
  const lease = await confirmLease(run, nowMs);
  if (lease.action === 'refuse') return lease;
  const decision = recheck(await describeWebState(group, targetGroupArn), victimIds, floor);
  if (decision.action === 'refuse') {
    logger.warn('The act is not taken.', { reason: decision.reason });
    return decision;
  }
  const { runId, site, trigger } = run;
  await writeAudit(
    runId,
    { what: `terminate ${victimIds.join(', ')}`, who: trigger.who, reason: decision.reason, site, details: { group } },
    nowMs,
  );
  return decision;
}

export const handler = handlerOf(recheckFloorSchema, recheckFloor);
