import { LAYER_RULES } from '#domain/layers/index.ts';
import { OutputMissingError } from '#domain/layers/rules.ts';
import { withKeptImage } from '#domain/refresh-image.ts';
import type { LayerStep } from '#domain/site-forecast.ts';
import { layerStep } from '#domain/site-plan.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { readKeptImage } from '../ledger/kept-image.ts';
import { parametersOf } from './layer-parameters.ts';
import { type LayerStack, outputsOf } from './layer-stacks.ts';
import { askChangeSet } from './plan-change-set.ts';

/** Nobody waits at a door for it; change sets of large stacks take their time. */
const PATIENCE_MS = 90_000;

/**
 * What provisioning would do to the layers that stand, asked of CloudFormation all at once. A layer that needs what an earlier one has
 * yet to give is not asked about: it is judged when its turn comes.
 */
export async function planUpdates(asked: SiteSpec, stacks: readonly LayerStack[], keepsSizes: boolean): Promise<LayerStep[]> {
  const spec = withKeptImage(asked, await readKeptImage(asked.site));
  const outputs = outputsOf(stacks);
  const changes = stacks.flatMap(({ layer, status, tags }) => {
    const template = LAYER_RULES[layer].template(spec);
    if (template === undefined || layerStep(status).action !== 'update') return [];
    const parameters = known(() => parametersOf(layer, spec, outputs, { keepsSizes }));
    return parameters === undefined ? [] : [{ site: spec.site, layer, template, parameters, tags }];
  });
  return Promise.all(changes.map((one) => askChangeSet(one, PATIENCE_MS)));
}

function known<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof OutputMissingError) return undefined;
    throw error;
  }
}
