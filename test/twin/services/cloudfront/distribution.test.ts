// Goal: a distribution lives as CloudFront's do, and reads a closed bucket only as the bucket's policy says.
// Method: the providers that CloudFormation uses, the API beside them, and a visitor on the twin's network.
import { CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Properties } from '#twin/cloud.ts';
import { clientOf } from '../sdk.ts';
import { openEdges, withAccessControl } from './support.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a0a0a0a';
const ownName = (aliases: string[], arn: string | undefined = CERTIFICATE): Properties => ({
  Aliases: aliases,
  ViewerCertificate: { AcmCertificateArn: arn, SslSupportMethod: 'sni-only', MinimumProtocolVersion: 'TLSv1.2_2021' },
});

describe('a distribution', () => {
  let edges: ReturnType<typeof openEdges>;
  let properties: Properties;
  const create = (changes: Properties = {}) =>
    edges.make('Distribution', { DistributionConfig: { ...properties.DistributionConfig, ...changes } });
  const statusOf = (id: string) => edges.call('cloudfront', 'GetDistribution', { Id: id }).Distribution.Status;

  beforeEach(async () => {
    edges = openEdges();
    properties = await withAccessControl(edges);
  });

  it('takes minutes to reach the edges', async () => {
    const beganMs = edges.cloud.clock.nowMs;

    const { attributes } = await create();

    const minutes = (edges.cloud.clock.nowMs - beganMs) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(3);
    expect(minutes).toBeLessThanOrEqual(12.6);
    expect(attributes?.DomainName).toMatch(/^d[0-9a-f]{13}\.cloudfront\.net$/);
    expect(edges.cloud.network.resolve(attributes?.DomainName).addresses).toHaveLength(1);
  });

  it('answers from the bucket once its policy allows it', async () => {
    const { physicalId, attributes } = await create();
    edges.put('uploads/a.png', 'a picture');
    const url = `https://${attributes?.DomainName}/uploads/a.png`;

    const closed = edges.visit(url);
    await edges.allow(physicalId);

    expect(closed.status).toBe(403);
    expect(edges.visit(url)).toMatchObject({ status: 200, body: 'a picture', headers: { 'content-type': 'image/png' } });
    expect(edges.visit(url, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each<[string, (domain: string) => [string, string?], number]>([
    ['what is not there, since it may not list', (domain) => [`https://${domain}/uploads/none.png`], 403],
    ['a path that is badly encoded', (domain) => [`https://${domain}/uploads/%zz`], 400],
    ['the bucket itself', (domain) => [`https://${domain}/`], 403],
    ['a method that writes', (domain) => [`https://${domain}/uploads/a.png`, 'PUT'], 403],
    ['plain HTTP, and sends to HTTPS', (domain) => [`http://${domain}/uploads/a.png`], 301],
  ])('does not answer %s', async (_, request, status) => {
    const { physicalId, attributes } = await create();
    edges.put('uploads/a.png', 'a picture');
    await edges.allow(physicalId);

    const answer = edges.visit(...request(attributes?.DomainName));

    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('a picture');
  });

  it('reads no more of the bucket than its policy names, and no bucket of another distribution', async () => {
    const mine = await create();
    const other = await create();
    edges.put('uploads/a.png', 'a picture');
    edges.put('secret.txt', 'a secret');
    await edges.allow(mine.physicalId, 'uploads/*');

    expect(edges.visit(`https://${mine.attributes?.DomainName}/uploads/a.png`).status).toBe(200);
    expect(edges.visit(`https://${mine.attributes?.DomainName}/secret.txt`).status).toBe(403);
    expect(edges.visit(`https://${other.attributes?.DomainName}/uploads/a.png`).status).toBe(403);
  });

  it('shows its page for an error, with the status that it is told to', async () => {
    const { physicalId, attributes } = await create({
      CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 503, ResponsePagePath: '/back.html', ErrorCachingMinTTL: 10 }],
    });
    await edges.allow(physicalId);
    const url = `https://${attributes?.DomainName}/any/post`;

    const without = edges.visit(url);
    edges.put('back.html', 'We will be back');

    expect(without.status).toBe(403);
    expect(edges.visit(url)).toMatchObject({ status: 503, body: 'We will be back' });
  });

  it('does as before until a change has reached the edges', async () => {
    const { physicalId, attributes } = await create();
    await edges.allow(physicalId);
    edges.put('uploads/a.png', 'a picture');
    const url = `http://${attributes?.DomainName}/uploads/a.png`;
    const open = { ...properties.DistributionConfig.DefaultCacheBehavior, ViewerProtocolPolicy: 'allow-all' };
    const changed = { DistributionConfig: { ...properties.DistributionConfig, DefaultCacheBehavior: open } };

    const change = edges.change(physicalId, changed, properties);
    const [during, state] = [edges.visit(url).status, statusOf(physicalId)];
    await change;

    expect([during, state]).toEqual([301, 'InProgress']);
    expect([edges.visit(url).status, statusOf(physicalId)]).toEqual([200, 'Deployed']);
  });

  it('changes its tags at once', async () => {
    const { physicalId } = await create();
    const beganMs = edges.cloud.clock.nowMs;

    await edges.change(physicalId, { ...properties, Tags: [{ Key: 'nines:part', Value: 'media' }] }, properties);

    expect(edges.cloud.clock.nowMs).toBe(beganMs);
    const Resource = `arn:aws:cloudfront::123456789012:distribution/${physicalId}`;
    const { Tags } = edges.call('cloudfront', 'ListTagsForResource', { Resource });
    expect(Tags.Items).toContainEqual({ Key: 'nines:part', Value: 'media' });
  });

  it('is disabled everywhere before it is deleted, which takes its minutes', async () => {
    const { physicalId, attributes } = await create();
    const beganMs = edges.cloud.clock.nowMs;

    await edges.remove('Distribution', physicalId);

    expect((edges.cloud.clock.nowMs - beganMs) / 60_000).toBe(5);
    expect(() => edges.call('cloudfront', 'GetDistribution', { Id: physicalId })).toThrow(
      expect.objectContaining({ shape: 'NoSuchDistribution', statusCode: 404 }),
    );
    expect(edges.cloud.network.hasName(attributes?.DomainName)).toBe(false);
  });

  it('answers to a name of the owner’s, which no other distribution may have', async () => {
    const { physicalId, attributes } = await create(ownName(['media.example.com']));
    await edges.allow(physicalId);
    edges.put('uploads/a.png', 'a picture');
    edges.cloud.network.setName('media.example.com', edges.cloud.network.resolve(attributes?.DomainName).addresses, 60);
    edges.cloud.network.setName('other.example.com', edges.cloud.network.resolve(attributes?.DomainName).addresses, 60);

    expect(edges.visit('https://media.example.com/uploads/a.png').status).toBe(200);
    expect(edges.visit('https://other.example.com/uploads/a.png').status).toBe(403);
    await expect(create(ownName(['media.example.com']))).rejects.toMatchObject({ shape: 'CNAMEAlreadyExists' });
  });

  it('is told over the wire as the SDK reads it', async () => {
    const { physicalId, attributes } = await create(ownName(['media.example.com']));
    const client = new CloudFrontClient(clientOf(edges.cloud));

    const { Distribution } = await client.send(new GetDistributionCommand({ Id: physicalId }));
    const missing = await client.send(new GetDistributionCommand({ Id: 'ENONE' })).catch((error) => error);

    expect(Distribution).toMatchObject({ Status: 'Deployed', DomainName: attributes?.DomainName });
    expect(Distribution?.DistributionConfig).toMatchObject({ Enabled: true, Aliases: { Quantity: 1, Items: ['media.example.com'] } });
    expect(missing.name).toBe('NoSuchDistribution');
  });

  it.each<[string, Properties, string]>([
    ['a name without a certificate', { Aliases: ['media.example.com'] }, 'InvalidViewerCertificate'],
    [
      'a certificate of another region',
      ownName(['media.example.com'], 'arn:aws:acm:eu-west-1:123456789012:certificate/0a'),
      'InvalidViewerCertificate',
    ],
    ['a behaviour for an origin that is not there', { DefaultCacheBehavior: { TargetOriginId: 'none' } }, 'NoSuchOrigin'],
    [
      'keys that are not there',
      { CacheBehaviors: [{ PathPattern: 'p/*', TargetOriginId: 'bucket', TrustedKeyGroups: ['ENONE'] }] },
      'NoSuchResource',
    ],
  ])('is not made with %s', async (_, changes, shape) => {
    await expect(create(changes)).rejects.toMatchObject({ shape });
  });

  it('keeps its origin access control from being deleted', async () => {
    await create();
    const { OriginAccessControlId: id } = properties.DistributionConfig.Origins[0];

    await expect(edges.remove('OriginAccessControl', id)).rejects.toMatchObject({ shape: 'OriginAccessControlInUse' });
  });

  it.each<[string, Properties, string]>([
    ['a function at the edge', { DefaultCacheBehavior: { TargetOriginId: 'bucket', FunctionAssociations: [] } }, 'FunctionAssociations'],
    ['a log', { Logging: { Bucket: 'logs' } }, 'Logging'],
    ['an origin that is no bucket', { Origins: [{ Id: 'bucket', DomainName: 'www.example.com' }] }, 'www.example.com'],
    ['an error without a page', { CustomErrorResponses: [{ ErrorCode: 403 }] }, 'ResponsePagePath'],
  ])('refuses %s by name', async (_, changes, name) => {
    await expect(create(changes)).rejects.toThrow(name);
  });
});
