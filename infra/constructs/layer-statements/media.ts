import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { noResources, ownNames, taggedWithSite } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, carriesSite } from './allow.ts';

const global = (resource: string): string => `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:${resource}`;
const makesIds = 'CloudFront makes the ids, and knows no tags for it';

/** Buckets by their names; not one object of them. */
const buckets = (): PolicyStatement =>
  allow(
    [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:GetBucketOwnershipControls',
      's3:GetBucketPolicy',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketTagging',
      's3:GetBucketVersioning',
      's3:GetEncryptionConfiguration',
      's3:GetLifecycleConfiguration',
      's3:ListBucket',
      's3:ListTagsForResource',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketTagging',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:TagResource',
      's3:UntagResource',
    ],
    because(`CloudFormation names a bucket after its stack and adds an id. ${ownNames}`, [`arn:${Aws.PARTITION}:s3:::nines-*-media-*`]),
  );

const distributions = (): PolicyStatement[] => [
  allow(
    ['cloudfront:CreateDistribution', 'cloudfront:GetDistribution', 'cloudfront:GetDistributionConfig', 'cloudfront:ListTagsForResource'],
    because('CloudFront makes the ids, and a thing is made before it carries a site', [global('distribution/*')]),
  ),
  allow(['cloudfront:TagResource'], because('A distribution is tagged while it is made', [global('distribution/*')])),
  allow(
    ['cloudfront:UpdateDistribution', 'cloudfront:DeleteDistribution', 'cloudfront:UntagResource'],
    because(taggedWithSite, [global('distribution/*')]),
    carriesSite,
  ),
];

const origins = (): PolicyStatement =>
  allow(
    [
      'cloudfront:CreateOriginAccessControl',
      'cloudfront:GetOriginAccessControl',
      'cloudfront:GetOriginAccessControlConfig',
      'cloudfront:UpdateOriginAccessControl',
      'cloudfront:DeleteOriginAccessControl',
    ],
    because(makesIds, [global('origin-access-control/*')]),
  );

const keys = (): PolicyStatement =>
  allow(
    [
      'cloudfront:CreatePublicKey',
      'cloudfront:GetPublicKey',
      'cloudfront:GetPublicKeyConfig',
      'cloudfront:UpdatePublicKey',
      'cloudfront:DeletePublicKey',
      'cloudfront:CreateKeyGroup',
      'cloudfront:GetKeyGroup',
      'cloudfront:GetKeyGroupConfig',
      'cloudfront:UpdateKeyGroup',
      'cloudfront:DeleteKeyGroup',
    ],
    because(noResources, ['*']),
  );

/** The buckets of a site's media and what CloudFront makes of them. */
export const media = (): PolicyStatement[] => [buckets(), ...distributions(), origins(), keys()];
