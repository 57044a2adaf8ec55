import * as z from 'zod';
import { LAYERS, RUN_TAG, SITE_TAG, type Template } from '#domain/glossary.ts';
import { LAYER_RULES, layerParameters } from '#domain/layers/index.ts';
import { layerStep } from '#domain/site-plan.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { environmentOf } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';

const prepareLayerSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, layer: z.enum(LAYERS) });

const environment = environmentOf('templateUrls');

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
    templateUrl: templateUrl(LAYER_RULES[layer].template(spec), layer),
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

function templateUrl(template: Template | undefined, layer: string): string {
  const urls = JSON.parse(environment().templateUrls) as Partial<Record<Template, string>>;
  const url = template && urls[template];
  if (url === undefined) throw new RangeError(`There is no template for the layer ${layer} of this site.`);
  return url;
}

export const handler = handlerOf(prepareLayerSchema, prepareLayer);
