import type {
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionByDefault,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import type { Properties } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

/** How a bucket is closed: what its template says, or what S3 has given every new bucket since April 2023 (S3 User Guide). */
export type BucketSettings = {
  readonly encryption: ServerSideEncryptionConfiguration;
  readonly publicAccess: PublicAccessBlockConfiguration;
  readonly ownership: OwnershipControls;
};

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

/** Settings of a new bucket: SSE-S3, every block on, no access lists. */
export const DEFAULT_SETTINGS: BucketSettings = {
  encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }] },
  publicAccess: Object.fromEntries(BLOCKS.map((name) => [name, true])),
  ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

/** The settings as a template spells them. A block that a given configuration leaves out is off. */
export function settingsOf({
  BucketEncryption,
  PublicAccessBlockConfiguration: blocks,
  OwnershipControls: owner,
}: Properties): BucketSettings {
  const isOn = (name: string): boolean => String(blocks?.[name]) === 'true';
  return {
    encryption: BucketEncryption ? encryptionOf(BucketEncryption) : DEFAULT_SETTINGS.encryption,
    publicAccess: blocks ? Object.fromEntries(BLOCKS.map((name) => [name, isOn(name)])) : DEFAULT_SETTINGS.publicAccess,
    ownership: owner ? { Rules: owner.Rules } : DEFAULT_SETTINGS.ownership,
  };
}

/** S3 refuses a policy for everybody where public policies are blocked (S3 User Guide: access-control-block-public-access). */
export function refusePublicPolicy(settings: BucketSettings, document: Properties): void {
  if (settings.publicAccess.BlockPublicPolicy !== true) return;
  const statements = [document.Statement ?? []].flat();
  if (!statements.some(isPublic)) return;
  throw new AwsError('AccessDenied', 'Access Denied: public policies are blocked by the BlockPublicPolicy block public access setting.', {
    statusCode: 403,
  });
}

/** Allowed to everybody without a condition. S3 also knows conditions that narrow nothing; a template of ours has none. */
const isPublic = ({ Effect, Principal, Condition }: Properties): boolean =>
  Effect === 'Allow' && Condition === undefined && [Principal?.AWS ?? Principal].flat().includes('*');

const encryptionOf = ({ ServerSideEncryptionConfiguration: rules }: Properties): ServerSideEncryptionConfiguration => ({
  Rules: rules.map(({ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled }: Properties) => ({
    ApplyServerSideEncryptionByDefault: byDefault as ServerSideEncryptionByDefault,
    BucketKeyEnabled: String(BucketKeyEnabled) === 'true',
  })),
});
