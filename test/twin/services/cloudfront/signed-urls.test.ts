// Goal: what is private is answered to who was given a signed URL, and to nobody else. Method: an owner's key pair, and a visitor.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Properties } from '#twin/cloud.ts';
import { openEdges, pairOf, signUrl, withAccessControl } from './support.ts';

const HOUR_SECONDS = 3600;

describe('signed URLs', () => {
  let owner: ReturnType<typeof pairOf>;
  let stranger: ReturnType<typeof pairOf>;
  let edges: ReturnType<typeof openEdges>;
  let url: string;
  let keyId: string;
  let groupId: string;
  const nowSeconds = () => Math.floor(edges.cloud.clock.nowMs / 1000);
  const signed = (options: object = {}, by = owner) =>
    signUrl(url, keyId, by.privateKey, { expires: nowSeconds() + HOUR_SECONDS, ...options });
  const keyOf = (name: string, pem: string) =>
    edges.make('PublicKey', { PublicKeyConfig: { CallerReference: name, Name: name, EncodedKey: pem } });
  const groupOf = (name: string, ...ids: string[]) => edges.make('KeyGroup', { KeyGroupConfig: { Name: name, Items: ids } });

  beforeAll(() => {
    owner = pairOf();
    stranger = pairOf();
  });

  beforeEach(async () => {
    edges = openEdges();
    const properties: Properties = await withAccessControl(edges);
    ({ physicalId: keyId } = await keyOf('first', owner.publicKey));
    ({ physicalId: groupId } = await groupOf('trusted', keyId));
    const behavior = {
      PathPattern: 'private/*',
      TargetOriginId: 'bucket',
      ViewerProtocolPolicy: 'https-only',
      TrustedKeyGroups: [groupId],
    };
    const config = { ...properties.DistributionConfig, CacheBehaviors: [behavior] };
    const { physicalId, attributes } = await edges.make('Distribution', { DistributionConfig: config });
    await edges.allow(physicalId);
    edges.put('private/report.pdf', 'a report');
    edges.put('uploads/a.png', 'a picture');
    url = `https://${attributes?.DomainName}/private/report.pdf`;
  });

  it.each<[string, object]>([
    ['a canned policy', {}],
    ['SHA-256', { hash: 'sha256' }],
  ])('are good with %s', (_, options) => {
    expect(edges.visit(signed(options))).toMatchObject({ status: 200, body: 'a report' });
  });

  it('keep the query of the URL that was signed', () => {
    url = `${url}?size=large`;

    expect(edges.visit(signed()).status).toBe(200);
    expect(edges.visit(signed().replace('size=large', 'size=small')).status).toBe(403);
  });

  it('are good for what a custom policy says, from when on and by pattern', () => {
    const policyFrom = (seconds: number) =>
      JSON.stringify({
        Statement: [
          {
            Resource: url.replace('report.pdf', '*'),
            Condition: {
              DateLessThan: { 'AWS:EpochTime': nowSeconds() + HOUR_SECONDS },
              DateGreaterThan: { 'AWS:EpochTime': seconds },
            },
          },
        ],
      });

    expect(edges.visit(signed({ policy: policyFrom(nowSeconds() - 1) })).status).toBe(200);
    expect(edges.visit(signed({ policy: policyFrom(nowSeconds() + 60) })).status).toBe(403);
  });

  it.each<[string, () => string, string]>([
    ['unsigned', () => url, 'Missing Key-Pair-Id'],
    ['signed by a key that is not trusted', () => signed().replace(/Key-Pair-Id=\w+/, 'Key-Pair-Id=KSTRANGER'), 'Unknown Key'],
    ['signed by a stranger in the owner’s name', () => signed({}, stranger), 'Access denied'],
    ['signed for another object', () => signed().replace('report.pdf', 'other.pdf'), 'Access denied'],
    ['prolonged by its visitor', () => signed().replace(/Expires=\d+/, 'Expires=9999999999'), 'Access denied'],
    ['expired', () => signed({ expires: nowSeconds() - 1 }), 'Access denied'],
    ['without a signature', () => signed().replace(/&Signature=[^&]+/, ''), 'Missing Signature'],
    ['without an end', () => signed().replace(/Expires=\d+&/, ''), 'Missing Policy'],
    ['signed by an unknown hash', () => `${signed()}&Hash-Algorithm=MD5`, 'Access denied'],
    ['signed until no whole second', () => signed({ expires: nowSeconds() + 60.5 }), 'Access denied'],
    ['asked for without TLS', () => signed().replace('https:', 'http:'), 'HTTPS only'],
  ])('are refused when %s', (_, make, message) => {
    const answer = edges.visit(make());

    expect(answer.status).toBe(403);
    expect(answer.body).toContain(message);
  });

  it('are not needed for what is not private', () => {
    expect(edges.visit(url.replace('private/report.pdf', 'uploads/a.png')).status).toBe(200);
  });

  it('are good by a second key of the group, when the first is gone', async () => {
    const { physicalId: second } = await keyOf('second', stranger.publicKey);
    const group = { KeyGroupConfig: { Name: 'trusted', Items: [second] } };
    const before = signed();

    await edges.cloud.provider('AWS::CloudFront::KeyGroup').update?.(groupId, group, {}, {} as never);

    expect(edges.visit(before).status).toBe(403);
    expect(edges.visit(signUrl(url, second, stranger.privateKey, { expires: nowSeconds() + 60 })).status).toBe(200);
  });

  it('are not checked against a visitor’s address: that is refused by name', () => {
    const Condition = { DateLessThan: { 'AWS:EpochTime': nowSeconds() + 60 }, IpAddress: { 'AWS:SourceIp': '192.0.2.0/24' } };

    expect(() => edges.visit(signed({ policy: JSON.stringify({ Statement: [{ Resource: url, Condition }] }) }))).toThrow('IpAddress');
    expect(() => edges.visit(url, 'GET', { cookie: `CloudFront-Key-Pair-Id=${keyId}` })).toThrow('signed cookies');
  });

  it.each<[string, () => string]>([
    ['a private key', () => owner.privateKey],
    ['a short one', () => pairOf(1024).publicKey],
    ['no key at all', () => 'ssh-rsa AAAA'],
  ])('are checked with public keys of 2048 bits: %s is refused', async (_, pem) => {
    await expect(keyOf('bad', pem())).rejects.toMatchObject({ shape: 'InvalidArgument' });
  });

  it('keep their keys: one in use is not deleted, and none is changed', async () => {
    const changed = { PublicKeyConfig: { CallerReference: 'first', Name: 'first', EncodedKey: stranger.publicKey } };
    const provider = edges.cloud.provider('AWS::CloudFront::PublicKey');

    await expect(edges.remove('PublicKey', keyId)).rejects.toMatchObject({ shape: 'PublicKeyInUse' });
    await expect(edges.remove('KeyGroup', groupId)).rejects.toMatchObject({ shape: 'ResourceInUse' });
    expect(() => provider.update?.(keyId, changed, {}, {} as never)).toThrow(expect.objectContaining({ shape: 'InvalidArgument' }));
    await expect(keyOf('first', stranger.publicKey)).rejects.toMatchObject({ shape: 'PublicKeyAlreadyExists' });
  });
});
