import type { CfnBucketProps } from 'aws-cdk-lib/aws-s3';

/** A bucket that nobody can open: encrypted with S3's own key, without access lists, every public block on. */
export const privateBucket = {
  bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
  publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
  ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
} as const satisfies CfnBucketProps;
