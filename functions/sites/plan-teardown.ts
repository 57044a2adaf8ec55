import * as z from 'zod';
import { databaseKind } from '#domain/layers/database.ts';
import { planTeardown as planWaves } from '#domain/site-plan.ts';
import { judgeProtection, planSnapshot } from '#domain/teardown.ts';
import { REQUEST_SCHEMAS } from '#events/execution-input.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { describeProtection } from '../shared/database-state.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks } from '../shared/sites/layer-stacks.ts';

const planTeardownSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, request: REQUEST_SCHEMAS['teardown-site'] });

/**
 * Finds what there is to take down: the stacks, in the reverse order of their building, and the database of which a final
 * snapshot is wanted; says no to a database that is protected. Called by teardown-site; a run that resumes finds less.
 */
async function planTeardown({ run, spec, request }: z.output<typeof planTeardownSchema>) {
  const stacks = new Map((await describeLayerStacks(spec.site)).map((stack) => [stack.layer, stack]));
  const databaseId = stacks.get('database')?.outputs.DatabaseIdentifier ?? `${spec.site}-db`;
  const database = await describeProtection(spec.database ? databaseKind(spec.database) : 'instance', databaseId);
  const isProtected = database?.isProtected ?? false;
  const waves = planWaves(spec.site).map((wave) => ({
    layers: wave.flatMap(({ layer, waitSeconds }) => {
      const stack = stacks.get(layer);
      return stack ? [{ layer, stackId: stack.stackId, waitSeconds }] : [];
    }),
  }));
  return {
    ...judgeProtection(isProtected, databaseId, request.unprotect),
    isProtected,
    waves: waves.filter(({ layers }) => layers.length > 0),
    snapshot: planSnapshot(spec.database, {
      exists: database !== undefined,
      databaseId,
      // One snapshot a run: a retry of the same step finds its own.
      snapshotId: `nines-${spec.site}-final-${run.seed}`,
    }),
  };
}

export const handler = handlerOf(planTeardownSchema, planTeardown);
