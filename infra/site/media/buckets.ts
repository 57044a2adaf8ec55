import { Aws, CfnDeletionPolicy, Fn } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { privateBucket } from '../private-bucket.ts';

/** How long the earlier version of a file that was changed or deleted can be had back. */
const earlierVersionDays = 90;
/** A part of an upload that never ended is billed and cannot be seen. */
const endlessUploadDays = 7;

/** A private bucket, with no rules for other origins' scripts. */
export const mediaBucket = (scope: Construct, id: string, { versioning }: { versioning: string }): CfnBucket => {
  const bucket = new CfnBucket(scope, id, {
    ...privateBucket,
    versioningConfiguration: { status: versioning },
    lifecycleConfiguration: {
      rules: [
        {
          id: 'earlier-versions',
          status: 'Enabled',
          noncurrentVersionExpiration: { noncurrentDays: earlierVersionDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: endlessUploadDays },
        },
      ],
    },
  });
  // S3 deletes no bucket that holds something: a teardown empties what it was told to, and nothing is lost by a deletion alone.
  bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return bucket;
};

/** What of a bucket is read by one distribution and by nobody else from outside; never without TLS 1.2. */
export const behindCloudFront = (scope: Construct, bucket: CfnBucket, distribution: CfnDistribution, readable: readonly string[]): void => {
  const objects = objectsOf(bucket, '*');
  const refuse = (condition: Record<string, Record<string, string>>): PolicyStatement =>
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:*'],
      resources: [bucket.attrArn, objects],
      conditions: condition,
    });
  new CfnBucketPolicy(scope, `${bucket.node.id}Policy`, {
    bucket: bucket.ref,
    policyDocument: new PolicyDocument({
      statements: [
        refuse({ Bool: { 'aws:SecureTransport': 'false' } }),
        refuse({ NumericLessThan: { 's3:TlsVersion': '1.2' } }),
        new PolicyStatement({
          principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
          actions: ['s3:GetObject'],
          resources: [...readable],
          conditions: {
            StringEquals: { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:distribution/${distribution.ref}` },
          },
        }),
      ],
    }),
  });
};

/** The ARN of objects of a bucket. */
export const objectsOf = (bucket: CfnBucket, pattern: string): string => Fn.join('', [bucket.attrArn, '/', pattern]);
