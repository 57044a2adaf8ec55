import * as z from 'zod';
import { planSite as planWaves } from '#domain/site-plan.ts';
import { windowProblems } from '#domain/windows.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { putSite, readSite } from '../shared/ledger/sites.ts';
import { handlerOf } from '../shared/middleware.ts';

const planSiteSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema });

/**
 * Plans the waves in which a site's layers are built, and notes that the site is being provisioned, so that it can be taken
 * down again even if it never serves. Called by provision-site before anything is made.
 */
async function planSite({ spec }: z.output<typeof planSiteSchema>) {
  const problems = windowProblems(spec);
  if (problems.length > 0) throw new InvalidInputError('The spec', problems);
  const known = await readSite(spec.site);
  await putSite({
    site: spec.site,
    // A site that serves goes on serving while its missing layers are built.
    state: known?.state ?? 'provisioning',
    spec,
    outputs: known?.outputs ?? {},
    changedAt: new Date().toISOString(),
  });
  return { waves: planWaves(spec).map((layers) => ({ layers })) };
}

export const handler = handlerOf(planSiteSchema, planSite);
