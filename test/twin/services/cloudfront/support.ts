import { generateKeyPairSync, sign } from 'node:crypto';
import type { Properties } from '#twin/cloud.ts';
import { createCloudFront } from '#twin/services/cloudfront/index.ts';
import { cannedPolicy } from '#twin/services/cloudfront/signed-url.ts';
import { createS3 } from '#twin/services/s3/index.ts';
import { openAccount } from '../account.ts';
import { contextOf, make, played } from '../resources.ts';

export const DISTRIBUTION = 'AWS::CloudFront::Distribution';
export const BUCKET = 'myapp-media';
/** A pair of keys as an owner makes them; which numbers they hold decides nothing. */
export const pairOf = (bits = 2048) =>
  generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** An account with a bucket of uploads and what it takes to put CloudFront before it. */
export function openEdges() {
  const account = openAccount([createS3, createCloudFront]);
  const { cloud } = account;
  cloud.callNow('s3', 'CreateBucket', { Bucket: BUCKET });
  return {
    ...account,
    make: async (type: string, properties: Properties, id = 'Thing') => make(cloud, `AWS::CloudFront::${type}`, properties, id),
    change: (id: string, properties: Properties, previous: Properties) =>
      played(cloud, Promise.resolve(cloud.provider(DISTRIBUTION).update?.(id, properties, previous, contextOf()))),
    remove: async (type: string, id: string) =>
      played(cloud, Promise.resolve(cloud.provider(`AWS::CloudFront::${type}`).delete(id, {}, contextOf()))),
    put: (Key: string, Body: string) => cloud.callNow('s3', 'PutObject', { Bucket: BUCKET, Key, Body, ContentType: 'image/png' }),
    /** Lets one distribution read objects of the bucket. */
    allow: async (distributionId: string, objects = '*') => {
      const statement = {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${BUCKET}/${objects}`,
        Condition: { StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::123456789012:distribution/${distributionId}` } },
      };
      const insecure = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: `arn:aws:s3:::${BUCKET}/*` };
      const denials = [
        { ...insecure, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { ...insecure, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
      ];
      const PolicyDocument = { Version: '2012-10-17', Statement: [statement, ...denials] };
      await cloud.provider('AWS::S3::BucketPolicy').create({ Bucket: BUCKET, PolicyDocument }, contextOf('Policy'));
    },
    visit: (url: string, method = 'GET', headers: Record<string, string> = {}) =>
      cloud.network.request({ method, url, headers, body: '', from: 'visitor' }) as {
        status: number;
        headers: Record<string, string>;
        body: string;
      },
  };
}

/** An origin access control and the distribution's properties that name it. */
export async function withAccessControl(edges: ReturnType<typeof openEdges>, changes: Properties = {}): Promise<Properties> {
  const accessControl = await edges.make('OriginAccessControl', {
    OriginAccessControlConfig: {
      Name: 'nines-myapp',
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    },
  });
  return { DistributionConfig: { ...plainConfig(accessControl.physicalId), ...changes } };
}

export const plainConfig = (accessControlId: string): Properties => ({
  Enabled: true,
  Comment: 'Uploads',
  Origins: [
    {
      Id: 'bucket',
      DomainName: `${BUCKET}.s3.us-east-1.amazonaws.com`,
      OriginAccessControlId: accessControlId,
      S3OriginConfig: { OriginAccessIdentity: '' },
    },
  ],
  DefaultCacheBehavior: { TargetOriginId: 'bucket', ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: 'optimized' },
});

const urlSafe = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

/** Signs a URL as the owner's program would: with a canned policy, or the one that is given. */
export function signUrl(
  url: string,
  keyId: string,
  privateKey: string,
  options: { expires: number; policy?: string; hash?: string },
): string {
  const { expires, policy, hash = 'sha1' } = options;
  const signature = urlSafe(sign(hash, Buffer.from(policy ?? cannedPolicy(url, expires)), privateKey));
  const parameters = policy === undefined ? `Expires=${expires}` : `Policy=${urlSafe(Buffer.from(policy))}`;
  const algorithm = hash === 'sha1' ? '' : `&Hash-Algorithm=${hash.toUpperCase()}`;
  return `${url}${url.includes('?') ? '&' : '?'}${parameters}&Signature=${signature}&Key-Pair-Id=${keyId}${algorithm}`;
}
