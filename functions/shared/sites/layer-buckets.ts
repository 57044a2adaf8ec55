import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand, type ObjectIdentifier } from '@aws-sdk/client-s3';
import type { HeldBucket, LayerBucket } from '#domain/buckets.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';
import { s3 } from '../clients/s3.ts';
import { isNamed, NinesError } from '../errors.ts';
import type { LayerStack } from './layer-stacks.ts';

/** S3 lists and deletes so many at once. */
const BATCH = 1_000;
/** Nobody needs to know it more exactly than this. */
const COUNTED_PAGES = 10;
/** A layer has fewer resources than the hundred that a page holds times this. */
const PAGES_LIMIT = 10;

/** The buckets of a site's stacks that are there. */
export async function findBuckets(stacks: readonly Pick<LayerStack, 'layer' | 'stackId'>[]): Promise<LayerBucket[]> {
  return (await Promise.all(stacks.map(bucketsOf))).flat();
}

async function bucketsOf({ layer, stackId }: Pick<LayerStack, 'layer' | 'stackId'>): Promise<LayerBucket[]> {
  const buckets: LayerBucket[] = [];
  let pages = 0;
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: cloudFormation }, { StackName: stackId })) {
    for (const { ResourceType, ResourceStatus, LogicalResourceId: id = '', PhysicalResourceId: bucket } of StackResourceSummaries) {
      if (ResourceType === 'AWS::S3::Bucket' && bucket && ResourceStatus !== 'DELETE_COMPLETE') buckets.push({ layer, id, bucket });
    }
    pages += 1;
    if (pages === PAGES_LIMIT) throw new RangeError(`The layer ${layer} has more than ${PAGES_LIMIT} pages of resources.`);
  }
  return buckets;
}

/** Counts what a bucket holds, versions and delete markers with it, up to a number beyond which it is only "more". */
export async function countObjects(bucket: LayerBucket): Promise<HeldBucket> {
  let objects = 0;
  let marker: Marker | undefined = {};
  for (let page = 0; page < COUNTED_PAGES && marker !== undefined; page += 1) {
    const { found, next } = await listVersions(bucket.bucket, marker);
    objects += found.length;
    marker = next;
  }
  return { ...bucket, objects, isMore: marker !== undefined };
}

/** Deletes up to a number of batches of all versions and delete markers of a bucket; answers whether anything is left. */
export async function emptyBucket(bucket: string, batches: number): Promise<{ deleted: number; isLeft: boolean }> {
  let deleted = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    // What was deleted is not listed again, so each batch begins anew.
    const { found } = await listVersions(bucket, {});
    if (found.length === 0) return { deleted, isLeft: false };
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: found, Quiet: true } }));
    const [first] = Errors;
    if (first) throw new NinesError(`${Errors.length} objects of ${bucket} stay: ${first.Key}: ${first.Code} ${first.Message}`);
    deleted += found.length;
  }
  return { deleted, isLeft: (await listVersions(bucket, {})).found.length > 0 };
}

/** Deletes an empty bucket; one that is gone is what we wanted. */
export async function deleteBucket(bucket: string): Promise<void> {
  try {
    await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!isNamed(error, 'NoSuchBucket')) throw error;
  }
}

type Marker = { KeyMarker?: string; VersionIdMarker?: string };

async function listVersions(Bucket: string, marker: Marker): Promise<{ found: ObjectIdentifier[]; next: Marker | undefined }> {
  try {
    const answer = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: BATCH, ...marker }));
    const found = [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (!answer.IsTruncated) return { found, next: undefined };
    const { NextKeyMarker, NextVersionIdMarker } = answer;
    return {
      found,
      next: {
        ...(NextKeyMarker ? { KeyMarker: NextKeyMarker } : {}),
        ...(NextVersionIdMarker ? { VersionIdMarker: NextVersionIdMarker } : {}),
      },
    };
  } catch (error) {
    if (isNamed(error, 'NoSuchBucket')) return { found: [], next: undefined };
    throw error;
  }
}
