import * as z from 'zod';
import { driftText, judgeDrift } from '#domain/drift.ts';
import { siteNameSchema } from '#events/run.ts';
import { MissingError } from '../shared/errors.ts';
import { readSite } from '../shared/ledger/sites.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { findDrift } from '../shared/sites/find-drift.ts';
import { describeLayerStacks } from '../shared/sites/layer-stacks.ts';
import { openWindows } from '../shared/sites/open-windows.ts';

const detectDriftSchema = z.strictObject({ site: siteNameSchema, patienceSeconds: z.number().int().min(1).max(90).default(90) });

/**
 * Finds what somebody has changed of a site by hand, without what Nines, the calendar and AWS change themselves. It changes nothing.
 * Called by provision-site before it changes a site, and by the door of `GET /sites/{site}/drift`, which waits for the answer.
 */
async function detectDrift({ site, patienceSeconds }: z.output<typeof detectDriftSchema>) {
  const row = await readSite(site);
  if (row === undefined) throw new MissingError(`There is no site ${site}.`);
  const open = await openWindows(row.spec, Date.now());
  const { found, notKnown } = await findDrift(await describeLayerStacks(site), patienceSeconds * 1_000);
  const { min, max } = row.spec.web;
  const { drift, ours } = judgeDrift(found, { isWindowOpen: open.length > 0, min, max });
  const reason = driftText(drift, notKnown);
  logger.info('The drift of a site was looked at.', { site, reason, ours: ours.length });
  return { site, drift, ours, notKnown, reason };
}

export const handler = handlerOf(detectDriftSchema, detectDrift);
