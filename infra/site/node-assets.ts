import { Aws, type CfnCondition, Fn, type IResolvable } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { assetsBucketName } from '../names.ts';
import { isGiven } from './network/conditions.ts';
import { policyIf } from './node-profile.ts';

/** Where a node gets its own files and WordPress: the folder of its site in the bucket of the control plane. */
export const codeEnvironment = (site: string): Record<string, string> => ({
  NINES_ASSETS_BUCKET: assetsBucketName(Aws.ACCOUNT_ID, Aws.REGION),
  NINES_ASSETS_PREFIX: Fn.join('', [site, '/']),
});

/** The media of a site as its nodes know them; empty where it has none. */
export type NodeMedia = { bucketName: string; url: string };

export const mediaEnvironment = ({ bucketName, url }: NodeMedia): Record<string, string> => ({
  NINES_MEDIA_BUCKET: bucketName,
  NINES_MEDIA_URL: url,
});

/** Nodes put uploads into the bucket and take them out; nobody reads there but CloudFront, and nobody lists but who copies what is new. */
export const mediaPolicy = (scope: Construct, { bucketName }: NodeMedia): IResolvable => {
  const hasMedia: CfnCondition = isGiven(scope, 'HasMedia', bucketName);
  const bucketArn = `arn:${Aws.PARTITION}:s3:::${bucketName}`;
  return policyIf(
    hasMedia,
    'media',
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      Resource: ['uploads/*', 'private/*'].map((keys) => `${bucketArn}/${keys}`),
    },
  );
};
