import * as z from 'zod';
import { LAYERS, type Layer } from '#domain/glossary.ts';
import { gateCache, gateDatabase, gateWeb, type LayerDecision } from '#domain/layer-gates.ts';
import type { Outputs } from '#domain/layer-parameters.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { describeDatabase } from '../shared/database-state.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { cacheFacts, webFacts } from '../shared/sites/layer-facts.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';

const checkLayerSchema = z.strictObject({ spec: siteSpecSchema, layer: z.enum(LAYERS) });

/** Looks whether a layer is what it promises: a complete stack is not yet a site. Called by provision-site after each layer. */
async function checkLayer({ spec, layer }: z.output<typeof checkLayerSchema>) {
  const outputs = outputsOf(await describeLayerStacks(spec.site));
  const decision = await decide(layer, spec, outputs);
  logger.info('A layer was checked.', { layer, ...decision });
  return { ...decision, outputs };
}

async function decide(layer: Layer, spec: SiteSpec, outputs: Outputs): Promise<LayerDecision> {
  switch (layer) {
    case 'database':
      return spec.database
        ? gateDatabase(spec.database, await describeDatabase(outputs.DatabaseIdentifier ?? `${spec.site}-db`))
        : unplanned();
    case 'cache':
      return spec.cache ? gateCache(spec.cache, await cacheFacts(outputs.CacheClusterId ?? `${spec.site}-cache`)) : unplanned();
    case 'web':
      if (!outputs.TargetGroupArn) return { action: 'fail', reason: 'The web layer has no target group.' };
      return gateWeb(spec.web, await webFacts(outputs.GroupName ?? spec.web.group, outputs.TargetGroupArn));
    case 'network':
    case 'watch':
      return { action: 'proceed', reason: 'The layer promises no more than its stack.' };
    default: {
      const never: never = layer;
      throw new RangeError(`No layer is called ${String(never)}.`);
    }
  }
}

const unplanned = (): LayerDecision => ({ action: 'fail', reason: 'The spec has no such layer.' });

export const handler = handlerOf(checkLayerSchema, checkLayer);
