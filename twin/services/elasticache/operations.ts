import type { Tag } from '@aws-sdk/client-elasticache';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { SubnetGroup, SubnetGroups } from '../../network/subnet-groups.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { type Clusters, describeCluster } from './clusters.ts';

const CREATE =
  'CacheClusterId Engine EngineVersion CacheNodeType NumCacheNodes AZMode PreferredAvailabilityZone PreferredAvailabilityZones ' +
  'CacheSubnetGroupName SecurityGroupIds Port Tags AutoMinorVersionUpgrade';

export function cacheOperations(clusters: Clusters, groups: SubnetGroups): Record<string, Operation> {
  return {
    CreateCacheCluster: taking('elasticache:CreateCacheCluster', CREATE, (input) => ({
      CacheCluster: describeCluster(clusters.create(input), false),
    })),
    DescribeCacheClusters: taking('elasticache:DescribeCacheClusters', 'CacheClusterId ShowCacheNodeInfo MaxRecords', (input) => ({
      CacheClusters: (input.CacheClusterId === undefined ? clusters.all() : [clusters.find(input.CacheClusterId)]).map((cluster) =>
        describeCluster(cluster, input.ShowCacheNodeInfo ?? false),
      ),
    })),
    DeleteCacheCluster: taking('elasticache:DeleteCacheCluster', 'CacheClusterId', (input) => ({
      CacheCluster: describeCluster(clusters.delete(input.CacheClusterId), false),
    })),
    RebootCacheCluster: taking('elasticache:RebootCacheCluster', 'CacheClusterId CacheNodeIdsToReboot', (input) => {
      const cluster = clusters.find(input.CacheClusterId);
      clusters.loseNodes(cluster, input.CacheNodeIdsToReboot, 'reboot');
      return { CacheCluster: describeCluster(cluster, false) };
    }),
    CreateCacheSubnetGroup: taking(
      'elasticache:CreateCacheSubnetGroup',
      'CacheSubnetGroupName CacheSubnetGroupDescription SubnetIds Tags',
      (input) => {
        const group = groups.create(input.CacheSubnetGroupName, input.CacheSubnetGroupDescription, input.SubnetIds);
        setTags(group.tags, input.Tags);
        return { CacheSubnetGroup: describeGroup(group) };
      },
    ),
    DescribeCacheSubnetGroups: taking('elasticache:DescribeCacheSubnetGroups', 'CacheSubnetGroupName', (input) => ({
      CacheSubnetGroups: (input.CacheSubnetGroupName ? [groups.find(input.CacheSubnetGroupName)] : groups.all()).map(describeGroup),
    })),
    DeleteCacheSubnetGroup: taking('elasticache:DeleteCacheSubnetGroup', 'CacheSubnetGroupName', (input) => {
      groups.delete(input.CacheSubnetGroupName, isUsed(clusters, input.CacheSubnetGroupName));
      return {};
    }),
    AddTagsToResource: taking('elasticache:AddTagsToResource', 'ResourceName Tags', (input) => {
      const tags = tagsOf(clusters, groups, input.ResourceName);
      setTags(tags, input.Tags);
      return { TagList: tagList(tags) };
    }),
    ListTagsForResource: taking('elasticache:ListTagsForResource', 'ResourceName', (input) => ({
      TagList: tagList(tagsOf(clusters, groups, input.ResourceName)),
    })),
  };
}

/** Whether a cluster is in a subnet group. */
export const isUsed = (clusters: Clusters, groupName: string): boolean =>
  clusters.all().some((cluster) => cluster.group.name === groupName.toLowerCase());

export function setTags(tags: Map<string, string>, given: readonly Tag[] | undefined): void {
  for (const { Key, Value } of given ?? []) tags.set(Key ?? '', Value ?? '');
}

function tagsOf(clusters: Clusters, groups: SubnetGroups, arn: string): Map<string, string> {
  const found = [...clusters.all(), ...groups.all()].find((holder) => holder.arn === arn);
  if (!found) throw new AwsError('CacheClusterNotFoundFault', `${arn} not found`, { statusCode: 404 });
  return found.tags;
}

const describeGroup = (group: SubnetGroup): object => ({
  CacheSubnetGroupName: group.name,
  CacheSubnetGroupDescription: group.description,
  ARN: group.arn,
  VpcId: group.vpcId,
  Subnets: group.subnets.map((subnet) => ({ SubnetIdentifier: subnet.id, SubnetAvailabilityZone: { Name: subnet.zone } })),
});
