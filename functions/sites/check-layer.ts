import * as z from 'zod';
import { LAYERS } from '#domain/glossary.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';
import { PROMISES } from '../shared/sites/promises/index.ts';

const checkLayerSchema = z.strictObject({ spec: siteSpecSchema, layer: z.enum(LAYERS) });

/** Looks whether a layer is what it promises: a complete stack is not yet a site. Called by provision-site after each layer. */
async function checkLayer({ spec, layer }: z.output<typeof checkLayerSchema>) {
  const outputs = outputsOf(await describeLayerStacks(spec.site));
  const decision = await PROMISES[layer](spec, outputs);
  logger.info('A layer was checked.', { layer, ...decision });
  return { ...decision, outputs };
}

export const handler = handlerOf(checkLayerSchema, checkLayer);
