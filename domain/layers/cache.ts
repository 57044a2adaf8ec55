import { type LayerDecision, type LayerRules, needed } from './rules.ts';

export type CacheSpec = { engine: 'memcached'; nodeType: string; nodes: number };

/** ElastiCache. Fifty minutes is Terraform's own limit for a cluster (K14). */
export const cache: LayerRules = {
  template: (spec) => (spec.cache ? 'cache-memcached' : undefined),
  waitSeconds: 50 * 60,
  parameters: ({ cache: wanted }, outputs) => {
    if (wanted === undefined) throw new RangeError('The site has no cache.');
    return { ...needed(outputs, 'DataSubnetIds', 'DataSecurityGroupId'), NodeType: wanted.nodeType, NodeCount: wanted.nodes };
  },
};

/** What was seen of the cache: the state of each of its nodes. */
export type CacheFacts = { nodeStates: readonly string[] };

/** A cache is what it promises when every node that was asked for is available. */
export function gateCache(wanted: CacheSpec, facts: CacheFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The cache does not exist.' };
  const available = facts.nodeStates.filter((state) => state === 'available').length;
  const reason = `${available} of ${wanted.nodes} cache nodes are available.`;
  return { action: available >= wanted.nodes ? 'proceed' : 'wait', reason };
}
