import type { Decision } from './glossary.ts';
import type { EdgeSpec } from './layers/edge.ts';

type Named = Pick<EdgeSpec, 'hostedZone' | 'name' | 'routing'>;

/**
 * Whether the name of a site may be routed otherwise by an update. Route 53 takes no record of one policy beside those of another, and
 * CloudFormation deletes the old ones last: so a name that has one record may get others, and one that has several keeps its policy.
 */
export function gateRouting(standing: Named | undefined, wanted: Named | undefined): Decision<'proceed' | 'refuse'> {
  const stays = { action: 'proceed', reason: 'The name is routed as before, or for the first time.' } as const;
  if (standing === undefined || wanted === undefined || standing.routing === wanted.routing) return stays;
  if (standing.name !== wanted.name || standing.hostedZone !== wanted.hostedZone) return stays;
  if (standing.routing === 'simple' && wanted.routing !== 'multivalue') return stays;
  return {
    action: 'refuse',
    reason:
      `${wanted.name} is routed by ${standing.routing}; Route 53 takes no record of ${wanted.routing} beside those that stand. ` +
      'Delete the stack of the layer edge first, and expect no answer to the name until the new one is there.',
  };
}
