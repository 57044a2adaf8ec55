// Goal: objects come back as they were put, and guarded writes and locks hold. Method: API calls, a real SDK client over the wire.
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCloud } from '#twin/create-cloud.ts';
import { createS3 } from '#twin/services/s3/index.ts';
import { openAccount, PERSON, START_MS } from '../account.ts';
import { contextOf } from '../resources.ts';
import { clientOf } from '../sdk.ts';

const Bucket = 'evidence';

describe('S3', () => {
  let account: ReturnType<typeof openAccount>;
  let events: { type: string; detail: Record<string, unknown> }[];
  const call = (operation: string, input: object = {}) => account.call('s3', operation, { Bucket, ...input });
  const make = (properties: object) =>
    account.cloud.provider('AWS::S3::Bucket').create({ BucketName: Bucket, ...properties }, contextOf('Evidence'));
  const text = (answer: { Body: Uint8Array }): string => new TextDecoder().decode(answer.Body);

  beforeEach(() => {
    account = openAccount([createS3]);
    events = [];
    account.cloud.connectBus(({ detail, 'detail-type': type }) => events.push({ type, detail }));
  });

  it('gives back the body, its type and its metadata, whole or in part', () => {
    make({});
    call('PutObject', { Key: 'a/b.json', Body: '0123456789', ContentType: 'application/json', Metadata: { run: '1' } });

    const whole = call('GetObject', { Key: 'a/b.json' });
    const part = call('GetObject', { Key: 'a/b.json', Range: 'bytes=2-4' });
    const tail = call('GetObject', { Key: 'a/b.json', Range: 'bytes=-2' });

    expect(whole).toMatchObject({ ContentType: 'application/json', Metadata: { run: '1' }, ContentLength: 10 });
    expect([text(whole), text(part), text(tail)]).toEqual(['0123456789', '234', '89']);
    expect(part.ContentRange).toBe('bytes 2-4/10');
  });

  it('writes once under If-None-Match, and again only over the version that was read', () => {
    make({});
    const { ETag: etag } = call('PutObject', { Key: 'k', Body: '1', IfNoneMatch: '*' });

    expect(() => call('PutObject', { Key: 'k', Body: '2', IfNoneMatch: '*' })).toThrow(
      expect.objectContaining({ shape: 'PreconditionFailed', statusCode: 412 }),
    );
    call('PutObject', { Key: 'k', Body: '3', IfMatch: etag });

    expect(() => call('PutObject', { Key: 'k', Body: '4', IfMatch: etag })).toThrow(
      expect.objectContaining({ shape: 'PreconditionFailed' }),
    );
    expect(text(call('GetObject', { Key: 'k' }))).toBe('3');
  });

  it('keeps versions, and hides a deleted object behind a marker', () => {
    make({ VersioningConfiguration: { Status: 'Enabled' } });
    const first = call('PutObject', { Key: 'k', Body: '1' });
    call('PutObject', { Key: 'k', Body: '2' });
    const { DeleteMarker: marked } = call('DeleteObject', { Key: 'k' });

    expect(marked).toBe(true);
    expect(() => call('GetObject', { Key: 'k' })).toThrow(expect.objectContaining({ shape: 'NoSuchKey' }));
    expect(text(call('GetObject', { Key: 'k', VersionId: first.VersionId }))).toBe('1');
    expect(call('ListObjectVersions')).toMatchObject({
      Versions: [{ IsLatest: false }, { IsLatest: false }],
      DeleteMarkers: [{ IsLatest: true }],
    });
  });

  it('refuses to delete a locked version until its time has passed', async () => {
    make({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1 } } },
    });
    const { VersionId } = call('PutObject', { Key: 'k', Body: '1' });

    expect(() => call('DeleteObject', { Key: 'k', VersionId, BypassGovernanceRetention: true })).toThrow(
      expect.objectContaining({ shape: 'AccessDenied' }),
    );
    await account.play(86_401);
    call('DeleteObject', { Key: 'k', VersionId });

    expect(call('ListObjectVersions').Versions).toEqual([]);
  });

  it('lists in pages, grouped by a delimiter', () => {
    make({});
    for (const Key of ['runs/1/a', 'runs/1/b', 'runs/2/a', 'top']) call('PutObject', { Key, Body: '' });

    const groups = call('ListObjectsV2', { Prefix: 'runs/', Delimiter: '/' });
    const first = call('ListObjectsV2', { MaxKeys: 3 });
    const second = call('ListObjectsV2', { MaxKeys: 3, ContinuationToken: first.NextContinuationToken });

    expect(groups.CommonPrefixes).toEqual([{ Prefix: 'runs/1/' }, { Prefix: 'runs/2/' }]);
    expect([first.KeyCount, first.IsTruncated, second.KeyCount, second.IsTruncated]).toEqual([3, true, 1, false]);
  });

  it('tells EventBridge only where the bucket says so', async () => {
    make({ NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } });
    account.call('s3', 'CreateBucket', { Bucket: 'silent' });
    call('PutObject', { Key: 'k', Body: '1' });
    call('PutObject', { Key: 'k', Body: '1', Bucket: 'silent' });
    await account.play(1);

    expect(events).toMatchObject([
      {
        type: 'Object Created',
        detail: { version: '0', 'event-version': '1.2', bucket: { name: Bucket }, object: { key: 'k', size: 1 }, reason: 'PutObject' },
      },
    ]);
  });

  it('reads what the CDK published, and copies it', () => {
    const bytes = new TextEncoder().encode('{"Resources":{}}');
    const assets = {
      directory: (_: string, key: string) => (key === 'code.zip' ? '/code' : undefined),
      file: (_: string, key: string) => (key === 't.json' ? bytes : undefined),
    };
    const cloud = createCloud({ seed: 7, startMs: START_MS, assets });
    cloud.add(createS3(cloud));
    const read = (Key: string) => cloud.call('s3', 'GetObject', { Bucket: 'cdk-assets', Key }, PERSON) as { Body: Uint8Array };

    cloud.call('s3', 'CreateBucket', { Bucket }, PERSON);
    cloud.call('s3', 'CopyObject', { Bucket, Key: 'copy', CopySource: 'cdk-assets/t.json' }, PERSON);

    expect(text(read('t.json'))).toBe('{"Resources":{}}');
    expect(text(cloud.call('s3', 'GetObject', { Bucket, Key: 'copy' }, PERSON) as { Body: Uint8Array })).toBe('{"Resources":{}}');
    expect(() => read('code.zip')).toThrow('the zipped asset code.zip as an object');
    expect(() => read('none')).toThrow(expect.objectContaining({ shape: 'NoSuchBucket' }));
  });

  it('talks with the SDK, checksums and all', async () => {
    make({});
    const s3 = new S3Client(clientOf(account.cloud));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'runs/1.json', Body: '{"verdict":"PASSED"}', ContentType: 'application/json' }));

    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'runs/1.json' }));
    const missing = await s3.send(new GetObjectCommand({ Bucket, Key: 'none' })).catch((error) => error);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })).catch((error) => error);

    expect(await got.Body?.transformToString()).toBe('{"verdict":"PASSED"}');
    expect(missing).toBeInstanceOf(NoSuchKey);
    expect(head.name).toBe('NotFound');
  });

  it.each([
    ['an unknown bucket', 'PutObject', { Bucket: 'none', Key: 'k', Body: '' }, 'NoSuchBucket'],
    ['another owner’s bucket', 'PutObject', { Key: 'k', Body: '', ExpectedBucketOwner: '999999999999' }, 'AccessDenied'],
    ['a range beyond the end', 'GetObject', { Key: 'there', Range: 'bytes=5-9' }, 'InvalidRange'],
    ['a bucket with objects', 'DeleteBucket', {}, 'BucketNotEmpty'],
    ['a bucket twice', 'CreateBucket', {}, 'BucketAlreadyOwnedByYou'],
    ['tags that were never put', 'GetBucketTagging', {}, 'NoSuchTagSet'],
    [
      'a lock where there is none',
      'PutObject',
      { Key: 'k', Body: '', ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date(0) },
      'InvalidRequest',
    ],
  ])('refuses %s', (_, operation, input, shape) => {
    account.call('s3', 'CreateBucket', { Bucket });
    call('PutObject', { Key: 'there', Body: 'ok' });

    expect(() => call(operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses by name what it does not act on', () => {
    expect(() => make({ ReplicationConfiguration: {} })).toThrow('AWS::S3::Bucket with ReplicationConfiguration');
    expect(() => make({ NotificationConfiguration: { LambdaConfigurations: [] } })).toThrow('with LambdaConfigurations');
    expect(() => call('PutObject', { Key: 'k', StorageClass: 'GLACIER' })).toThrow('s3:PutObject with StorageClass');
  });
});
