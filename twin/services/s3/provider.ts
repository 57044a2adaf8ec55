import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import { refusePublicPolicy, settingsOf } from './settings.ts';

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';
const ACTED = [
  'BucketName',
  'BucketEncryption',
  'PublicAccessBlockConfiguration',
  'OwnershipControls',
  'VersioningConfiguration',
  'NotificationConfiguration',
  'ObjectLockEnabled',
  'ObjectLockConfiguration',
  'Tags',
];
/** Read by nobody here: nothing expires, and no reader is logged. */
const INERT = ['LifecycleConfiguration', 'LoggingConfiguration', 'AccessControl'];
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
    type: POLICY,
    create: (properties) => {
      setPolicy(buckets, properties);
      return { physicalId: properties.Bucket };
    },
    update(_physicalId, properties, previous) {
      if (properties.Bucket !== previous.Bucket) return 'replace';
      setPolicy(buckets, properties);
      return {};
    },
    delete(physicalId) {
      const bucket = buckets.all().find((candidate) => candidate.name === physicalId);
      if (bucket) bucket.policy = undefined;
    },
  },
];

function setPolicy(buckets: Buckets, properties: Properties): void {
  refuseUnknown(POLICY, properties, ['Bucket', 'PolicyDocument']);
  const bucket = buckets.find(properties.Bucket);
  refusePublicPolicy(bucket.settings, properties.PolicyDocument);
  bucket.policy = JSON.stringify(properties.PolicyDocument);
}

function settle(bucket: Bucket, properties: Properties, context: ProviderContext): void {
  const notification = properties.NotificationConfiguration ?? {};
  refuseUnknown(`${BUCKET} NotificationConfiguration`, notification, ['EventBridgeConfiguration']);
  bucket.eventBridge =
    notification.EventBridgeConfiguration !== undefined && notification.EventBridgeConfiguration.EventBridgeEnabled !== false;
  // A bucket never becomes unversioned again: who takes the property away has it suspended.
  bucket.versioning = properties.VersioningConfiguration?.Status ?? (bucket.versioning && 'Suspended');
  bucket.settings = settingsOf(properties);
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
  DualStackDomainName: `${name}.s3.dualstack.${cloud.region}.amazonaws.com`,
});
