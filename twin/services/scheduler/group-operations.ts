import type {
  CreateScheduleGroupInput,
  DeleteScheduleGroupInput,
  GetScheduleGroupInput,
  ListScheduleGroupsInput,
  ListTagsForResourceInput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-scheduler';
import type { Cloud, Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { addGroup, removeGroup } from './groups.ts';
import { pageOf } from './paging.ts';
import { requireGroup, type ScheduleGroup, type SchedulerStore } from './store.ts';

const LIST = 'NamePrefix NextToken MaxResults';

/** Groups of schedules and their tags, as the API has them. */
export function groupOperations(cloud: Cloud, store: SchedulerStore): Record<string, Operation> {
  return {
    CreateScheduleGroup: taking('scheduler:CreateScheduleGroup', 'Name Tags ClientToken', (input: CreateScheduleGroupInput) => {
      const request = { name: input.Name ?? '', tags: tagRecord(input.Tags), clientToken: input.ClientToken };
      return { ScheduleGroupArn: addGroup(cloud, store, request).arn };
    }),
    GetScheduleGroup: taking('scheduler:GetScheduleGroup', 'Name', (input: GetScheduleGroupInput) =>
      describe(requireGroup(store, input.Name ?? '')),
    ),
    DeleteScheduleGroup: taking('scheduler:DeleteScheduleGroup', 'Name ClientToken', (input: DeleteScheduleGroupInput) => {
      removeGroup(cloud, store, input.Name ?? '');
      return {};
    }),
    ListScheduleGroups: taking('scheduler:ListScheduleGroups', LIST, (input: ListScheduleGroupsInput) => {
      const found = [...store.groups.values()].filter((group) => group.name.startsWith(input.NamePrefix ?? ''));
      const { items, ...more } = pageOf(found, input);
      return { ScheduleGroups: items.map(describe), ...more };
    }),
    TagResource: taking('scheduler:TagResource', 'ResourceArn Tags', (input: TagResourceInput) => {
      const { tags } = groupAt(store, input.ResourceArn);
      for (const [key, value] of Object.entries(tagRecord(input.Tags))) tags.set(key, value);
      return {};
    }),
    UntagResource: taking('scheduler:UntagResource', 'ResourceArn TagKeys', (input: UntagResourceInput) => {
      const { tags } = groupAt(store, input.ResourceArn);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    }),
    ListTagsForResource: taking('scheduler:ListTagsForResource', 'ResourceArn', (input: ListTagsForResourceInput) => ({
      Tags: tagList(groupAt(store, input.ResourceArn).tags),
    })),
  };
}

/** Only groups carry tags. */
const groupAt = (store: SchedulerStore, arn = ''): ScheduleGroup => requireGroup(store, arn.slice(arn.lastIndexOf('/') + 1));

const describe = (group: ScheduleGroup): object => ({
  Name: group.name,
  Arn: group.arn,
  State: group.state,
  CreationDate: new Date(group.createdMs),
  LastModificationDate: new Date(group.changedMs),
});
