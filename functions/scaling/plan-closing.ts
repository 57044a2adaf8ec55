import * as z from 'zod';
import { windowNamed } from '#domain/windows.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { readBaseline } from '../shared/ledger/baseline.ts';
import { handlerOf } from '../shared/middleware.ts';

const planClosingSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, window: z.string() });

/** How long the load may keep a closed window's nodes before the run says so; well inside the run's lease. */
const PATIENCE_MS = 100 * 60_000;

/**
 * Finds the baseline to go back to: what the opening captured or, if the opening never ran, what the spec says.
 * Called by scale-site before it lowers the group.
 */
async function planClosing({ run, spec, window: name }: z.output<typeof planClosingSchema>) {
  const window = windowNamed(spec, name);
  const captured = await readBaseline(spec.site, window.name);
  const baseline = captured
    ? { min: captured.min, max: captured.max, desired: captured.desired }
    : { min: spec.web.min, max: spec.web.max, desired: spec.web.min };
  return {
    group: spec.web.group,
    baseline,
    isCaptured: captured !== undefined,
    giveUpAt: new Date(Date.parse(run.startedAt) + PATIENCE_MS).toISOString(),
  };
}

export const handler = handlerOf(planClosingSchema, planClosing);
