import { describe, expect, it } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import { type BucketFacts, type DistributionFacts, gateMedia, type MediaFacts } from '#domain/layers/media.ts';
import { billableOf } from '#domain/leftovers.ts';
import { planSite } from '#domain/site-plan.ts';
import { siteSpec } from '../support.ts';

const NAME = { name: 'media.example.com', certificateArn: 'arn:aws:acm:us-east-1:1:certificate/1' };
const MEDIA = { versioning: true };
const BUCKET: BucketFacts = { name: 'uploads', isClosed: true, isEncrypted: true, isVersioned: true };
const DEPLOYED: DistributionFacts = { domainName: 'd1.cloudfront.net', status: 'Deployed', isEnabled: true };
const seen = (
  changes: { uploads?: BucketFacts | undefined; page?: BucketFacts | undefined; edge?: DistributionFacts | undefined } = {},
): MediaFacts => ({
  buckets: { uploads: BUCKET, page: { ...BUCKET, name: 'page', isVersioned: false }, ...pick(changes, 'uploads', 'page') },
  distributions: { uploads: DEPLOYED, page: 'edge' in changes ? changes.edge : DEPLOYED },
});
const pick = (from: object, ...names: string[]) => Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

describe('media', () => {
  it('are made beside the data, before the nodes that write them', () => {
    const waves = planSite(siteSpec({ media: MEDIA })).map((wave) => wave.map(({ layer }) => layer));

    expect(waves.findIndex((wave) => wave.includes('media'))).toBe(1);
    expect(planSite(siteSpec()).flat()).not.toContainEqual(expect.objectContaining({ layer: 'media' }));
  });

  it('need nothing of other layers, and hand over what was asked for or nothing', () => {
    expect(layerParameters('media', siteSpec({ media: MEDIA }), {})).toEqual({
      SiteName: 'myapp',
      Versioning: 'true',
      FirstPublicKey: '',
      SecondPublicKey: '',
      MediaName: '',
      MediaCertificateArn: '',
      PageName: '',
      PageCertificateArn: '',
    });
    expect(
      layerParameters('media', siteSpec({ media: { versioning: false, private: { second: 'PEM' }, domain: NAME, page: NAME } }), {}),
    ).toMatchObject({
      Versioning: 'false',
      SecondPublicKey: 'PEM',
      MediaName: NAME.name,
      PageCertificateArn: NAME.certificateArn,
    });
    expect(() => layerParameters('media', siteSpec(), {})).toThrow(RangeError);
  });

  it('cost something where they are left behind', () => {
    const arns = [
      'arn:aws:s3:::nines-myapp-media-media-1',
      'arn:aws:cloudfront::123456789012:distribution/E1',
      'arn:aws:cloudfront::1:key-group/K1',
    ];

    expect(billableOf(arns, []).map(({ kind }) => kind)).toEqual(['S3 bucket', 'CloudFront distribution']);
  });
});

describe('the gate of the media', () => {
  it.each<[string, MediaFacts, string, RegExp]>([
    ['both closed and both deployed', seen(), 'proceed', /both distributions are deployed/],
    ['a distribution on its way', seen({ edge: { ...DEPLOYED, status: 'InProgress' } }), 'wait', /is InProgress/],
    ['a distribution that somebody disabled', seen({ edge: { ...DEPLOYED, isEnabled: false } }), 'fail', /is disabled/],
    ['no distribution', seen({ edge: undefined }), 'fail', /no distribution for the page/],
    ['no bucket', seen({ uploads: undefined }), 'fail', /no bucket for the uploads/],
    ['a bucket that somebody opened', seen({ page: { ...BUCKET, isClosed: false } }), 'fail', /may be opened to the public/],
    ['a bucket without encryption', seen({ page: { ...BUCKET, isEncrypted: false } }), 'fail', /is not encrypted/],
    ['uploads without versions', seen({ uploads: { ...BUCKET, isVersioned: false } }), 'fail', /keeps no versions/],
  ])('answers %s', (_, facts, action, reason) => {
    expect(gateMedia(MEDIA, facts)).toEqual({ action, reason: expect.stringMatching(reason) });
  });

  it('asks for versions only where the site does', () => {
    expect(gateMedia({ versioning: false }, seen({ uploads: { ...BUCKET, isVersioned: false } })).action).toBe('proceed');
  });
});
