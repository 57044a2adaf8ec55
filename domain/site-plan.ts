import type { Decision, Layer } from './glossary.ts';
import { LAYER_RULES } from './layers/index.ts';
import type { SiteSpec } from './site-spec.ts';

/** A layer in a site's plan. `waitSeconds` is how long its stack may take before we ask instead of waiting for the event. */
export type PlannedLayer = { layer: Layer; stackName: string; waitSeconds: number };

/** Layers of one wave are built at the same time; each wave needs the outputs of those before it. */
const WAVES: readonly (readonly Layer[])[] = [['network'], ['database', 'cache', 'files', 'media'], ['web', 'worker'], ['edge'], ['watch']];

export const stackNameOf = (site: string, layer: Layer): string => `nines-${site}-${layer}`;

/** The waves in which a site is built: what its spec leaves out is left out. */
export function planSite(spec: SiteSpec): PlannedLayer[][] {
  const wanted = (layer: Layer) => LAYER_RULES[layer].template(spec) !== undefined;
  const waves = WAVES.map((wave) => wave.filter(wanted).map((layer) => planned(spec.site, layer)));
  return waves.filter((wave) => wave.length > 0);
}

/** The waves in which a site is taken down: every layer that may exist, in reverse. */
export function planTeardown(site: string): PlannedLayer[][] {
  return WAVES.map((wave) => wave.map((layer) => planned(site, layer))).reverse();
}

const planned = (site: string, layer: Layer): PlannedLayer => ({
  layer,
  stackName: stackNameOf(site, layer),
  waitSeconds: LAYER_RULES[layer].waitSeconds,
});

/** What is to be done about a layer. `goal`: what becomes of a stack that is waited for. */
export type LayerAction = Decision<'create' | 'update' | 'wait' | 'delete' | 'fail'> & { goal?: 'complete' | 'deleted' };

/** What is to be done about a layer, by the status of its stack: a run that resumes brings what is complete up to date. */
export function layerStep(status: string | undefined): LayerAction {
  switch (status) {
    case undefined:
    case 'DELETE_COMPLETE':
    // A change set that was never executed leaves a stack in this state, which takes another one.
    case 'REVIEW_IN_PROGRESS':
      return { action: 'create', reason: 'There is no stack of this layer yet.' };
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'IMPORT_COMPLETE':
    case 'IMPORT_ROLLBACK_COMPLETE':
    // It is as it was before an update that failed, and takes the next one.
    case 'UPDATE_ROLLBACK_COMPLETE':
      return { action: 'update', reason: `The stack is ${status}.` };
    case 'DELETE_IN_PROGRESS':
      return { action: 'wait', goal: 'deleted', reason: `The stack is ${status}: an earlier run started it.` };
    case 'CREATE_IN_PROGRESS':
    case 'UPDATE_IN_PROGRESS':
    case 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS':
    case 'ROLLBACK_IN_PROGRESS':
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
    case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
      return { action: 'wait', goal: 'complete', reason: `The stack is ${status}: an earlier run started it.` };
    case 'ROLLBACK_COMPLETE':
    case 'ROLLBACK_FAILED':
    case 'CREATE_FAILED':
    case 'DELETE_FAILED':
      return { action: 'delete', reason: `The stack is ${status}, of which nothing can be made.` };
    case 'UPDATE_ROLLBACK_FAILED':
      return {
        action: 'fail',
        reason: `The stack is ${status}: an update could not be taken back. A person mends what its events name and continues its rollback.`,
      };
    default:
      return { action: 'fail', reason: `The stack is ${status}; that is for a person to look at.` };
  }
}
