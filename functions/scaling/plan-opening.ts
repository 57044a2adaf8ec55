import * as z from 'zod';
import { readyByMs, windowNamed } from '#domain/windows.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { describeGroup } from '../shared/group-facts.ts';
import { captureBaseline } from '../shared/ledger/baseline.ts';
import { handlerOf } from '../shared/middleware.ts';

const planOpeningSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, window: z.string() });

/** Targets that are not healthy this long after the hour will not become so by waiting. */
const PATIENCE_AFTER_HOUR_MS = 15 * 60_000;

/**
 * Captures the group's baseline, once a window, and says what the window asks of the group and by when.
 * Called by scale-site before it raises the group.
 */
async function planOpening({ run, spec, window: name }: z.output<typeof planOpeningSchema>) {
  const window = windowNamed(spec, name);
  const group = await describeGroup(spec.web.group);
  const baseline = await captureBaseline(spec.site, window.name, {
    min: group.MinSize ?? spec.web.min,
    max: group.MaxSize ?? spec.web.max,
    desired: group.DesiredCapacity ?? spec.web.min,
    capturedAt: new Date().toISOString(),
    runId: run.runId,
  });
  const hourMs = readyByMs(window, Date.parse(run.scheduledFor ?? run.startedAt));
  return {
    group: spec.web.group,
    min: window.min,
    // A person may have raised the group beyond the window; opening never takes capacity away.
    max: Math.max(window.max, group.MaxSize ?? 0),
    baseline,
    readyBy: new Date(hourMs).toISOString(),
    giveUpAt: new Date(hourMs + PATIENCE_AFTER_HOUR_MS).toISOString(),
  };
}

export const handler = handlerOf(planOpeningSchema, planOpening);
