import type { Layer } from '../glossary.ts';
import type { SiteSpec } from '../site-spec.ts';
import { cache } from './cache.ts';
import { database } from './database.ts';
import { edge } from './edge.ts';
import { files } from './files.ts';
import { media } from './media.ts';
import { network } from './network.ts';
import type { LayerRules, Outputs } from './rules.ts';
import { watch } from './watch.ts';
import { web } from './web.ts';
import { worker } from './worker.ts';

/** Every layer with its rules. */
export const LAYER_RULES: Readonly<Record<Layer, LayerRules>> = { network, database, cache, files, media, web, worker, edge, watch };

/** The parameters of a layer's template as texts, with the site's name. */
export function layerParameters(layer: Layer, spec: SiteSpec, outputs: Outputs): Record<string, string> {
  const values = LAYER_RULES[layer].parameters(spec, outputs);
  return { SiteName: spec.site, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
}
