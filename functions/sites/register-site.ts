import * as z from 'zod';
import type { SiteSpec } from '#domain/site-spec.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { moveBaseline } from '../shared/ledger/baseline.ts';
import { putSite, readSite } from '../shared/ledger/sites.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';
import { deleteNativeActions, putNativeActions } from '../shared/sites/native-actions.ts';
import { stockPage } from '../shared/sites/stock.ts';
import { deleteWindowSchedules, putWindowSchedules } from '../shared/sites/window-schedules.ts';

const registerSiteSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema });

/**
 * Registers a site that serves: its schedules, its group's own scheduled actions, then the row by which every later run
 * knows it. Called by provision-site; doing it again brings all of it up to date, and takes away what the spec has dropped.
 */
async function registerSite({ spec }: z.output<typeof registerSiteSchema>) {
  const schedules = await putWindowSchedules(spec);
  const scheduledActions = await putNativeActions(spec);
  const before = (await readSite(spec.site))?.spec;
  if (before) await followSpec(before, spec);
  const outputs = outputsOf(await describeLayerStacks(spec.site));
  await putSite({ site: spec.site, state: 'registered', spec, outputs, changedAt: new Date().toISOString() });
  // Last of all: a run that takes back what it made could not delete a bucket that holds something.
  await stockPage(outputs.PageBucketName);
  return { schedules, scheduledActions, outputs };
}

/** What the earlier spec set and this one does not. A window that is open closes to the limits of the new spec. */
async function followSpec(before: SiteSpec, spec: SiteSpec): Promise<void> {
  await deleteWindowSchedules(before, spec);
  await deleteNativeActions({ ...before, web: spec.web }, spec);
  if (before.web.min === spec.web.min && before.web.max === spec.web.max) return;
  for (const { name } of spec.windows) await moveBaseline(spec.site, name, spec.web);
}

export const handler = handlerOf(registerSiteSchema, registerSite);
