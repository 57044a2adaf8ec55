import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from '@aws-sdk/client-sfn';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { type Activities, isActivity } from './activities.ts';
import { invalidArn, type StatesStore } from './store.ts';

type Tag = { key?: string | undefined; value?: string | undefined };

/** Tags that a resource may have (Developer Guide: service-quotas). */
const TAGS_LIMIT = 50;

/** Tags of an API list as a record. */
export const tagMap = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? '', tag.value ?? '']));

/** Tags of machines and activities; versions and aliases have none of their own. */
export function tagOperations(store: StatesStore, activities: Activities): Record<string, Operation> {
  const taggedOf = (arn: string | undefined): { tags: Record<string, string> } => {
    if (!isActivity(arn ?? '') && !/^arn:aws:states:[a-z0-9-]+:\d{12}:stateMachine:[^:/]+$/.test(arn ?? '')) throw invalidArn(arn);
    const found = store.machines.get(arn ?? '') ?? activities.all().find((activity) => activity.arn === arn);
    if (!found) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
    return found;
  };
  return {
    TagResource: (input: TagResourceInput) => {
      const found = taggedOf(input.resourceArn);
      const tags = { ...found.tags, ...tagMap(input.tags) };
      if (Object.keys(tags).length > TAGS_LIMIT) throw new AwsError('TooManyTags', `Too Many Tags: '${input.resourceArn}'`);
      found.tags = tags;
      return {};
    },
    UntagResource: (input: UntagResourceInput) => {
      const { tags } = taggedOf(input.resourceArn);
      for (const key of input.tagKeys ?? []) delete tags[key];
      return {};
    },
    ListTagsForResource: (input: ListTagsForResourceInput) => ({
      tags: Object.entries(taggedOf(input.resourceArn).tags).map(([key, value]) => ({ key, value })),
    }),
  };
}
