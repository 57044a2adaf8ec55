import * as z from 'zod';
import { databaseGivenUp, judgeChange } from '#domain/change-gates.ts';
import { LAYERS } from '#domain/glossary.ts';
import { stackNameOf } from '#domain/site-plan.ts';
import { replacedPrefix } from '#domain/snapshot.ts';
import { dataLayersSchema } from '#events/execution-input.ts';
import { runSchema } from '#events/run.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks } from '../shared/sites/layer-stacks.ts';
import { readChangeSet } from '../shared/sites/read-change-set.ts';

const judgeChangeSetSchema = z.strictObject({
  run: runSchema,
  layer: z.enum(LAYERS),
  changeSetName: z.string().min(1),
  replaceData: dataLayersSchema,
});

/**
 * Reads the change set of one layer and says whether it may be executed: data and what others stand in are refused. Called by
 * build-layer until CloudFormation has made the set.
 */
async function judgeChangeSet({ run, layer, changeSetName, replaceData }: z.output<typeof judgeChangeSetSchema>) {
  const target = { StackName: stackNameOf(run.site, layer), ChangeSetName: changeSetName };
  const { status, stackId, step } = await readChangeSet(target, layer);
  if (status !== 'ready') return { action: status, reason: step.reason, stackId };
  const stacks = await describeLayerStacks(run.site);
  const standing = stacks.map((stack) => stack.layer);
  const decision = judgeChange(step, { replaceData, standing });
  logger.info('A change set was judged.', { layer, ...decision });
  if (decision.action === 'refuse') return { ...decision, stackId };
  const kind = databaseGivenUp(step);
  const databaseId = stacks.find((stack) => stack.layer === layer)?.outputs.DatabaseIdentifier ?? `${run.site}-db`;
  // One snapshot a run: a retry of the same step finds its own.
  const lastSnapshot = kind && { kind, databaseId, snapshotId: `${replacedPrefix(run.site)}${run.seed}` };
  return { action: 'execute', reason: decision.reason, stackId, ...(lastSnapshot ? { lastSnapshot } : {}) };
}

export const handler = handlerOf(judgeChangeSetSchema, judgeChangeSet);
