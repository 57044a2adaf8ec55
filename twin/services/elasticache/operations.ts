import type { CacheCluster, Tag } from '@aws-sdk/client-elasticache';
import type { Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroup, SubnetGroups } from '../../network/subnet-groups.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { type Clusters, describeCluster } from './clusters.ts';
import { describeMember } from './replication-group.ts';
import type { ReplicationGroups } from './replication-groups.ts';

const CREATE =
  'CacheClusterId Engine EngineVersion CacheNodeType NumCacheNodes AZMode PreferredAvailabilityZone PreferredAvailabilityZones ' +
  'CacheSubnetGroupName SecurityGroupIds Port Tags AutoMinorVersionUpgrade';

/** What the operations look into: Memcached clusters, replication groups with their members, and subnet groups. */
export type CacheParts = { clusters: Clusters; replication: ReplicationGroups; groups: SubnetGroups };

export function cacheOperations({ clusters, replication, groups }: CacheParts): Record<string, Operation> {
  const parts = { clusters, replication, groups };
  return {
    CreateCacheCluster: taking('elasticache:CreateCacheCluster', CREATE, (input) => ({
      CacheCluster: describeCluster(clusters.create(input), false),
    })),
    DescribeCacheClusters: taking('elasticache:DescribeCacheClusters', 'CacheClusterId ShowCacheNodeInfo MaxRecords', (input) => ({
      CacheClusters: described(parts, input.CacheClusterId, input.ShowCacheNodeInfo ?? false),
    })),
    DeleteCacheCluster: taking('elasticache:DeleteCacheCluster', 'CacheClusterId', (input) => {
      refuseMembers(parts, 'DeleteCacheCluster', input.CacheClusterId);
      return { CacheCluster: describeCluster(clusters.delete(input.CacheClusterId), false) };
    }),
    RebootCacheCluster: taking('elasticache:RebootCacheCluster', 'CacheClusterId CacheNodeIdsToReboot', (input) => {
      refuseMembers(parts, 'RebootCacheCluster', input.CacheClusterId);
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
      groups.delete(input.CacheSubnetGroupName, isUsed(parts, input.CacheSubnetGroupName));
      return {};
    }),
    AddTagsToResource: taking('elasticache:AddTagsToResource', 'ResourceName Tags', (input) => {
      const tags = tagsOf(parts, input.ResourceName);
      setTags(tags, input.Tags);
      return { TagList: tagList(tags) };
    }),
    ListTagsForResource: taking('elasticache:ListTagsForResource', 'ResourceName', (input) => ({
      TagList: tagList(tagsOf(parts, input.ResourceName)),
    })),
  };
}

/** Whether a cluster or a replication group is in a subnet group. */
export const isUsed = ({ clusters, replication }: CacheParts, groupName: string): boolean =>
  [...clusters.all().map(({ group }) => group), ...replication.all().map(({ subnets }) => subnets)].some(
    ({ name }) => name === groupName.toLowerCase(),
  );

/** A member of a replication group is a cluster to the API; what is done to one alone is not played but by TestFailover. */
function refuseMembers({ replication }: CacheParts, operation: string, id: string | undefined): void {
  if (replication.memberOf(id)) throw new NotInTwinError(`elasticache:${operation} of a member of a replication group`);
}

/** Clusters, and the members of replication groups, which are clusters of one node to the API. */
function described({ clusters, replication }: CacheParts, id: string | undefined, showNodes: boolean): CacheCluster[] {
  const member = id === undefined ? undefined : replication.memberOf(id);
  if (member) return [describeMember(member.group, member.member, showNodes)];
  if (id !== undefined) return [describeCluster(clusters.find(id), showNodes)];
  const members = replication.all().flatMap((group) => group.members.map((one) => describeMember(group, one, showNodes)));
  return [...clusters.all().map((cluster) => describeCluster(cluster, showNodes)), ...members];
}

export function setTags(tags: Map<string, string>, given: readonly Tag[] | undefined): void {
  for (const { Key, Value } of given ?? []) tags.set(Key ?? '', Value ?? '');
}

function tagsOf({ clusters, replication, groups }: CacheParts, arn: string): Map<string, string> {
  // A group's tags are its members' as well.
  const members = replication.all().flatMap((group) => group.members.map((member) => ({ arn: member.arn, tags: group.tags })));
  const found = [...clusters.all(), ...replication.all(), ...members, ...groups.all()].find((holder) => holder.arn === arn);
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
