import { ownNames } from './reasons.ts';
import type { StatementRow } from './rows.ts';

/** Whether the code of a site is there. Without the right to list, what is missing could not be told from what is forbidden. */
export const readsAssets: readonly StatementRow[] = [
  { actions: ['s3:ListBucket'], resources: ['${AssetsBucketArn}'] },
  { actions: ['s3:GetObject'], resources: ['${AssetsBucketArn}/*'], reason: ownNames },
];

/** The node's files, copied from the CDK's assets; a head of what is not there yet asks for the right to list. */
export const stocksNodes: readonly StatementRow[] = [
  { actions: ['s3:GetObject'], resources: ['${NodeArchiveArn}'] },
  { actions: ['s3:ListBucket'], resources: ['${AssetsBucketArn}'] },
  { actions: ['s3:GetObject', 's3:PutObject'], resources: ['${AssetsBucketArn}/*/node.tar.gz'], reason: ownNames },
];

const pageBucket = 'arn:aws:s3:::nines-*-media-page-*';
/** The static page of a site, in the same way. */
export const stocksPages: readonly StatementRow[] = [
  { actions: ['s3:GetObject'], resources: ['${PageArn}'] },
  { actions: ['s3:ListBucket'], resources: [pageBucket], reason: ownNames },
  { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${pageBucket}/we-will-be-back.html`], reason: ownNames },
];
