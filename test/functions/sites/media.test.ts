import { CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { mediaPromise } from '#functions/shared/sites/promises/media.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const s3 = mockClient(S3Client);
const cloudFront = mockClient(CloudFrontClient);
const spec = siteSpec({ media: { versioning: true } });
const OUTPUTS = { MediaBucketName: 'uploads', PageBucketName: 'page', MediaDistributionId: 'E1', PageDistributionId: 'E2' };
const CLOSED = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const distribution = (Status: string, Enabled = true) => ({
  Distribution: { Status, DomainName: 'd1', DistributionConfig: { Enabled } } as never,
});

beforeEach(() => {
  s3.reset();
  cloudFront.reset();
  s3.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration: CLOSED });
  s3.on(GetBucketEncryptionCommand).resolves({ ServerSideEncryptionConfiguration: { Rules: [{}] } });
  s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
  cloudFront.on(GetDistributionCommand).resolves(distribution('Deployed'));
});

describe('what media promise', () => {
  it('is kept when both buckets are closed and both distributions are deployed', async () => {
    expect(await mediaPromise(spec, OUTPUTS)).toMatchObject({ action: 'proceed' });
  });

  it('is waited for while one distribution is on its way', async () => {
    cloudFront.on(GetDistributionCommand, { Id: 'E2' }).resolves(distribution('InProgress'));

    expect(await mediaPromise(spec, OUTPUTS)).toMatchObject({ action: 'wait' });
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a block is off',
      () =>
        s3
          .on(GetPublicAccessBlockCommand, { Bucket: 'page' })
          .resolves({ PublicAccessBlockConfiguration: { ...CLOSED, BlockPublicPolicy: false } }),
      /page may be opened/,
    ],
    [
      'there are no blocks',
      () => s3.on(GetPublicAccessBlockCommand).rejects(awsError('NoSuchPublicAccessBlockConfiguration')),
      /may be opened/,
    ],
    [
      'there is no bucket',
      () => s3.on(GetBucketVersioningCommand, { Bucket: 'uploads' }).rejects(awsError('NoSuchBucket')),
      /no bucket for the uploads/,
    ],
    ['versions are suspended', () => s3.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' }), /keeps no versions/],
    [
      'somebody disabled a distribution',
      () => cloudFront.on(GetDistributionCommand).resolves(distribution('Deployed', false)),
      /is disabled/,
    ],
    [
      'CloudFront does not know one',
      () => cloudFront.on(GetDistributionCommand, { Id: 'E1' }).rejects(awsError('NoSuchDistribution')),
      /no distribution for the uploads/,
    ],
  ])('is broken when %s', async (_, prepare, reason) => {
    prepare();

    expect(await mediaPromise(spec, OUTPUTS)).toEqual({ action: 'fail', reason: expect.stringMatching(reason) });
  });

  it('is broken by a layer that gave nothing, and not asked of a site that does without', async () => {
    expect(await mediaPromise(spec, {})).toMatchObject({ action: 'fail' });
    expect(await mediaPromise(siteSpec(), OUTPUTS)).toMatchObject({ action: 'fail', reason: 'The spec has no such layer.' });
  });

  it.each([
    ['S3', () => s3.on(GetBucketEncryptionCommand).rejects(awsError('AccessDenied'))],
    ['CloudFront', () => cloudFront.on(GetDistributionCommand).rejects(awsError('AccessDenied'))],
  ])('is an error, not a broken promise, when %s does not answer', async (_, prepare) => {
    prepare();

    await expect(mediaPromise(spec, OUTPUTS)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('media that are left behind', () => {
  const isLeft = async (arn: string) => {
    const [found] = billableOf([arn], []);
    return found !== undefined && (await isStillThere(found));
  };
  const BUCKET = 'arn:aws:s3:::nines-myapp-media-media-1';
  const DISTRIBUTION = 'arn:aws:cloudfront::123456789012:distribution/E1';

  it('are told of while they are there, empty or disabled', async () => {
    s3.on(HeadBucketCommand, { Bucket: 'nines-myapp-media-media-1' }).resolves({});
    cloudFront.on(GetDistributionCommand, { Id: 'E1' }).resolves(distribution('Deployed', false));

    expect([await isLeft(BUCKET), await isLeft(DISTRIBUTION)]).toEqual([true, true]);
  });

  it('are gone when AWS says so, whatever the tags say', async () => {
    s3.on(HeadBucketCommand).rejects(awsError('NotFound'));
    cloudFront.on(GetDistributionCommand).rejects(awsError('NoSuchDistribution'));

    expect([await isLeft(BUCKET), await isLeft(DISTRIBUTION)]).toEqual([false, false]);
  });

  it('are not believed to be gone where it is not told', async () => {
    s3.on(HeadBucketCommand).rejects(awsError('Forbidden'));

    await expect(isLeft(BUCKET)).rejects.toMatchObject({ name: 'Forbidden' });
  });
});
