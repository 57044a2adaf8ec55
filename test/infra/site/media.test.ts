import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer } from './support.ts';

const template = () => layer('media');
// biome-ignore lint/suspicious/noExplicitAny: each test reads its own part of a template
type Properties = Record<string, any>;
const properties = (id: string) => propertiesOf(template().Resources[id]!) as Properties;
const statements = (id: string): Properties[] => properties(id).PolicyDocument.Statement;

describe.each(['Media', 'Page'])('the bucket %s', (id) => {
  test('is closed, encrypted, without access lists and without rules for other origins', () => {
    const { PublicAccessBlockConfiguration: blocks, OwnershipControls, BucketEncryption, CorsConfiguration, BucketName } = properties(id);

    expect(Object.values(blocks)).toEqual([true, true, true, true]);
    expect(OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect(BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256');
    expect([CorsConfiguration, BucketName]).toEqual([undefined, undefined]);
  });

  test('keeps no earlier version for ever, and no upload that never ended', () => {
    const [rule] = properties(id).LifecycleConfiguration.Rules;

    expect(rule).toMatchObject({
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    });
    expect(rule.ExpirationInDays).toBeUndefined();
  });

  test('is kept when a change would replace it', () => {
    expect(template().Resources[id]).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' });
  });

  test('is read by its own distribution only, and by nobody without TLS 1.2', () => {
    const allowed = statements(`${id}Policy`).filter(({ Effect }) => Effect === 'Allow');
    const denied = statements(`${id}Policy`).filter(({ Effect }) => Effect === 'Deny');

    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } });
    expect(JSON.stringify(allowed[0]?.Condition)).toContain(`"Ref":"${id}Distribution"`);
    expect(denied.map(({ Condition }) => Condition)).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    ]);
  });
});

describe('uploads', () => {
  test('keep versions where the site wants them', () => {
    expect(properties('Media').VersioningConfiguration).toEqual({ Status: { 'Fn::If': ['IsVersioned', 'Enabled', 'Suspended'] } });
  });

  test('are all that CloudFront may read without keys: what is private does not become public when the keys go', () => {
    const readable = statements('MediaPolicy').flatMap(({ Effect, Resource }) => (Effect === 'Allow' ? Resource : []));
    const privates = readable.find((resource) => resource['Fn::If']);
    const uploads = readable.filter((resource) => resource !== privates);

    expect(JSON.stringify(uploads)).toContain('/uploads/*');
    expect(privates['Fn::If'][0]).toBe('IsPrivate');
    expect(JSON.stringify(privates['Fn::If'][1])).toContain('/private/*');
    expect(privates['Fn::If'][2]).toEqual({ Ref: 'AWS::NoValue' });
  });

  test('that are private are answered over TLS to who signs with a trusted key', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = properties('MediaDistribution').DistributionConfig;

    expect(DefaultCacheBehavior).toMatchObject({
      ViewerProtocolPolicy: 'https-only',
      TrustedKeyGroups: { 'Fn::If': ['IsPrivate', [{ Ref: 'TrustedKeys' }], { Ref: 'AWS::NoValue' }] },
    });
    // What is public is named: a path that passes by a pattern must not find an open door.
    expect(CacheBehaviors.map(({ PathPattern, TrustedKeyGroups }: Properties) => [PathPattern, TrustedKeyGroups])).toEqual([
      ['uploads/*', undefined],
    ]);
  });

  test('know public keys only, each in a place of its own', () => {
    const keys = ofType(template(), 'AWS::CloudFront::PublicKey');

    expect(keys.map(([id, { Condition }]) => [id, Condition])).toEqual([
      ['FirstKey', 'HasFirstKey'],
      ['SecondKey', 'HasSecondKey'],
    ]);
    expect(template().Resources.TrustedKeys).toMatchObject({ Condition: 'IsPrivate' });
    expect(JSON.stringify(template())).not.toContain('PRIVATE KEY');
  });
});

describe.each(['Media', 'Page'])('the distribution %sDistribution', (id) => {
  const config = () => properties(`${id}Distribution`).DistributionConfig;

  test('signs what it asks of its bucket, and is read only, over TLS', () => {
    expect(config().Origins).toHaveLength(1);
    expect(config().Origins[0]).toMatchObject({
      DomainName: { 'Fn::GetAtt': [id, 'RegionalDomainName'] },
      OriginAccessControlId: { 'Fn::GetAtt': ['AccessControl', 'Id'] },
    });
    expect(properties('AccessControl').OriginAccessControlConfig).toMatchObject({ SigningBehavior: 'always', SigningProtocol: 'sigv4' });
    for (const behavior of [config().DefaultCacheBehavior, ...(config().CacheBehaviors ?? [])]) {
      expect(behavior.AllowedMethods).toEqual(['GET', 'HEAD']);
      expect(['redirect-to-https', 'https-only']).toContain(behavior.ViewerProtocolPolicy);
    }
  });

  test('takes a name with a certificate of us-east-1 and TLS 1.2, or neither', () => {
    const { [`${id}CertificateArn`]: certificate } = template().Parameters as Record<string, { AllowedPattern?: string }>;
    const pattern = new RegExp(`^(${certificate?.AllowedPattern})$`);
    const arn = (region: string) => `arn:aws:acm:${region}:123456789012:certificate/0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e`;

    expect([arn('us-east-1'), '', arn('eu-west-1')].map((text) => pattern.test(text))).toEqual([true, true, false]);
    expect(config().Aliases['Fn::If'][0]).toBe(`Has${id}Name`);
    expect(config().ViewerCertificate.MinimumProtocolVersion).toEqual({
      'Fn::If': [`Has${id}Name`, 'TLSv1.2_2021', { Ref: 'AWS::NoValue' }],
    });
    expect(config().ViewerCertificate.CloudFrontDefaultCertificate).toEqual({ 'Fn::If': [`Has${id}Name`, { Ref: 'AWS::NoValue' }, true] });
  });
});

test('the page answers every path, and says 503 so that nobody remembers it as the site', () => {
  const { CustomErrorResponses, DefaultRootObject } = properties('PageDistribution').DistributionConfig;

  expect(
    CustomErrorResponses.map(({ ErrorCode, ResponseCode, ResponsePagePath }: Record<string, unknown>) => [
      ErrorCode,
      ResponseCode,
      ResponsePagePath,
    ]),
  ).toEqual([
    [403, 503, '/we-will-be-back.html'],
    [404, 503, '/we-will-be-back.html'],
  ]);
  // With one, the first page of the site would be answered with 200.
  expect(DefaultRootObject).toBeUndefined();
});

describe('a web node', () => {
  const policyOf = (condition: string): string => {
    const roles = ofType(layer('web'), 'AWS::IAM::Role').map(([, role]) => propertiesOf(role) as { Policies: { 'Fn::If'?: unknown[] }[] });
    return JSON.stringify(roles.flatMap(({ Policies }) => Policies).find((given) => given['Fn::If']?.[0] === condition));
  };

  test('writes and takes away uploads of its own site where there is a bucket, and reads none', () => {
    const policy = policyOf('HasMedia');

    expect(policy).toContain('"Action":["s3:PutObject","s3:DeleteObject","s3:AbortMultipartUpload"]');
    expect(policy).toContain('"Ref":"MediaBucketName"');
    expect(policy).not.toContain('s3:GetObject');
  });

  test('is told where its code is, and where uploads go, and carries none of it in its user data', () => {
    const userData = JSON.stringify(ofType(layer('web'), 'AWS::EC2::LaunchTemplate').map(([, found]) => propertiesOf(found)));

    for (const name of ['NINES_ASSETS_BUCKET', 'NINES_ASSETS_PREFIX', 'NINES_MEDIA_BUCKET', 'NINES_MEDIA_URL']) {
      expect(userData).toContain(`export ${name}='\${${name}}'`);
    }
    expect(userData).toContain('nines-assets-');
    expect(userData).not.toContain('NINES_NODE_ARCHIVE');
  });
});
