import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { assetsBucketName } from '../names.ts';
import { tagPart } from './tag-part.ts';

/**
 * The bucket that the nodes of every site get their code from, below `<site>/`: theirs by the control plane, WordPress by a person. It
 * outlives the stack; `cdk deploy --import-existing-resources` takes it up again. Who writes here runs code on every node, so each
 * reader and writer is logged.
 */
export const assetsBucket = (scope: Construct, { accessLogs }: { accessLogs: IBucket }): Bucket => {
  const bucket = new Bucket(scope, 'Assets', {
    bucketName: assetsBucketName(Aws.ACCOUNT_ID, Aws.REGION),
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // An earlier release is a version away.
    versioned: true,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'assets/',
    removalPolicy: RemovalPolicy.RETAIN,
  });
  tagPart(bucket, 'assets');
  return bucket;
};
