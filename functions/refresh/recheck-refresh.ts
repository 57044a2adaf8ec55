import * as z from 'zod';
import { desiredConfiguration } from '#domain/refresh-plan.ts';
import { judgeSteadyWeb } from '#domain/steady-state.ts';
import { runSchema } from '#events/run.ts';
import { describeGroup } from '../shared/group-facts.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { templateOfGroup } from '../shared/refresh/group-template.ts';
import { assertNotAborted, confirmLease } from '../shared/runs/standing.ts';
import { describeWebState } from '../shared/web-state.ts';

const recheckRefreshSchema = z.strictObject({
  run: runSchema,
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
  /** What the plan was made upon, and what is to come in its place. */
  template: z.strictObject({ id: z.string().min(1), version: z.string().min(1) }),
  version: z.string().min(1),
});

/**
 * The last gate before the group is changed: lever, lease, a steady site, and the template that the plan was made upon. Only after
 * its audit line is written does it say yes. Called by refresh-site.
 */
async function recheckRefresh({ run, group: name, targetGroupArn, template, version }: z.output<typeof recheckRefreshSchema>) {
  const { runId, site, trigger } = run;
  logger.appendKeys({ runId, kind: run.kind, site });
  await assertNotAborted(runId);
  const nowMs = Date.now();
  const lease = await confirmLease(run, nowMs);
  if (lease.action === 'refuse') return lease;
  const [group, web] = await Promise.all([describeGroup(name), describeWebState(name, targetGroupArn)]);
  const present = templateOfGroup(group);
  if (present.id !== template.id || present.version !== template.version)
    return {
      action: 'refuse' as const,
      reason: `The group launches version ${present.version} of its template now, not ${template.version}.`,
    };
  const steady = judgeSteadyWeb(web);
  if (steady.action === 'refuse') {
    logger.warn('The act is not taken.', { reason: steady.reason });
    return steady;
  }
  const what = `refresh ${name} from version ${template.version} of its template to ${version}`;
  await writeAudit(runId, { what, who: trigger.who, reason: steady.reason, site, details: { group: name } }, nowMs);
  return { ...steady, desiredConfiguration: desiredConfiguration(group, { id: template.id, version }) };
}

export const handler = handlerOf(recheckRefreshSchema, recheckRefresh);
