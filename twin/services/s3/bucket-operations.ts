import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import type { Buckets } from './buckets.ts';
import { notFound } from './errors.ts';
import { listObjects, listVersions } from './listing.ts';

const NAMED = 'Bucket ExpectedBucketOwner';
const LIST = 'Bucket Prefix Delimiter MaxKeys ContinuationToken StartAfter ExpectedBucketOwner';

/** Operations on buckets: life, listing, tags, versioning, policy. */
export function bucketOperations(cloud: Cloud, buckets: Buckets): Record<string, Operation> {
  return {
    CreateBucket: taking('s3:CreateBucket', 'Bucket', (input) => {
      buckets.create(input.Bucket);
      return { Location: `/${input.Bucket}` };
    }),
    DeleteBucket: taking('s3:DeleteBucket', NAMED, (input) => {
      buckets.delete(input.Bucket);
      return {};
    }),
    HeadBucket: taking('s3:HeadBucket', NAMED, (input) => {
      if (!buckets.all().some((bucket) => bucket.name === input.Bucket)) throw notFound();
      return { BucketRegion: cloud.region };
    }),
    ListBuckets: taking('s3:ListBuckets', '', () => ({
      Buckets: buckets.all().map((bucket) => ({ Name: bucket.name, CreationDate: new Date(bucket.createdMs) })),
    })),
    ListObjectsV2: taking('s3:ListObjectsV2', LIST, (input) => listObjects(buckets.find(input.Bucket, input.ExpectedBucketOwner), input)),
    ListObjectVersions: taking('s3:ListObjectVersions', 'Bucket Prefix MaxKeys KeyMarker VersionIdMarker', (input) =>
      listVersions(buckets.find(input.Bucket), input),
    ),
    GetBucketVersioning: taking('s3:GetBucketVersioning', NAMED, (input) => {
      const { versioning } = buckets.find(input.Bucket, input.ExpectedBucketOwner);
      return versioning ? { Status: versioning } : {};
    }),
    PutBucketVersioning: taking('s3:PutBucketVersioning', 'Bucket VersioningConfiguration ChecksumAlgorithm', (input) => {
      buckets.find(input.Bucket).versioning = input.VersioningConfiguration.Status;
      return {};
    }),
    GetBucketPolicy: taking('s3:GetBucketPolicy', 'Bucket', (input) => {
      const { policy } = buckets.find(input.Bucket);
      if (policy === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', { statusCode: 404 });
      return { Policy: policy };
    }),
    ...settingOperations(cloud, buckets),
    ...tagOperations(buckets),
  };
}

/** How a bucket is closed, told as S3 tells it. */
const settingOperations = ({ region }: Cloud, buckets: Buckets): Record<string, Operation> => ({
  // The oldest region has no name of its own here (API reference: GetBucketLocation).
  GetBucketLocation: taking('s3:GetBucketLocation', NAMED, (input) => {
    buckets.find(input.Bucket, input.ExpectedBucketOwner);
    return region === 'us-east-1' ? {} : { LocationConstraint: region };
  }),
  GetBucketEncryption: taking('s3:GetBucketEncryption', NAMED, (input) => ({
    ServerSideEncryptionConfiguration: buckets.find(input.Bucket, input.ExpectedBucketOwner).settings.encryption,
  })),
  GetPublicAccessBlock: taking('s3:GetPublicAccessBlock', NAMED, (input) => ({
    PublicAccessBlockConfiguration: buckets.find(input.Bucket, input.ExpectedBucketOwner).settings.publicAccess,
  })),
  GetBucketOwnershipControls: taking('s3:GetBucketOwnershipControls', NAMED, (input) => ({
    OwnershipControls: buckets.find(input.Bucket, input.ExpectedBucketOwner).settings.ownership,
  })),
});

function tagOperations(buckets: Buckets): Record<string, Operation> {
  return {
    GetBucketTagging: taking('s3:GetBucketTagging', 'Bucket', (input) => {
      const { tags } = buckets.find(input.Bucket);
      if (Object.keys(tags).length === 0) throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', { statusCode: 404 });
      return { TagSet: tagList(tags) };
    }),
    PutBucketTagging: taking('s3:PutBucketTagging', 'Bucket Tagging ChecksumAlgorithm', (input) => {
      buckets.find(input.Bucket).tags = tagRecord(input.Tagging.TagSet);
      return {};
    }),
    GetObjectTagging: taking('s3:GetObjectTagging', 'Bucket Key VersionId', (input) => ({
      TagSet: tagList(buckets.find(input.Bucket).get(input.Key, input.VersionId).tags),
    })),
    PutObjectTagging: taking('s3:PutObjectTagging', 'Bucket Key VersionId Tagging ChecksumAlgorithm', (input) => {
      buckets.find(input.Bucket).get(input.Key, input.VersionId).tags = tagRecord(input.Tagging.TagSet);
      return {};
    }),
  };
}
