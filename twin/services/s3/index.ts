import type { Cloud, ServiceModule } from '../../cloud.ts';
import { bucketOperations } from './bucket-operations.ts';
import { Buckets } from './buckets.ts';
import { objectOperations } from './objects.ts';
import { bucketProviders } from './provider.ts';

/** S3: buckets, objects, versions, locks. Reads of a bucket that no stack made find the published assets of the cloud assembly. */
export function createS3(cloud: Cloud): ServiceModule {
  const buckets = new Buckets(cloud);
  return {
    name: 's3',
    operations: { ...objectOperations(cloud, buckets), ...bucketOperations(cloud, buckets) },
    providers: bucketProviders(cloud, buckets),
    taggedResources: () => buckets.all().map((bucket) => ({ arn: `arn:aws:s3:::${bucket.name}`, tags: bucket.tags, billable: true })),
  };
}
