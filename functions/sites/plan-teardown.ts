import * as z from 'zod';
import { bucketPlan, judgeBuckets } from '#domain/buckets.ts';
import { databaseKind } from '#domain/layers/database.ts';
import { planTeardown as planWaves } from '#domain/site-plan.ts';
import { judgeProtection, planSnapshot } from '#domain/teardown.ts';
import { REQUEST_SCHEMAS } from '#events/execution-input.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { describeProtection } from '../shared/database-state.ts';
import { handlerOf } from '../shared/middleware.ts';
import { countObjects, findBuckets } from '../shared/sites/layer-buckets.ts';
import { describeLayerStacks } from '../shared/sites/layer-stacks.ts';

const planTeardownSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, request: REQUEST_SCHEMAS['teardown-site'] });

/**
 * Finds what there is to take down: the stacks, in the reverse order of their building, and the database of which a final
 * snapshot is wanted; says no to a database that is protected and to buckets that hold something. Called by teardown-site; a run that
 * resumes finds less.
 */
async function planTeardown({ run, spec, request }: z.output<typeof planTeardownSchema>) {
  const found = await describeLayerStacks(spec.site);
  const stacks = new Map(found.map((stack) => [stack.layer, stack]));
  const kind = spec.database ? databaseKind(spec.database) : 'instance';
  const databaseId = stacks.get('database')?.outputs.DatabaseIdentifier ?? `${spec.site}-db`;
  const [database, buckets] = await Promise.all([describeProtection(kind, databaseId), findBuckets(found)]);
  const held = await Promise.all(buckets.map(countObjects));
  const emptyBuckets = request.emptyBuckets ?? false;
  const decisions = [judgeProtection(database?.isProtected ?? false, databaseId, request.unprotect), judgeBuckets(held, emptyBuckets)];
  const refused = decisions.filter(({ action }) => action === 'refuse');
  const unprotect = database?.isProtected ? { unprotect: kind === 'instance' ? 'instance' : 'cluster', databaseId } : {};
  const waves = planWaves(spec.site).map((wave) => ({
    layers: wave.flatMap(({ layer, waitSeconds }) => {
      const stack = stacks.get(layer);
      if (stack === undefined) return [];
      const what = { layer, stackId: stack.stackId, waitSeconds, ...bucketPlan(buckets, layer, emptyBuckets) };
      return [layer === 'database' ? { ...what, ...unprotect } : what];
    }),
  }));
  return {
    action: refused.length > 0 ? 'refuse' : 'proceed',
    reason: (refused.length > 0 ? refused : decisions).map(({ reason }) => reason).join(' '),
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
