import type { Cloud, ServiceModule } from '../../cloud.ts';
import { SubnetGroups } from '../../network/subnet-groups.ts';
import { Clusters } from './clusters.ts';
import { cacheOperations } from './operations.ts';
import { cacheProviders } from './provider.ts';
import { CACHE_SUBNET_GROUPS } from './subnet-groups.ts';

/** ElastiCache for Memcached. `loseNode` is the world's doing: the node's keys are gone, and an empty one takes its place. */
export function createElasticache(cloud: Cloud): ServiceModule & { loseNode(clusterId: string, nodeId: string): void } {
  const groups = new SubnetGroups(cloud, CACHE_SUBNET_GROUPS);
  const clusters = new Clusters(cloud, groups);
  return {
    name: 'elasticache',
    operations: cacheOperations(clusters, groups),
    providers: cacheProviders(clusters, groups),
    loseNode: (clusterId, nodeId) => clusters.loseNodes(clusters.find(clusterId), [nodeId], 'node failed'),
    taggedResources: () => [
      ...clusters.all().map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags), billable: true })),
      ...groups.all().map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags), billable: false })),
    ],
  };
}
