import type { Layer } from './glossary.ts';
import type { LayerStep, ResourceStep } from './site-forecast.ts';

/** One resource of a change set, as CloudFormation describes it. */
export type ResourceChange = {
  action: string;
  id: string;
  type: string;
  replacement?: string | undefined;
};

const STEP_OF_MODIFY: Readonly<Record<string, ResourceStep['action']>> = { True: 'replace', Conditional: 'maybe-replace', False: 'change' };
const STEP_OF: Readonly<Record<string, ResourceStep['action']>> = { Add: 'create', Remove: 'remove' };

/** What a change set means for its layer: nothing, a change, or that something of it is made anew. */
export function layerChange(layer: Layer, changes: readonly ResourceChange[]): LayerStep {
  const resources = changes.map(({ action, id, type, replacement = '' }) => ({
    id,
    type,
    // An action that is not known here (Dynamic, Import) may be anything.
    action: STEP_OF[action] ?? (action === 'Modify' ? (STEP_OF_MODIFY[replacement] ?? 'maybe-replace') : 'maybe-replace'),
  }));
  const replaced = resources.filter(({ action }) => action === 'replace').map(({ id }) => id);
  if (replaced.length > 0) {
    return { layer, action: 'replace', reason: `CloudFormation would make ${replaced.join(', ')} anew.`, resources };
  }
  if (resources.length === 0)
    return { layer, action: 'change', reason: 'Only outputs, tags or policies of the stack would change.', resources };
  const unsure = resources.filter(({ action }) => action === 'maybe-replace').map(({ id }) => id);
  const reason =
    unsure.length === 0
      ? 'Everything is changed in place.'
      : `Whether ${unsure.join(', ')} would be made anew is known only once it is done.`;
  return { layer, action: 'change', reason, resources };
}

/** How CloudFormation says that a change set would change nothing; it has no code for it. */
export const saysNothingToDo = (reason: string): boolean =>
  reason.includes("didn't contain changes") || reason.includes('No updates are to be performed');
