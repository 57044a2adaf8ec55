// Goal: what is tagged is found over all services that joined. Method: three real services and one that did not join.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ServiceModule } from '#twin/cloud.ts';
import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import { createS3 } from '#twin/services/s3/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { createTag } from '#twin/services/tag/index.ts';
import { openAccount } from '../account.ts';

const SITE = { Key: 'nines:site', Values: ['myapp'] };

describe('the tagging API', () => {
  let account: ReturnType<typeof openAccount>;
  const find = (input: object) => account.call('tag', 'GetResources', input);
  const arns = (input: object): string[] => find(input).ResourceTagMappingList.map((row: { ResourceARN: string }) => row.ResourceARN);

  beforeEach(() => {
    const modules: ServiceModule[] = [];
    const joining = (make: typeof createS3) => (cloud: Parameters<typeof createS3>[0]) => {
      const module = make(cloud);
      modules.push(module);
      return module;
    };
    const stranger: ServiceModule = { name: 'logs', operations: {} };
    account = openAccount([
      joining(createS3),
      joining(createSqs as never),
      joining(createDynamodb as never),
      () => stranger,
      (cloud) => createTag(cloud, () => [...modules, stranger]),
    ]);
    for (const name of ['a', 'b', 'bare']) account.call('s3', 'CreateBucket', { Bucket: name });
    account.call('s3', 'PutBucketTagging', { Bucket: 'a', Tagging: { TagSet: [{ Key: 'nines:site', Value: 'myapp' }] } });
    account.call('s3', 'PutBucketTagging', { Bucket: 'b', Tagging: { TagSet: [{ Key: 'nines:site', Value: 'other' }] } });
    account.call('sqs', 'CreateQueue', { QueueName: 'q', tags: { 'nines:site': 'myapp', tier: 'web' } });
  });

  it('finds by tag over services', () => {
    expect(arns({ TagFilters: [SITE] })).toEqual(['arn:aws:s3:::a', 'arn:aws:sqs:us-east-1:123456789012:q']);
  });

  it('takes a key without values as enough, and several keys together', () => {
    expect(arns({ TagFilters: [{ Key: 'nines:site' }] })).toHaveLength(3);
    expect(arns({ TagFilters: [SITE, { Key: 'tier' }] })).toEqual(['arn:aws:sqs:us-east-1:123456789012:q']);
    expect(arns({ TagFilters: [SITE, { Key: 'none' }] })).toEqual([]);
  });

  it('finds by type, and never what has no tags', () => {
    expect(arns({ ResourceTypeFilters: ['s3'] })).toEqual(['arn:aws:s3:::a', 'arn:aws:s3:::b']);
    expect(arns({ ResourceTypeFilters: ['dynamodb:table', 'sqs'] })).toEqual(['arn:aws:sqs:us-east-1:123456789012:q']);
  });

  it('pages', () => {
    const first = find({ ResourcesPerPage: 2 });
    const second = find({ ResourcesPerPage: 2, PaginationToken: first.PaginationToken });

    expect(first.ResourceTagMappingList).toHaveLength(2);
    expect(second.ResourceTagMappingList).toHaveLength(1);
    expect(second.PaginationToken).toBe('');
  });

  it('refuses ARNs together with filters', () => {
    expect(() => find({ ResourceARNList: ['arn:aws:s3:::a'], TagFilters: [SITE] })).toThrow(
      expect.objectContaining({ shape: 'InvalidParameterException' }),
    );
  });
});
