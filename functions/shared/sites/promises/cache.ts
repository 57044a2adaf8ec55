import { type CacheCluster, DescribeCacheClustersCommand, DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache';
import { type CacheFacts, gateCache, gateReplication, isReplicated, type ReplicationFacts } from '#domain/layers/cache.ts';
import { elastiCache } from '../../clients/elasticache.ts';
import { isNamed } from '../../errors.ts';
import { type Promised, unplanned } from './promise.ts';

/** Every node available; where there are replicas, one of them ready to take over in another zone. */
export const cachePromise: Promised = async (spec, outputs) => {
  if (!spec.cache) return unplanned;
  const named = `${spec.site}-cache`;
  return isReplicated(spec.cache)
    ? gateReplication(spec.cache, await replicationFacts(outputs.CacheReplicationGroupId ?? named))
    : gateCache(spec.cache, await cacheFacts(outputs.CacheClusterId ?? named));
};

/** The nodes of the cache; undefined when there is none. */
async function cacheFacts(clusterId: string): Promise<CacheFacts | undefined> {
  const found = await clusterOf(clusterId);
  return found && { nodeStates: (found.CacheNodes ?? []).map(({ CacheNodeStatus }) => CacheNodeStatus ?? 'unknown') };
}

/** The primary and its replicas, of which each is a cluster of one node; undefined when there is no such group. */
async function replicationFacts(groupId: string): Promise<ReplicationFacts | undefined> {
  const found = await ifThere(elastiCache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId })));
  const group = found?.ReplicationGroups?.[0];
  if (group === undefined) return undefined;
  const places = (group.NodeGroups ?? []).flatMap(({ NodeGroupMembers = [] }) => NodeGroupMembers);
  const members = group.MemberClusters ?? [];
  const clusters = await Promise.all(members.map(clusterOf));
  return {
    status: group.Status ?? 'unknown',
    hasFailover: group.AutomaticFailover === 'enabled' && group.MultiAZ === 'enabled',
    nodes: members.map((id, index) => {
      const place = places.find(({ CacheClusterId }) => CacheClusterId === id);
      return { state: clusters[index]?.CacheClusterStatus ?? 'unknown', role: place?.CurrentRole, zone: place?.PreferredAvailabilityZone };
    }),
  };
}

async function clusterOf(clusterId: string): Promise<CacheCluster | undefined> {
  const answer = await ifThere(elastiCache.send(new DescribeCacheClustersCommand({ CacheClusterId: clusterId, ShowCacheNodeInfo: true })));
  return answer?.CacheClusters?.[0];
}

/** The answer; undefined when ElastiCache knows nothing of that name. */
async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNamed(error, 'CacheClusterNotFoundFault', 'CacheClusterNotFound', 'ReplicationGroupNotFoundFault')) return undefined;
    throw error;
  }
}
