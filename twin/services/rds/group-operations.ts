import type { Tag } from '@aws-sdk/client-rds';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { describeSubnetGroup } from './describe.ts';
import { isSubnetGroupUsed, type Rds } from './rds.ts';

const EVENTS = 'SourceIdentifier SourceType StartTime EndTime Duration EventCategories';

/** The operations on subnet groups, tags and past events. */
export function groupOperations(rds: Rds): Record<string, Operation> {
  const { subnetGroups, events } = rds;
  return {
    DescribeEvents: taking('rds:DescribeEvents', EVENTS, (input) => events.describe(input)),
    DescribeDBSubnetGroups: taking('rds:DescribeDBSubnetGroups', 'DBSubnetGroupName', (input) => ({
      DBSubnetGroups: (input.DBSubnetGroupName ? [subnetGroups.find(input.DBSubnetGroupName)] : subnetGroups.all()).map(
        describeSubnetGroup,
      ),
    })),
    CreateDBSubnetGroup: taking('rds:CreateDBSubnetGroup', 'DBSubnetGroupName DBSubnetGroupDescription SubnetIds Tags', (input) => {
      const group = subnetGroups.create(input.DBSubnetGroupName, input.DBSubnetGroupDescription, input.SubnetIds);
      setTags(group.tags, input.Tags);
      return { DBSubnetGroup: describeSubnetGroup(group) };
    }),
    DeleteDBSubnetGroup: taking('rds:DeleteDBSubnetGroup', 'DBSubnetGroupName', (input) => {
      subnetGroups.delete(input.DBSubnetGroupName, isSubnetGroupUsed(rds, input.DBSubnetGroupName));
      return {};
    }),
    ...tagOperations(rds),
  };
}

function setTags(tags: Map<string, string>, given: readonly Tag[] | undefined): void {
  for (const { Key, Value } of given ?? []) tags.set(Key ?? '', Value ?? '');
}

/** Everything that carries tags. */
export const taggedOf = (rds: Rds): { arn: string; tags: Map<string, string>; billable: boolean }[] => [
  ...[rds.instances, rds.clusters, rds.snapshots, rds.clusterSnapshots].flatMap((kind) =>
    kind.all().map(({ arn, tags }) => ({ arn, tags, billable: true })),
  ),
  ...[rds.subnetGroups, rds.parameterGroups, rds.clusterParameterGroups].flatMap((kind) =>
    kind.all().map(({ arn, tags }) => ({ arn, tags, billable: false })),
  ),
];

/** How AWS says that there is nothing under an ARN, by the word in it. */
const MISSING: Readonly<Record<string, string>> = {
  snapshot: 'DBSnapshotNotFoundFault',
  cluster: 'DBClusterNotFoundFault',
  'cluster-snapshot': 'DBClusterSnapshotNotFoundFault',
};

function tagOperations(rds: Rds): Record<string, Operation> {
  const find = (arn: string): Map<string, string> => {
    const found = taggedOf(rds).find((holder) => holder.arn === arn);
    if (found) return found.tags;
    throw new AwsError(MISSING[arn.split(':')[5] ?? ''] ?? 'DBInstanceNotFoundFault', `${arn} not found.`, { statusCode: 404 });
  };
  return {
    AddTagsToResource: taking('rds:AddTagsToResource', 'ResourceName Tags', (input) => {
      setTags(find(input.ResourceName), input.Tags);
      return {};
    }),
    RemoveTagsFromResource: taking('rds:RemoveTagsFromResource', 'ResourceName TagKeys', (input) => {
      const tags = find(input.ResourceName);
      for (const key of input.TagKeys) tags.delete(key);
      return {};
    }),
    ListTagsForResource: taking('rds:ListTagsForResource', 'ResourceName', (input) => ({ TagList: tagList(find(input.ResourceName)) })),
  };
}
