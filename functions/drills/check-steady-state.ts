import * as z from 'zod';
import { gateDeepPage } from '#domain/deep-page.ts';
import { siteOrigin } from '#domain/layers/web-front.ts';
import { judgeDrillable, judgeSteadyDatabase, judgeSteadyWeb } from '#domain/steady-state.ts';
import { servingNodes } from '#domain/web-state.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { describeDatabase } from '../shared/database-state.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { askDeepPage } from '../shared/probe/ask-site.ts';
import { siteKey } from '../shared/probe/site-key.ts';
import { undoDeadline } from '../shared/runs/undo-deadline.ts';
import { describeWebState } from '../shared/web-state.ts';

const checkSteadyStateSchema = z.strictObject({
  run: runSchema,
  spec: siteSpecSchema,
  outputs: z.record(z.string(), z.string()),
});

/** A probe that has not heard the site by then is blocked: a cold start, the samples it needs, and patience. */
const PROBE_READY_WITHIN_MS = 2 * 60_000;

/**
 * Looks whether the site is in its steady state, so that a failover of its database can show anything, and remembers how
 * it was. Called by failover-drill before anything is recorded or done.
 */
async function checkSteadyState({ run, spec, outputs }: z.output<typeof checkSteadyStateSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  const { DatabaseIdentifier, GroupName = spec.web.group, TargetGroupArn, LoadBalancerDnsName } = outputs;
  const drillable = judgeDrillable(spec.database);
  if (drillable.action === 'refuse') return refusal(drillable.reason);
  if (!DatabaseIdentifier) return refusal('The site has no database that could fail over.');
  if (!TargetGroupArn || !LoadBalancerDnsName) return refusal('The site has no load balancer through which it could be asked.');
  const [database, web] = await Promise.all([describeDatabase(DatabaseIdentifier), describeWebState(GroupName, TargetGroupArn)]);
  for (const decision of [judgeSteadyDatabase(database), judgeSteadyWeb(web)]) {
    if (decision.action === 'refuse') return refusal(decision.reason);
  }
  const nowMs = Date.now();
  const origin = siteOrigin(spec, LoadBalancerDnsName);
  const page = await askDeepPage(origin, Math.floor(nowMs / 1_000), await siteKey(run.site, nowMs));
  if (page.status === 200 && !page.isAcknowledged) return refusal('The deep page answered 200 and did not say that it wrote the row.');
  const answered = gateDeepPage(spec, page);
  if (answered.action !== 'proceed') return refusal(answered.reason);
  if (page.writer === undefined) return refusal('The deep page does not name its writer, so nobody could see it move.');
  return {
    action: 'proceed',
    reason: `${answered.reason} ${servingNodes(web).length} nodes serve.`,
    databaseIdentifier: DatabaseIdentifier,
    group: GroupName,
    targetGroupArn: TargetGroupArn,
    origin,
    healthPath: spec.web.healthPath,
    probeReadyBy: new Date(nowMs + PROBE_READY_WITHIN_MS).toISOString(),
    undoDeadline: undoDeadline(run),
    before: {
      writer: page.writer,
      ...(page.writerZone === undefined ? {} : { writerZone: page.writerZone }),
      zone: database?.zone ?? '',
      secondaryZone: database?.secondaryZone ?? '',
      // The deep page calls a node by its instance id.
      nodes: servingNodes(web).map(({ instanceId }) => instanceId),
    },
  };
}

function refusal(reason: string) {
  logger.warn('The site is not in its steady state.', { reason });
  return { action: 'refuse', reason };
}

export const handler = handlerOf(checkSteadyStateSchema, checkSteadyState);
