import type { Cloud, ServiceModule, TaggedResource } from '../../cloud.ts';
import { SubnetGroups } from '../../network/subnet-groups.ts';
import { CacheEvents } from './cache-events.ts';
import { Clusters } from './clusters.ts';
import { Failovers } from './failovers.ts';
import { cacheOperations, isUsed } from './operations.ts';
import { cacheProviders } from './provider.ts';
import { ReplicationGroups } from './replication-groups.ts';
import { replicationOperations } from './replication-operations.ts';
import { replicationProvider } from './replication-provider.ts';
import { CACHE_SUBNET_GROUPS } from './subnet-groups.ts';

/**
 * ElastiCache: Memcached clusters, and replication groups of Valkey and Redis. `loseNode` is the world's doing: what a node had is
 * gone, and another one takes its place.
 */
export function createElasticache(cloud: Cloud): ServiceModule & { loseNode(clusterId: string, nodeId: string): void } {
  const groups = new SubnetGroups(cloud, CACHE_SUBNET_GROUPS);
  const clusters = new Clusters(cloud, groups);
  const events = new CacheEvents(cloud);
  const replication = new ReplicationGroups(cloud, groups, events);
  const failovers = new Failovers(cloud, replication, events);
  const parts = { clusters, replication, groups };
  const tagged = (billable: boolean, holders: readonly { arn: string; tags: ReadonlyMap<string, string> }[]): TaggedResource[] =>
    holders.map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags), billable }));
  return {
    name: 'elasticache',
    operations: { ...cacheOperations(parts), ...replicationOperations({ groups: replication, failovers, events }) },
    providers: [...cacheProviders(clusters, groups, (name) => isUsed(parts, name)), replicationProvider(cloud, replication)],
    loseNode(clusterId, nodeId) {
      const found = replication.memberOf(clusterId);
      if (found) failovers.lose(found.group, found.member, 'node failed');
      else clusters.loseNodes(clusters.find(clusterId), [nodeId], 'node failed');
    },
    taggedResources: () => [
      ...tagged(true, clusters.all()),
      ...tagged(true, replication.all()),
      // A group's tags are its members' as well.
      ...tagged(
        true,
        replication.all().flatMap(({ members, tags }) => members.map(({ arn }) => ({ arn, tags }))),
      ),
      ...tagged(false, groups.all()),
    ],
  };
}
