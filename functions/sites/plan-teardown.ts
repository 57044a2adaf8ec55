import * as z from 'zod';
import { planTeardown as planWaves } from '#domain/site-plan.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { describeDatabase } from '../shared/database-state.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks } from '../shared/sites/layer-stacks.ts';

const planTeardownSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema });

/**
 * Finds what there is to take down: the stacks, in the reverse order of their building, and the database of which a final
 * snapshot is wanted. Called by teardown-site; a run that resumes finds less.
 */
async function planTeardown({ run, spec }: z.output<typeof planTeardownSchema>) {
  const stacks = new Map((await describeLayerStacks(spec.site)).map((stack) => [stack.layer, stack]));
  const databaseId = stacks.get('database')?.outputs.DatabaseIdentifier ?? `${spec.site}-db`;
  const database = await describeDatabase(databaseId);
  const waves = planWaves(spec.site).map((wave) => ({
    layers: wave.flatMap(({ layer, waitSeconds }) => {
      const stack = stacks.get(layer);
      return stack ? [{ layer, stackId: stack.stackId, waitSeconds }] : [];
    }),
  }));
  return {
    waves: waves.filter(({ layers }) => layers.length > 0),
    // One snapshot a run: a retry of the same step finds its own.
    snapshot: { action: database === undefined ? 'none' : 'take', databaseId, snapshotId: `nines-${spec.site}-final-${run.seed}` },
  };
}

export const handler = handlerOf(planTeardownSchema, planTeardown);
