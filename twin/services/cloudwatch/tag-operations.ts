import type { Tag } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import type { Alarm } from './alarm.ts';
import type { Alarms } from './alarms.ts';

type Arn = { ResourceARN?: string };

/** Tags of alarms. */
export function tagOperations(alarms: Alarms): Record<string, Operation> {
  const named = (arn: string | undefined): Alarm => {
    const alarm = alarms.all().find((candidate) => candidate.arn === arn);
    if (!alarm) throw new AwsError('ResourceNotFoundException', `${arn} does not exist`, { statusCode: 404 });
    return alarm;
  };
  return {
    ListTagsForResource: taking('cloudwatch:ListTagsForResource', 'ResourceARN', (input: Arn) => ({
      Tags: tagList(named(input.ResourceARN).tags),
    })),
    TagResource: taking('cloudwatch:TagResource', 'ResourceARN Tags', (input: Arn & { Tags?: Tag[] }) => {
      const alarm = named(input.ResourceARN);
      const added = (input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']);
      alarm.tags = { ...alarm.tags, ...Object.fromEntries(added) };
      return {};
    }),
    UntagResource: taking('cloudwatch:UntagResource', 'ResourceARN TagKeys', (input: Arn & { TagKeys?: string[] }) => {
      const alarm = named(input.ResourceARN);
      const kept = Object.entries(alarm.tags).filter(([key]) => !input.TagKeys?.includes(key));
      alarm.tags = Object.fromEntries(kept);
      return {};
    }),
  };
}
