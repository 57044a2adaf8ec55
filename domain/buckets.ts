import type { Decision, Layer } from './glossary.ts';

/** A bucket of a layer's stack, by its logical id. */
export type LayerBucket = { layer: Layer; id: string; bucket: string };

/** A bucket with what it holds: versions and delete markers count as objects do. `isMore`: there are more than were counted. */
export type HeldBucket = LayerBucket & { objects: number; isMore: boolean };

/** It holds one page of ours, which the next provisioning would put there again. */
const OURS: readonly string[] = ['Page'];
/** Its stack does not take it along, since the load balancer delivers to it to the last. */
const OUTLIVING: readonly string[] = ['AccessLogBucket'];

export const isOurs = ({ id }: Pick<LayerBucket, 'id'>): boolean => OURS.includes(id);
export const outlivesStack = ({ id }: Pick<LayerBucket, 'id'>): boolean => OUTLIVING.includes(id);

/** What somebody has put into buckets goes only by its word; without it nothing of the site is touched. */
export function judgeBuckets(buckets: readonly HeldBucket[], emptyBuckets: boolean): Decision<'proceed' | 'refuse'> {
  const held = buckets.filter((bucket) => bucket.objects > 0 && !isOurs(bucket) && !outlivesStack(bucket));
  if (held.length === 0) return { action: 'proceed', reason: 'No bucket holds what anybody has put there.' };
  const told = held
    .map(({ bucket, objects, isMore }) => `${bucket} (${isMore ? 'more than ' : ''}${objects} objects and versions)`)
    .join(', ');
  if (emptyBuckets) return { action: 'proceed', reason: `To be emptied: ${told}.` };
  return { action: 'refuse', reason: `These buckets are not empty: ${told}. To lose what they hold, ask again with emptyBuckets=true.` };
}

/** What is done about the buckets of one layer: emptied before its stack goes, or removed after it. */
export function bucketPlan(
  buckets: readonly LayerBucket[],
  layer: Layer,
  emptyBuckets: boolean,
): { empty: string[]; removeAfter: string[] } {
  const own = buckets.filter((bucket) => bucket.layer === layer);
  const names = (chosen: readonly LayerBucket[]) => chosen.map(({ bucket }) => bucket);
  return {
    empty: names(own.filter((bucket) => !outlivesStack(bucket) && (emptyBuckets || isOurs(bucket)))),
    removeAfter: emptyBuckets ? names(own.filter(outlivesStack)) : [],
  };
}
