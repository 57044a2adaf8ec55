import * as z from 'zod';
import { bucketPlan } from '#domain/buckets.ts';
import { mayLiftProtection, planCompensation as planBack } from '#domain/compensation.ts';
import { RUN_TAG } from '#domain/glossary.ts';
import { databaseKind } from '#domain/layers/database.ts';
import { LAYER_RULES } from '#domain/layers/index.ts';
import { type Run, runSchema } from '#events/run.ts';
import { type SiteSpecOutput, siteSpecSchema } from '#events/site-spec.ts';
import { describeProtection } from '../shared/database-state.ts';
import { handlerOf } from '../shared/middleware.ts';
import { findBuckets } from '../shared/sites/layer-buckets.ts';
import { describeLayerStacks, type LayerStack } from '../shared/sites/layer-stacks.ts';

const planCompensationSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema });

/**
 * Finds the stacks that a failed run has made, by the run's tag on them, in the order in which they can be taken down. What
 * an earlier run had built stays. Called by provision-site's recovery path.
 */
async function planCompensation({ run, spec }: z.output<typeof planCompensationSchema>) {
  const stacks = await describeLayerStacks(run.site);
  const { take, keep } = planBack(
    stacks.map((stack) => ({ ...stack, madeBy: stack.tags[RUN_TAG] })),
    run,
  );
  const taken = take.flatMap((layer) => stacks.filter((stack) => stack.layer === layer));
  const buckets = await findBuckets(taken);
  const layers = await Promise.all(
    taken.map(async (stack) => ({
      layer: stack.layer,
      stackId: stack.stackId,
      waitSeconds: LAYER_RULES[stack.layer].waitSeconds,
      // Nobody but this run has put anything there.
      ...bucketPlan(buckets, stack.layer, true),
      ...(stack.layer === 'database' ? await protectionToLift(run, spec, stack) : {}),
    })),
  );
  const note = keep.map(({ layer, reason }) => ` Of what was made, ${layer} stays: ${reason}.`).join('');
  return { layers, note };
}

/** The database of a stack, if it is protected and this run may lift that. */
async function protectionToLift(
  run: Run,
  spec: SiteSpecOutput,
  stack: LayerStack,
): Promise<{ unprotect?: 'instance' | 'cluster'; databaseId?: string }> {
  const kind = spec.database ? databaseKind(spec.database) : 'instance';
  const databaseId = stack.outputs.DatabaseIdentifier ?? `${spec.site}-db`;
  const database = await describeProtection(kind, databaseId);
  if (!database?.isProtected) return {};
  const facts = { madeBy: stack.tags[RUN_TAG], stackCreatedAt: stack.createdAt, databaseCreatedAt: database.createdAt };
  return mayLiftProtection(facts, run) ? { unprotect: kind === 'instance' ? 'instance' : 'cluster', databaseId } : {};
}

export const handler = handlerOf(planCompensationSchema, planCompensation);
