import * as z from 'zod';
import { LAYERS, type Layer, RUN_TAG, SITE_TAG, type Template } from '#domain/glossary.ts';
import { LAYER_RULES } from '#domain/layers/index.ts';
import { withKeptImage } from '#domain/refresh-image.ts';
import { layerStep } from '#domain/site-plan.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { MissingError } from '../shared/errors.ts';
import { readKeptImage } from '../shared/ledger/kept-image.ts';
import { readSite } from '../shared/ledger/sites.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { parametersOf } from '../shared/sites/layer-parameters.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';
import { templateUrl } from '../shared/sites/layer-templates.ts';
import { openWindows } from '../shared/sites/open-windows.ts';
import { stockNode } from '../shared/sites/stock.ts';

const prepareLayerSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, layer: z.enum(LAYERS) });

/** The layers whose nodes boot from the site's folder of the assets bucket. */
const WITH_NODES: readonly Layer[] = ['web', 'worker'];

/**
 * Says what is to be done about one layer, by what its stack is now, and with which parameters, from what the earlier layers
 * gave. Called by build-layer; what an earlier run has built is brought up to date.
 */
async function prepareLayer({ run, spec, layer }: z.output<typeof prepareLayerSchema>) {
  const stacks = await describeLayerStacks(spec.site);
  const stack = stacks.find((candidate) => candidate.layer === layer);
  const step = { ...layerStep(stack?.status), stackId: stack?.stackId ?? '' };
  // One that is replaced later boots from what lies there then: a deployment of the control plane reaches it with the next run.
  if (WITH_NODES.includes(layer)) await stockNode(spec.site);
  logger.info('A layer is prepared.', { layer, action: step.action, reason: step.reason });
  if (step.action !== 'create' && step.action !== 'update') return step;
  const isUpdate = step.action === 'update';
  const built = layer === 'web' ? withKeptImage(spec, await readKeptImage(spec.site)) : spec;
  const keepsSizes = isUpdate && layer === 'web' && (await openWindows((await readSite(spec.site))?.spec ?? spec, Date.now())).length > 0;
  return {
    ...step,
    templateUrl: templateUrl(templateOf(LAYER_RULES[layer].template(spec), layer)),
    // One change set a run and layer: a retry finds its own, and never a stranger's.
    changeSetName: `nines-${layer}-${run.seed}`,
    changeSetType: isUpdate ? 'UPDATE' : 'CREATE',
    parameters: parametersOf(layer, built, outputsOf(stacks), { keepsSizes }),
    // A stack keeps the name of the run that made it: no other run may take it back.
    tags: tagList(isUpdate && stack ? stack.tags : { [SITE_TAG]: spec.site, [RUN_TAG]: run.runId }),
    ...(isUpdate ? { before: stack?.updatedAt } : {}),
  };
}

const tagList = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function templateOf(template: Template | undefined, layer: string): Template {
  if (template === undefined) throw new MissingError(`There is no template for the layer ${layer} of this site.`);
  return template;
}

export const handler = handlerOf(prepareLayerSchema, prepareLayer);
