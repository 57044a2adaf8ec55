import type { KeyObject } from 'node:crypto';
import type { Cloud, ServiceModule } from '../../cloud.ts';
import { Distributions } from './distributions.ts';
import { answerAt } from './edge.ts';
import { keyGroupProvider, publicKeyProvider } from './key-providers.ts';
import type { AccessControl, KeyGroup, PublicKey } from './keys.ts';
import { cloudFrontOperations } from './operations.ts';
import { accessControlProvider, distributionProvider } from './providers.ts';
import { Shelf } from './shelf.ts';

/** The region in which the tagging API knows what has none. */
const GLOBAL_REGION = 'us-east-1';

/**
 * CloudFront before S3: distributions with their edges, origin access controls, public keys and key groups. Visitors are answered from
 * the bucket, by its policy; edges remember nothing.
 */
export function createCloudFront(cloud: Cloud): ServiceModule {
  const random = cloud.random.split('cloudfront:ids');
  const accessControls = new Shelf<AccessControl>('OriginAccessControl', random);
  const keys = new Shelf<PublicKey>('PublicKey', random);
  const keyGroups = new Shelf<KeyGroup>('KeyGroup', random);
  const keysOf = (groupIds: readonly string[]): ReadonlyMap<string, KeyObject> =>
    new Map(groupIds.flatMap((id) => keyGroups.find(id).keyIds).map((id) => [id, keys.find(id).key]));
  const distributions = new Distributions(cloud, (distribution, request) => answerAt(cloud, keysOf, distribution, request));
  const parts = { distributions, accessControls, keyGroups, keys };
  return {
    name: 'cloudfront',
    operations: cloudFrontOperations(distributions),
    providers: [distributionProvider(parts), accessControlProvider(parts), publicKeyProvider(parts), keyGroupProvider(parts)],
    taggedResources: () =>
      cloud.region === GLOBAL_REGION ? distributions.all().map(({ arn, tags }) => ({ arn, tags, billable: true })) : [],
  };
}
