import * as z from 'zod';
import { RUN_TAG } from '#domain/glossary.ts';
import { planTeardown } from '#domain/site-plan.ts';
import { runSchema } from '#events/run.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks, type LayerStack } from '../shared/sites/layer-stacks.ts';

const planCompensationSchema = z.strictObject({ run: runSchema });

/**
 * Finds the stacks that a failed run has made, by the run's tag on them, in the order in which they can be taken down. What
 * an earlier run had built stays. Called by provision-site's recovery path.
 */
async function planCompensation({ run }: z.output<typeof planCompensationSchema>) {
  const stacks = await describeLayerStacks(run.site);
  // A stack that was never executed has no tags yet, and holds nothing: whoever left it, it may go.
  const isOurs = ({ status, tags }: LayerStack) => status === 'REVIEW_IN_PROGRESS' || tags[RUN_TAG] === run.runId;
  const made = new Map(stacks.filter(isOurs).map((stack) => [stack.layer, stack]));
  const layers = planTeardown(run.site)
    .flat()
    .flatMap(({ layer, waitSeconds }) => {
      const stack = made.get(layer);
      return stack ? [{ layer, stackId: stack.stackId, waitSeconds }] : [];
    });
  return { layers };
}

export const handler = handlerOf(planCompensationSchema, planCompensation);
