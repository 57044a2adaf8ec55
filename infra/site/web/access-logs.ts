import { Aws, type CfnCondition, CfnDeletionPolicy, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { isTrue, onlyIf } from '../network/conditions.ts';
import { privateBucket } from '../private-bucket.ts';
import type { WebParameters } from './parameters.ts';

/** As long as the logs of the control plane. */
const keptDays = 90;

/** Where the load balancer writes who asked for what; `condition` says whether the site wants it. */
export type AccessLogs = { bucket: CfnBucket; policy: CfnBucketPolicy; condition: CfnCondition };

/** A bucket of its own: load balancers write to no bucket that is encrypted with a key of KMS (ALB guide, enable-access-logging). */
export const accessLogs = (scope: Construct, parameters: WebParameters): AccessLogs => {
  const condition = isTrue(scope, 'HasAccessLogs', parameters.text('AccessLogs', { allowedValues: ['true', 'false'] }));
  const bucket = new CfnBucket(scope, 'AccessLogBucket', {
    ...privateBucket,
    lifecycleConfiguration: {
      rules: [
        {
          id: 'expire',
          status: 'Enabled',
          expirationInDays: keptDays,
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
  });
  // It is never empty, and S3 deletes no bucket that holds something: it outlives its stack until somebody asks for that.
  bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason: 'It is where a log goes: a log of who reads the log would need a third',
  });
  const policy = new CfnBucketPolicy(scope, 'AccessLogBucketPolicy', { bucket: bucket.ref, policyDocument: mayDeliver(bucket) });
  for (const resource of [bucket, policy]) onlyIf(condition, resource);
  return { bucket, policy, condition };
};

/** Elastic Load Balancing writes below the account's folder, and nobody comes without TLS. */
const mayDeliver = (bucket: CfnBucket): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [`${bucket.attrArn}/AWSLogs/${Aws.ACCOUNT_ID}/*`],
      }),
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ['s3:*'],
        resources: [bucket.attrArn, `${bucket.attrArn}/*`],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });
