import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';

const BUCKET = 'AWS::S3::Bucket';
const ACTED = [
  'BucketName',
  'VersioningConfiguration',
  'NotificationConfiguration',
  'ObjectLockEnabled',
  'ObjectLockConfiguration',
  'Tags',
];
/** Read by nobody here: nothing is public, encrypted, expired, logged or replicated. */
const INERT = [
  'BucketEncryption',
  'PublicAccessBlockConfiguration',
  'OwnershipControls',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'AccessControl',
];
const DAYS_A_YEAR = 365;

/** AWS::S3::Bucket and AWS::S3::BucketPolicy. */
export const bucketProviders = (cloud: Cloud, buckets: Buckets): ResourceProvider[] => [
  {
    type: BUCKET,
    create(properties, context) {
      refuseUnknown(BUCKET, properties, [...ACTED, ...INERT]);
      const name: string = properties.BucketName ?? context.newName(63).toLowerCase();
      settle(buckets.create(name), properties, context);
      return { physicalId: name, attributes: attributesOf(cloud, name) };
    },
    update(physicalId, properties, previous, context) {
      refuseUnknown(BUCKET, properties, [...ACTED, ...INERT]);
      if (properties.BucketName !== previous.BucketName) return 'replace';
      settle(buckets.find(physicalId), properties, context);
      return { attributes: attributesOf(cloud, physicalId) };
    },
    delete(physicalId) {
      buckets.delete(physicalId);
    },
  },
  {
    type: 'AWS::S3::BucketPolicy',
    create: (properties) => {
      refuseUnknown('AWS::S3::BucketPolicy', properties, ['Bucket', 'PolicyDocument']);
      buckets.find(properties.Bucket).policy = JSON.stringify(properties.PolicyDocument);
      return { physicalId: properties.Bucket };
    },
    update(physicalId, properties, previous) {
      if (properties.Bucket !== previous.Bucket) return 'replace';
      buckets.find(physicalId).policy = JSON.stringify(properties.PolicyDocument);
      return {};
    },
    delete(physicalId) {
      const bucket = buckets.all().find((candidate) => candidate.name === physicalId);
      if (bucket) bucket.policy = undefined;
    },
  },
];

function settle(bucket: Bucket, properties: Properties, context: ProviderContext): void {
  const notification = properties.NotificationConfiguration ?? {};
  refuseUnknown(`${BUCKET} NotificationConfiguration`, notification, ['EventBridgeConfiguration']);
  bucket.eventBridge =
    notification.EventBridgeConfiguration !== undefined && notification.EventBridgeConfiguration.EventBridgeEnabled !== false;
  bucket.versioning = properties.VersioningConfiguration?.Status ?? bucket.versioning;
  bucket.objectLock = properties.ObjectLockEnabled === true || properties.ObjectLockEnabled === 'true';
  if (bucket.objectLock) bucket.versioning = 'Enabled';
  const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
  if (retention && !bucket.objectLock) throw new NotInTwinError(`${BUCKET} ObjectLockConfiguration without ObjectLockEnabled`);
  bucket.defaultRetention = retention && { mode: retention.Mode, days: Number(retention.Days ?? Number(retention.Years) * DAYS_A_YEAR) };
  bucket.tags = { ...context.tags, ...tagRecord(properties.Tags) };
}

const attributesOf = (cloud: Cloud, name: string): Properties => ({
  Arn: `arn:aws:s3:::${name}`,
  DomainName: `${name}.s3.amazonaws.com`,
  RegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com`,
});
