import { DescribeCacheClustersCommand } from '@aws-sdk/client-elasticache';
import { type CacheFacts, gateCache } from '#domain/layers/cache.ts';
import { elastiCache } from '../../clients/elasticache.ts';
import { isNamed } from '../../errors.ts';
import { type Promised, unplanned } from './promise.ts';

/** Every node available. */
export const cachePromise: Promised = async (spec, outputs) =>
  spec.cache ? gateCache(spec.cache, await cacheFacts(outputs.CacheClusterId ?? `${spec.site}-cache`)) : unplanned;

/** The nodes of the cache; undefined when there is none. */
async function cacheFacts(clusterId: string): Promise<CacheFacts | undefined> {
  try {
    const answer = await elastiCache.send(new DescribeCacheClustersCommand({ CacheClusterId: clusterId, ShowCacheNodeInfo: true }));
    const found = answer.CacheClusters?.[0];
    return found && { nodeStates: (found.CacheNodes ?? []).map(({ CacheNodeStatus }) => CacheNodeStatus ?? 'unknown') };
  } catch (error) {
    if (isNamed(error, 'CacheClusterNotFoundFault', 'CacheClusterNotFound')) return undefined;
    throw error;
  }
}
