import type { Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import type { SubnetGroups } from '../../network/subnet-groups.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { Cluster, Clusters } from './clusters.ts';

const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const GROUP = 'AWS::ElastiCache::SubnetGroup';
const ACTED = [
  'ClusterName',
  'Engine',
  'EngineVersion',
  'CacheNodeType',
  'NumCacheNodes',
  'AZMode',
  'PreferredAvailabilityZone',
  'PreferredAvailabilityZones',
  'CacheSubnetGroupName',
  'VpcSecurityGroupIds',
  'Port',
  'Tags',
];
/** Read by nobody here: there is no maintenance. */
const INERT = ['AutoMinorVersionUpgrade', 'PreferredMaintenanceWindow', 'TransitEncryptionEnabled'];

/** AWS::ElastiCache::CacheCluster (Memcached) and ::SubnetGroup. */
export const cacheProviders = (clusters: Clusters, groups: SubnetGroups, isUsed: (groupName: string) => boolean): ResourceProvider[] => [
  {
    type: CLUSTER,
    async create(properties, context) {
      refuseUnknown(CLUSTER, properties, [...ACTED, ...INERT]);
      const cluster = clusters.create({
        CacheClusterId: properties.ClusterName ?? context.newName(50).toLowerCase(),
        Engine: properties.Engine,
        CacheNodeType: properties.CacheNodeType,
        NumCacheNodes: Number(properties.NumCacheNodes),
        CacheSubnetGroupName: properties.CacheSubnetGroupName,
        SecurityGroupIds: properties.VpcSecurityGroupIds ?? [],
        ...pick(properties, ['EngineVersion', 'AZMode', 'PreferredAvailabilityZone', 'PreferredAvailabilityZones']),
        ...(properties.Port === undefined ? {} : { Port: Number(properties.Port) }),
      });
      setResourceTags(cluster.tags, properties, context);
      await clusters.whenSettled(cluster);
      return { physicalId: cluster.id, attributes: attributesOf(cluster) };
    },
    update(physicalId, properties, previous, context) {
      const changed = [...ACTED, ...INERT].some(
        (name) => name !== 'Tags' && JSON.stringify(properties[name]) !== JSON.stringify(previous[name]),
      );
      // AWS changes some of these in place; a cache may be replaced at any time, so the twin replaces for all of them.
      if (changed) return 'replace';
      const cluster = clusters.find(physicalId);
      setResourceTags(cluster.tags, properties, context);
      return { attributes: attributesOf(cluster) };
    },
    async delete(physicalId) {
      await clusters.whenSettled(clusters.delete(physicalId));
    },
  },
  {
    type: GROUP,
    create(properties, context) {
      refuseUnknown(GROUP, properties, ['CacheSubnetGroupName', 'Description', 'SubnetIds', 'Tags']);
      const group = groups.create(properties.CacheSubnetGroupName ?? context.newName(255), properties.Description, properties.SubnetIds);
      setResourceTags(group.tags, properties, context);
      return { physicalId: group.name };
    },
    update(physicalId, properties, previous, context) {
      if (properties.CacheSubnetGroupName !== previous.CacheSubnetGroupName) return 'replace';
      setResourceTags(groups.change(physicalId, properties.Description, properties.SubnetIds).tags, properties, context);
      return {};
    },
    delete: (physicalId) => groups.delete(physicalId, isUsed(physicalId)),
  },
];

const pick = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]));

const attributesOf = (cluster: Cluster): Properties => ({
  'ConfigurationEndpoint.Address': cluster.endpointName,
  'ConfigurationEndpoint.Port': String(cluster.port),
});

/** The stack's tags and the resource's own, and no others. */
export function setResourceTags(tags: Map<string, string>, properties: Properties, context: ProviderContext): void {
  tags.clear();
  for (const [key, value] of Object.entries(context.tags)) tags.set(key, value);
  for (const { Key, Value } of properties.Tags ?? []) tags.set(Key, Value);
}
