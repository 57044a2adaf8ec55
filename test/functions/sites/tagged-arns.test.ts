import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { globalTagging, tagging } from '#functions/shared/clients/tagging.ts';
import { taggedArns } from '#functions/shared/sites/tagged-arns.ts';

const GROUP = 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/myapp-asg';
const DISTRIBUTION = 'arn:aws:cloudfront::123456789012:distribution/E1';
const [own, everywhere] = [mockClient(tagging), mockClient(globalTagging)];
const page = (...arns: string[]) => ({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) });

/** The site's region is what the function's environment says. */
const inRegion = (region: string) => vi.spyOn(tagging.config, 'region').mockResolvedValue(region);

afterEach(() => {
  vi.restoreAllMocks();
  for (const mock of [own, everywhere]) mock.reset();
});

describe('what is tagged as a site’s', () => {
  it('is asked of us-east-1 too where the site is elsewhere, and told once', async () => {
    inRegion('eu-west-1');
    own.on(GetResourcesCommand).resolves(page(GROUP, DISTRIBUTION));
    everywhere.on(GetResourcesCommand).resolves(page(DISTRIBUTION));

    await expect(taggedArns('myapp')).resolves.toEqual([GROUP, DISTRIBUTION]);

    expect(everywhere.calls()[0]?.args[0].input).toEqual({ TagFilters: [{ Key: 'nines:site', Values: ['myapp'] }] });
  });

  it('is asked once in us-east-1, page by page', async () => {
    inRegion('us-east-1');
    own
      .on(GetResourcesCommand)
      .resolvesOnce({ ...page(GROUP), PaginationToken: 'more' })
      .resolves({ ...page(DISTRIBUTION), PaginationToken: '' });

    await expect(taggedArns('myapp')).resolves.toEqual([GROUP, DISTRIBUTION]);

    expect(everywhere.calls()).toEqual([]);
  });

  it('is not guessed at when there is no end to it', async () => {
    inRegion('us-east-1');
    own.on(GetResourcesCommand).resolves({ ...page(GROUP), PaginationToken: 'more' });

    await expect(taggedArns('myapp')).rejects.toThrow('more than 20 pages');
  });

  it('is not half known when us-east-1 does not answer', async () => {
    inRegion('eu-west-1');
    own.on(GetResourcesCommand).resolves(page(GROUP));
    everywhere.on(GetResourcesCommand).rejects(new Error('no way'));

    await expect(taggedArns('myapp')).rejects.toThrow('no way');
  });
});
