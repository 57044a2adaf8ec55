import { GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { GetBucketEncryptionCommand, GetBucketVersioningCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { type BucketFacts, type DistributionFacts, gateMedia } from '#domain/layers/media.ts';
import { cloudFront } from '../../clients/cloudfront.ts';
import { s3 } from '../../clients/s3.ts';
import { isNamed } from '../../errors.ts';
import { type Promised, unplanned } from './promise.ts';

/** Buckets closed and encrypted, distributions deployed: for the uploads, and for the page. */
export const mediaPromise: Promised = async ({ media }, outputs) => {
  if (!media) return unplanned;
  const [uploads, page, uploadsAtEdge, pageAtEdge] = await Promise.all([
    bucketFacts(outputs.MediaBucketName),
    bucketFacts(outputs.PageBucketName),
    distributionFacts(outputs.MediaDistributionId),
    distributionFacts(outputs.PageDistributionId),
  ]);
  return gateMedia(media, { buckets: { uploads, page }, distributions: { uploads: uploadsAtEdge, page: pageAtEdge } });
};

async function bucketFacts(name: string | undefined): Promise<BucketFacts | undefined> {
  if (name === undefined) return undefined;
  const Bucket = name;
  try {
    const [block, encryption, versioning] = await Promise.all([
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetBucketVersioningCommand({ Bucket })),
    ]);
    const blocks = block.PublicAccessBlockConfiguration ?? {};
    return {
      name,
      isClosed: [blocks.BlockPublicAcls, blocks.IgnorePublicAcls, blocks.BlockPublicPolicy, blocks.RestrictPublicBuckets].every(
        (isOn) => isOn === true,
      ),
      isEncrypted: (encryption.ServerSideEncryptionConfiguration?.Rules ?? []).length > 0,
      isVersioned: versioning.Status === 'Enabled',
    };
  } catch (error) {
    if (isNamed(error, 'NoSuchBucket')) return undefined;
    // A bucket without the one or the other setting is there, and is not what was promised.
    if (isNamed(error, 'NoSuchPublicAccessBlockConfiguration')) return { name, isClosed: false, isEncrypted: true, isVersioned: false };
    throw error;
  }
}

async function distributionFacts(id: string | undefined): Promise<DistributionFacts | undefined> {
  if (id === undefined) return undefined;
  try {
    const { Distribution: found } = await cloudFront.send(new GetDistributionCommand({ Id: id }));
    return (
      found && {
        domainName: found.DomainName ?? id,
        status: found.Status ?? 'unknown',
        isEnabled: found.DistributionConfig?.Enabled ?? false,
      }
    );
  } catch (error) {
    if (isNamed(error, 'NoSuchDistribution')) return undefined;
    throw error;
  }
}
