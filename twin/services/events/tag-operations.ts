import type { ListTagsForResourceRequest, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-eventbridge';
import type { Operation, TaggedResource } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { type BusStore, DEFAULT_BUS } from './buses.ts';
import type { RuleStore } from './rules.ts';

const ARN = /^arn:aws:events:[^:]*:\d*:(event-bus|rule)\/(?:([^/]+)\/)?([^/]+)$/;

/** Tags of rules and buses, as the API has them. */
export function tagOperations(buses: BusStore, rules: RuleStore): Record<string, Operation> {
  const tagsOf = (arn: string | undefined): Map<string, string> => {
    const [, kind, busName, name] = ARN.exec(arn ?? '') ?? [];
    if (kind === undefined) throw new AwsError('ValidationException', `Parameter ResourceARN ${arn} is not valid.`);
    return kind === 'rule' ? rules.require(busName ?? DEFAULT_BUS, name).tags : buses.require(name).tags;
  };
  return {
    TagResource: taking('events:TagResource', 'ResourceARN Tags', (input: TagResourceRequest) => {
      const tags = tagsOf(input.ResourceARN);
      for (const [key, value] of Object.entries(tagRecord(input.Tags))) tags.set(key, value);
      return {};
    }),
    UntagResource: taking('events:UntagResource', 'ResourceARN TagKeys', (input: UntagResourceRequest) => {
      const tags = tagsOf(input.ResourceARN);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    }),
    ListTagsForResource: taking('events:ListTagsForResource', 'ResourceARN', (input: ListTagsForResourceRequest) => ({
      Tags: tagList(tagsOf(input.ResourceARN)),
    })),
  };
}

/** Rules and buses as the tagging API sees them; they cost nothing while nothing happens. */
export const taggedEvents = (buses: BusStore): TaggedResource[] =>
  buses
    .all()
    .flatMap((bus) => [bus, ...bus.rules.values()].map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags), billable: false })));
