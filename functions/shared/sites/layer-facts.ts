import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeCacheClustersCommand } from '@aws-sdk/client-elasticache';
import type { CacheFacts, WebFacts } from '#domain/layer-gates.ts';
import { elastiCache } from '../clients/elasticache.ts';
import { loadBalancing } from '../clients/load-balancing.ts';
import { isNamed } from '../errors.ts';
import { describeGroup } from '../group-facts.ts';

/** The nodes of the cache; undefined when there is none. */
export async function cacheFacts(clusterId: string): Promise<CacheFacts | undefined> {
  try {
    const answer = await elastiCache.send(new DescribeCacheClustersCommand({ CacheClusterId: clusterId, ShowCacheNodeInfo: true }));
    const found = answer.CacheClusters?.[0];
    return found && { nodeStates: (found.CacheNodes ?? []).map(({ CacheNodeStatus }) => CacheNodeStatus ?? 'unknown') };
  } catch (error) {
    if (isNamed(error, 'CacheClusterNotFoundFault', 'CacheClusterNotFound')) return undefined;
    throw error;
  }
}

/** The targets of the load balancer with the zones that their group says they are in. */
export async function webFacts(group: string, targetGroupArn: string): Promise<WebFacts> {
  const [{ TargetHealthDescriptions = [] }, { Instances = [] }] = await Promise.all([
    loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })),
    describeGroup(group),
  ]);
  const zones = new Map(Instances.map(({ InstanceId, AvailabilityZone }) => [InstanceId, AvailabilityZone]));
  return {
    targets: TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
      health: TargetHealth?.State ?? 'unknown',
      zone: zones.get(Target?.Id),
    })),
  };
}
