import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { putSite } from '../shared/ledger/sites.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';
import { putNativeActions } from '../shared/sites/native-actions.ts';
import { putWindowSchedules } from '../shared/sites/window-schedules.ts';

const registerSiteSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema });

/**
 * Registers a site that serves: its schedules, its group's own scheduled actions, then the row by which every later run
 * knows it. Called by provision-site; doing it again brings all of it up to date.
 */
async function registerSite({ spec }: z.output<typeof registerSiteSchema>) {
  const schedules = await putWindowSchedules(spec);
  const scheduledActions = await putNativeActions(spec);
  const outputs = outputsOf(await describeLayerStacks(spec.site));
  await putSite({ site: spec.site, state: 'registered', spec, outputs, changedAt: new Date().toISOString() });
  return { schedules, scheduledActions, outputs };
}

export const handler = handlerOf(registerSiteSchema, registerSite);
