import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { handlerOf } from '../shared/middleware.ts';
import { deleteNativeActions } from '../shared/sites/native-actions.ts';
import { deleteWindowSchedules } from '../shared/sites/window-schedules.ts';

const stopSchedulesSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema });

/** Stops the calendar of a site, so that nothing scales it while it is taken down. Called by teardown-site, first of all. */
async function stopSchedules({ spec }: z.output<typeof stopSchedulesSchema>) {
  return { schedules: await deleteWindowSchedules(spec), scheduledActions: await deleteNativeActions(spec) };
}

export const handler = handlerOf(stopSchedulesSchema, stopSchedules);
