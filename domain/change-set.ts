import { keepsItself } from './data-resources.ts';
import type { Layer } from './glossary.ts';
import type { LayerStep, ResourceStep } from './site-forecast.ts';

/** One resource of a change set, as CloudFormation describes it. */
export type ResourceChange = {
  action: string;
  id: string;
  type: string;
  replacement?: string | undefined;
  /** The properties that may make it so; absent where CloudFormation does not say. */
  unsure?: readonly string[] | undefined;
};

const STEP_OF_MODIFY: Readonly<Record<string, ResourceStep['action']>> = { True: 'replace', Conditional: 'maybe-replace', False: 'change' };
const STEP_OF: Readonly<Record<string, ResourceStep['action']>> = { Add: 'create', Remove: 'remove' };

/** What a change set means for its layer: nothing, a change, or that something of it is made anew. */
export function layerChange(layer: Layer, changes: readonly ResourceChange[]): LayerStep {
  const resources = changes.map((change) => ({ id: change.id, type: change.type, action: stepOf(change) }));
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

/** An action that is not known here (Dynamic, Import) may be anything. */
function stepOf({ action, type, replacement = '', unsure }: ResourceChange): ResourceStep['action'] {
  if (action !== 'Modify') return STEP_OF[action] ?? 'maybe-replace';
  if (replacement === 'Conditional' && keepsItself(type, unsure)) return 'change';
  return STEP_OF_MODIFY[replacement] ?? 'maybe-replace';
}

/** How CloudFormation says that a change set would change nothing; it has no code for it. */
export const saysNothingToDo = (reason: string): boolean =>
  reason.includes("didn't contain changes") || reason.includes('No updates are to be performed');
