import { describe, expect, it } from 'vitest';
import { bucketPlan, type HeldBucket, judgeBuckets } from '#domain/buckets.ts';

const bucket = (id: string, objects: number, isMore = false): HeldBucket => ({
  layer: 'media',
  id,
  bucket: id.toLowerCase(),
  objects,
  isMore,
});
const ALL = [bucket('Media', 12), bucket('Page', 2), { ...bucket('AccessLogBucket', 7), layer: 'web' as const }];

describe('buckets of a site that goes', () => {
  it('are named with what they hold, and refuse', () => {
    const { action, reason } = judgeBuckets([...ALL, bucket('OtherBucket', 10_000, true)], false);

    expect(action).toBe('refuse');
    expect(reason).toContain('media (12 objects and versions), otherbucket (more than 10000 objects and versions)');
  });

  it.each<[name: string, buckets: HeldBucket[], emptyBuckets: boolean]>([
    ['that are empty', [bucket('Media', 0)], false],
    ['that hold what is ours', [bucket('Page', 2)], false],
    ['that outlive their stack', [bucket('AccessLogBucket', 7)], false],
    ['that are named by their word', ALL, true],
  ])('%s refuse nothing', (_, buckets, emptyBuckets) => {
    expect(judgeBuckets(buckets, emptyBuckets).action).toBe('proceed');
  });

  it.each([
    ['media', false, { empty: ['page'], removeAfter: [] }],
    ['media', true, { empty: ['media', 'page'], removeAfter: [] }],
    ['web', false, { empty: [], removeAfter: [] }],
    ['web', true, { empty: [], removeAfter: ['accesslogbucket'] }],
    ['network', true, { empty: [], removeAfter: [] }],
  ] as const)('of the layer %s, to be emptied: %s, are planned as %j', (layer, emptyBuckets, plan) => {
    expect(bucketPlan(ALL, layer, emptyBuckets)).toEqual(plan);
  });
});
