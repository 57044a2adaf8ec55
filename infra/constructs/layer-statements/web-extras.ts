import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { siteTag } from '../../names.ts';
import { ownNames, taggedWithSite } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, carriesSite } from './allow.ts';

/** A certificate that carries a site, and the records that prove its name. */
const certificate = (): PolicyStatement[] => [
  allow(
    ['acm:RequestCertificate'],
    because('ACM makes the ids, and a certificate is asked for before it carries a site', [arn('acm', 'certificate/*')]),
  ),
  allow(['acm:AddTagsToCertificate'], because(taggedWithSite, [arn('acm', 'certificate/*')]), {
    StringLike: { [`aws:RequestTag/${siteTag}`]: '*' },
  }),
  allow(
    ['acm:DescribeCertificate', 'acm:ListTagsForCertificate', 'acm:DeleteCertificate'],
    because(taggedWithSite, [arn('acm', 'certificate/*')]),
    carriesSite,
  ),
  allow(
    ['route53:ChangeResourceRecordSets'],
    because('A site names its hosted zone; of its records, only the kind that proves a certificate', [
      `arn:${Aws.PARTITION}:route53:::hostedzone/*`,
    ]),
    { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'] } },
  ),
];

/** Where the load balancer writes who asked for what: never the way to delete it. */
const accessLogs = (): PolicyStatement[] => [
  allow(
    [
      's3:CreateBucket',
      's3:GetBucketOwnershipControls',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketTagging',
      's3:GetEncryptionConfiguration',
      's3:GetLifecycleConfiguration',
      's3:PutBucketTagging',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPublicAccessBlock',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
    ],
    because('CloudFormation names it after the stack, which holds the site, and adds an id', [
      `arn:${Aws.PARTITION}:s3:::nines-*-web-accesslogbucket-*`,
    ]),
  ),
];

/** The table of those sites that keep their sessions in one. */
const sessions = (): PolicyStatement[] => [
  allow(
    [
      'dynamodb:CreateTable',
      'dynamodb:DescribeTable',
      'dynamodb:UpdateTable',
      'dynamodb:DeleteTable',
      'dynamodb:DescribeTimeToLive',
      'dynamodb:UpdateTimeToLive',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:ListTagsOfResource',
      'dynamodb:TagResource',
      'dynamodb:UntagResource',
    ],
    because(ownNames, [arn('dynamodb', 'table/nines-*-sessions')]),
  ),
];

/** What the web tier of a site has where it asks for it. */
export const webExtras = (): PolicyStatement[] => [...certificate(), ...accessLogs(), ...sessions()];
