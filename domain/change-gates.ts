import { heldBy, isFoundation } from './data-resources.ts';
import type { Decision, Layer } from './glossary.ts';
import type { LayerStep, ResourceStep } from './site-forecast.ts';

/** What is known beside the change itself. */
export type ChangeFacts = {
  /** The layers whose data may go, as whoever asks has said. */
  replaceData: readonly string[];
  /** Every layer that has a stack. */
  standing: readonly Layer[];
};

/** What ends a resource as it is, and how that is told. What cannot be known counts as an end. */
const ENDS: Readonly<Partial<Record<ResourceStep['action'], string>>> = {
  replace: 'would be made anew',
  'maybe-replace': 'may be made anew, which is known only once it is done',
  remove: 'would be removed',
};

/** Whether a layer may be changed so: data goes only by its word, and nothing that others stand in goes at all. */
export function judgeChange(step: LayerStep, facts: ChangeFacts): Decision<'proceed' | 'refuse'> {
  if (step.action === 'not-known')
    return { action: 'refuse', reason: `What would become of the layer ${step.layer} is not known: ${step.reason}` };
  const ended = step.resources.filter(({ action }) => ENDS[action] !== undefined);
  const reason = dataRefusal(step.layer, ended, facts) ?? foundationRefusal(step.layer, ended, facts);
  return reason === undefined ? { action: 'proceed', reason: step.reason } : { action: 'refuse', reason };
}

/** The same of all layers at once: every refusal is told. */
export function judgeChanges(steps: readonly LayerStep[], facts: ChangeFacts): Decision<'proceed' | 'refuse'> {
  const refusals = steps.map((step) => judgeChange(step, facts)).filter(({ action }) => action === 'refuse');
  if (refusals.length > 0) return { action: 'refuse', reason: refusals.map(({ reason }) => reason).join(' ') };
  const changed = steps.filter(({ action }) => action !== 'none').map(({ layer }) => layer);
  return { action: 'proceed', reason: changed.length === 0 ? 'Nothing that stands would change.' : `Would change: ${changed.join(', ')}.` };
}

/** The first decision, unless any refuses; then every refusal is told. */
export function everyRefusal(
  first: Decision<'proceed' | 'refuse'>,
  ...others: readonly Decision<'proceed' | 'refuse'>[]
): Decision<'proceed' | 'refuse'> {
  const refusals = [first, ...others].filter(({ action }) => action === 'refuse');
  return refusals.length === 0 ? first : { action: 'refuse', reason: refusals.map(({ reason }) => reason).join(' ') };
}

/** The database that a change gives up, of which a last snapshot is taken; undefined where none is. */
export function databaseGivenUp({ resources }: LayerStep): 'instance' | 'cluster' | undefined {
  const lost = resources
    .filter((resource) => ENDS[resource.action] !== undefined && heldBy(resource) === 'a database')
    .map(({ type }) => type);
  if (lost.includes('AWS::RDS::DBCluster')) return 'cluster';
  // The instances of a cluster that stays hold nothing that it does not.
  const isOfCluster = resources.some(({ type, action }) => type === 'AWS::RDS::DBCluster' && action !== 'create');
  return lost.includes('AWS::RDS::DBInstance') && !isOfCluster ? 'instance' : undefined;
}

function dataRefusal(layer: Layer, ended: readonly ResourceStep[], { replaceData }: ChangeFacts): string | undefined {
  if (replaceData.includes(layer)) return undefined;
  const lost = ended.flatMap((resource) => {
    const held = heldBy(resource);
    return held === undefined ? [] : [`${resource.id} (${held}) ${ENDS[resource.action]}`];
  });
  if (lost.length === 0) return undefined;
  return `In the layer ${layer} ${lost.join('; ')}. If its data may go, ask again with replaceData=${layer}.`;
}

function foundationRefusal(layer: Layer, ended: readonly ResourceStep[], { standing }: ChangeFacts): string | undefined {
  const others = standing.filter((other) => other !== layer);
  const lost = ended.filter(isFoundation).map(({ id, action }) => `${id} ${ENDS[action]}`);
  if (lost.length === 0 || others.length === 0) return undefined;
  return `In the layer ${layer} ${lost.join('; ')}, and ${others.join(', ')} stand in it. Such a site is taken down and built anew.`;
}
