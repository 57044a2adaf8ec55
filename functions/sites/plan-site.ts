import * as z from 'zod';
import { everyRefusal, judgeChanges } from '#domain/change-gates.ts';
import { withKeptImage } from '#domain/refresh-image.ts';
import { planSite as planWaves } from '#domain/site-plan.ts';
import { windowProblems } from '#domain/windows.ts';
import { dataLayersSchema } from '#events/execution-input.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { readKeptImage } from '../shared/ledger/kept-image.ts';
import { putSite, readSite } from '../shared/ledger/sites.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { judgeSpec } from '../shared/sites/judge-spec.ts';
import { describeLayerStacks } from '../shared/sites/layer-stacks.ts';
import { openWindows } from '../shared/sites/open-windows.ts';
import { planUpdates } from '../shared/sites/plan-updates.ts';

const planSiteSchema = z.strictObject({
  run: runSchema,
  spec: siteSpecSchema,
  replaceData: dataLayersSchema,
});

/**
 * Plans the waves in which a site's layers are built, and looks at every change of what stands before the first is made: a refusal
 * leaves the site untouched. Then it notes that the site is being provisioned, so that it can be taken down even if it never serves.
 * Called by provision-site.
 */
async function planSite({ spec, replaceData }: z.output<typeof planSiteSchema>) {
  const problems = windowProblems(spec);
  if (problems.length > 0) throw new InvalidInputError('The spec', problems);
  const nowMs = Date.now();
  const [known, stacks, image] = await Promise.all([readSite(spec.site), describeLayerStacks(spec.site), readKeptImage(spec.site)]);
  const open = known?.state === 'registered' ? await openWindows(known.spec, nowMs) : [];
  const steps = await planUpdates(withKeptImage(spec, image), stacks, open.length > 0);
  const standing = stacks.filter(({ status }) => status !== 'REVIEW_IN_PROGRESS').map(({ layer }) => layer);
  const decision = everyRefusal(judgeChanges(steps, { replaceData, standing }), await judgeSpec(spec, known?.spec, open));
  const waves = planWaves(spec).map((layers) => ({ layers }));
  const planned = waves.flatMap(({ layers }) => layers.map(({ layer }) => layer));
  const plan = { ...decision, waves, standing, leftAlone: standing.filter((layer) => !planned.includes(layer)) };
  logger.info('The site was planned.', { action: plan.action, reason: plan.reason, leftAlone: plan.leftAlone });
  // A site that serves keeps the spec by which it does until it serves by the new one.
  if (decision.action === 'refuse' || known?.state === 'registered') return plan;
  await putSite({ site: spec.site, state: 'provisioning', spec, outputs: {}, changedAt: new Date(nowMs).toISOString() });
  return plan;
}

export const handler = handlerOf(planSiteSchema, planSite);
