import * as z from 'zod';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { deleteBucket, emptyBucket } from '../shared/sites/layer-buckets.ts';

const emptyBucketsSchema = z.strictObject({ buckets: z.array(z.string().min(1)), andDelete: z.boolean().default(false) });

/** Ten batches of a thousand fit well into the function's time; whoever calls comes back for more. */
const BATCHES = 10;

/**
 * Deletes some of what buckets hold, all versions with it, and says whether anything is left; the empty buckets go too where that is
 * asked for. Called by remove-layer in a loop, for buckets that the request has named as such.
 */
async function emptyBuckets({ buckets, andDelete }: z.output<typeof emptyBucketsSchema>) {
  let deleted = 0;
  for (const bucket of buckets) {
    const batch = await emptyBucket(bucket, BATCHES);
    deleted += batch.deleted;
    logger.info('A bucket was emptied in part.', { bucket, ...batch });
    if (batch.isLeft) return { isLeft: true, deleted };
    if (andDelete) await deleteBucket(bucket);
  }
  return { isLeft: false, deleted };
}

export const handler = handlerOf(emptyBucketsSchema, emptyBuckets);
