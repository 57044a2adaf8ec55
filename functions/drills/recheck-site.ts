import * as z from 'zod';
import { recheckSite as recheck } from '#domain/failover-gates.ts';
import { beforeFailoverSchema } from '#events/probe.ts';
import { runSchema } from '#events/run.ts';
import { describeDatabase } from '../shared/database-state.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { assertNotAborted, confirmLease } from '../shared/runs/standing.ts';
import { describeWebState } from '../shared/web-state.ts';

const recheckSiteSchema = z.strictObject({
  run: runSchema,
  databaseIdentifier: z.string().min(1),
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
  before: beforeFailoverSchema,
});

/**
 * The last gate before the reboot: lever, lease, and the site as AWS sees it now. Only after its audit line is written does
 * it say yes. Called by failover-drill.
 */
async function recheckSite({ run, databaseIdentifier, group, targetGroupArn, before }: z.output<typeof recheckSiteSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  await assertNotAborted(run.runId);
  const nowMs = Date.now();
  const lease = await confirmLease(run, nowMs);
  if (lease.action === 'refuse') return lease;
  const [web, database] = await Promise.all([describeWebState(group, targetGroupArn), describeDatabase(databaseIdentifier)]);
  const decision = recheck(web, database, before);
  if (decision.action === 'refuse') {
    logger.warn('The database is not rebooted.', { reason: decision.reason });
    return decision;
  }
  const { runId, site, trigger } = run;
  await writeAudit(runId, { what: `reboot ${databaseIdentifier} with failover`, who: trigger.who, reason: decision.reason, site }, nowMs);
  return decision;
}

export const handler = handlerOf(recheckSiteSchema, recheckSite);
