// Goal: a bucket of a template is as closed as it says, and outlives nobody's data. Method: its providers and the API beside them.
import { beforeEach, describe, expect, it } from 'vitest';
import { createS3 } from '#twin/services/s3/index.ts';
import { openAccount } from '../account.ts';
import { contextOf } from '../resources.ts';

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';
const Bucket = 'myapp-media';
const everybody = (more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*`, ...more }],
});

describe('AWS::S3::Bucket', () => {
  let account: ReturnType<typeof openAccount>;
  const provider = (type = BUCKET) => account.cloud.provider(type);
  const call = (operation: string, input: object = {}) => account.call('s3', operation, { Bucket, ...input });
  const make = (properties: object = {}) => provider().create({ BucketName: Bucket, ...properties }, contextOf('Media'));
  const change = (before: object, after: object) =>
    provider().update?.(Bucket, { BucketName: Bucket, ...after }, { BucketName: Bucket, ...before }, contextOf('Media'));

  beforeEach(() => {
    account = openAccount([createS3]);
  });

  it('is closed and encrypted when its template says nothing', () => {
    make();

    expect(call('GetPublicAccessBlock').PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    expect(call('GetBucketEncryption').ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'AES256',
    });
    expect(call('GetBucketOwnershipControls').OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect(call('GetBucketVersioning')).toEqual({});
    expect(call('GetBucketLocation')).toEqual({});
  });

  it('tells what its template says', () => {
    make({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/media' } },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    });

    expect(call('GetPublicAccessBlock').PublicAccessBlockConfiguration).toMatchObject({ BlockPublicAcls: true, BlockPublicPolicy: false });
    expect(call('GetBucketEncryption').ServerSideEncryptionConfiguration.Rules).toEqual([
      { BucketKeyEnabled: true, ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/media' } },
    ]);
    expect(call('GetBucketOwnershipControls').OwnershipControls.Rules[0].ObjectOwnership).toBe('BucketOwnerPreferred');
  });

  it('never becomes unversioned again: without the property versions are suspended', () => {
    const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
    make(versioned);

    change(versioned, {});

    expect(call('GetBucketVersioning')).toEqual({ Status: 'Suspended' });
  });

  it('is not deleted while it holds a version, though nothing is listed any more', () => {
    make({ VersioningConfiguration: { Status: 'Enabled' } });
    call('PutObject', { Key: 'uploads/a.jpg', Body: 'a' });
    call('DeleteObject', { Key: 'uploads/a.jpg' });

    expect(call('ListObjectsV2').KeyCount).toBe(0);
    expect(() => provider().delete(Bucket, {}, contextOf())).toThrow(expect.objectContaining({ shape: 'BucketNotEmpty' }));

    const { Versions, DeleteMarkers } = call('ListObjectVersions');
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    call('DeleteObjects', { Delete: { Objects } });
    provider().delete(Bucket, {}, contextOf());

    expect(() => call('HeadBucket')).toThrow(expect.objectContaining({ shape: 'NotFound' }));
  });

  it('is found by its site, and costs', () => {
    const s3 = createS3(account.cloud);
    const bucket = s3.providers?.find(({ type }) => type === BUCKET);

    bucket?.create({ BucketName: Bucket, Tags: [{ Key: 'nines:part', Value: 'media' }] }, contextOf('Media'));

    expect(s3.taggedResources?.()).toEqual([
      { arn: `arn:aws:s3:::${Bucket}`, tags: { 'nines:site': 'myapp', 'nines:part': 'media' }, billable: true },
    ]);
  });

  it.each([
    ['for everybody', everybody(), false],
    ['for everybody by another name', everybody({ Principal: { AWS: ['*'] } }), false],
    ['for everybody of one source', everybody({ Condition: { StringEquals: { 'aws:SourceArn': 'arn' } } }), true],
    ['for a service', everybody({ Principal: { Service: 'cloudfront.amazonaws.com' } }), true],
    ['that forbids everybody', everybody({ Effect: 'Deny' }), true],
  ])('a policy %s', (_, PolicyDocument, isTaken) => {
    make();
    const put = () => provider(POLICY).create({ Bucket, PolicyDocument }, contextOf('Policy'));

    if (!isTaken) return expect(put).toThrow(expect.objectContaining({ shape: 'AccessDenied', statusCode: 403 }));
    put();

    return expect(JSON.parse(call('GetBucketPolicy').Policy)).toEqual(PolicyDocument);
  });

  it('forgets its policy with the policy’s deletion', () => {
    make();
    const properties = { Bucket, PolicyDocument: everybody({ Effect: 'Deny' }) };
    provider(POLICY).create(properties, contextOf('Policy'));

    provider(POLICY).delete(Bucket, properties, contextOf('Policy'));

    expect(() => call('GetBucketPolicy')).toThrow(expect.objectContaining({ shape: 'NoSuchBucketPolicy' }));
  });
});
