import type { Tag } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';

type Arn = { ResourceARN?: string };
/** An alarm or a dashboard. */
export type Tagged = { readonly arn: string; tags: Readonly<Record<string, string>> };

/** Tags of alarms and dashboards. */
export function tagOperations(all: () => readonly Tagged[]): Record<string, Operation> {
  const named = (arn: string | undefined): Tagged => {
    const found = all().find((candidate) => candidate.arn === arn);
    if (!found) throw new AwsError('ResourceNotFoundException', `${arn} does not exist`, { statusCode: 404 });
    return found;
  };
  return {
    ListTagsForResource: taking('cloudwatch:ListTagsForResource', 'ResourceARN', (input: Arn) => ({
      Tags: tagList(named(input.ResourceARN).tags),
    })),
    TagResource: taking('cloudwatch:TagResource', 'ResourceARN Tags', (input: Arn & { Tags?: Tag[] }) => {
      const thing = named(input.ResourceARN);
      const added = (input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']);
      thing.tags = { ...thing.tags, ...Object.fromEntries(added) };
      return {};
    }),
    UntagResource: taking('cloudwatch:UntagResource', 'ResourceARN TagKeys', (input: Arn & { TagKeys?: string[] }) => {
      const thing = named(input.ResourceARN);
      const kept = Object.entries(thing.tags).filter(([key]) => !input.TagKeys?.includes(key));
      thing.tags = Object.fromEntries(kept);
      return {};
    }),
  };
}
