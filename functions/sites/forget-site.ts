import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { clearBaseline } from '../shared/ledger/baseline.ts';
import { forgetImage } from '../shared/ledger/kept-image.ts';
import { readSite, removeSite } from '../shared/ledger/sites.ts';
import { handlerOf } from '../shared/middleware.ts';

const forgetSiteSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, unlessRegistered: z.boolean().default(false) });

/**
 * Takes a site out of the register when it is gone; its runs stay. Called by teardown-site, and by a provisioning that took
 * back what it made, for which a site that has served before stays as it is.
 */
async function forgetSite({ spec, unlessRegistered }: z.output<typeof forgetSiteSchema>) {
  if (unlessRegistered && (await readSite(spec.site))?.state === 'registered') return { forgotten: false };
  for (const { name } of spec.windows) await clearBaseline(spec.site, name);
  await forgetImage(spec.site);
  await removeSite(spec.site);
  return { forgotten: true };
}

export const handler = handlerOf(forgetSiteSchema, forgetSite);
