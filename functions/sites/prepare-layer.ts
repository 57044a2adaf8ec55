import * as z from 'zod';
import { LAYERS, type Layer, RUN_TAG, SITE_TAG } from '#domain/glossary.ts';
import { layerParameters } from '#domain/layer-parameters.ts';
import { layerStep } from '#domain/site-plan.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { environmentOf, type VariableName } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';

const prepareLayerSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, layer: z.enum(LAYERS) });

const TEMPLATE_VARIABLES = {
  network: 'templateUrlNetwork',
  database: 'templateUrlDatabase',
  cache: 'templateUrlCache',
  web: 'templateUrlWeb',
  watch: 'templateUrlWatch',
} as const satisfies Record<Layer, VariableName>;

const environment = environmentOf(...Object.values(TEMPLATE_VARIABLES));

/**
 * Says what is to be done about one layer, by what its stack is now, and with which parameters, from what the earlier layers
 * gave. Called by provision-site for each layer; what an earlier run has built is passed over.
 */
async function prepareLayer({ run, spec, layer }: z.output<typeof prepareLayerSchema>) {
  const stacks = await describeLayerStacks(spec.site);
  const stack = stacks.find((candidate) => candidate.layer === layer);
  const { action, reason } = layerStep(stack?.status);
  logger.info('A layer is prepared.', { layer, action, reason });
  if (action !== 'create') return { action, reason, stackId: stack?.stackId ?? '' };
  return {
    action,
    reason,
    stackId: stack?.stackId ?? '',
    templateUrl: environment()[TEMPLATE_VARIABLES[layer]],
    // One change set a run and layer: a retry finds its own, and never a stranger's.
    changeSetName: `nines-${layer}-${run.seed}`,
    parameters: Object.entries(layerParameters(layer, spec, outputsOf(stacks))).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    tags: [
      { Key: SITE_TAG, Value: spec.site },
      { Key: RUN_TAG, Value: run.runId },
    ],
  };
}

export const handler = handlerOf(prepareLayerSchema, prepareLayer);
