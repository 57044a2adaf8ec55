import { AwsError } from '../../errors.ts';
import type { Statistics } from '../../metric-source.ts';
import type { Metric, Metrics } from './metrics.ts';

const MINUTE_MS = 60_000;

/** What is asked for, and when. */
export type Span = { readonly fromMs: number; readonly toMs: number; readonly periodMs: number; readonly nowMs: number };
/** A period that has data. */
export type Bucket = { readonly atMs: number; readonly set: Statistics };

/**
 * A metric by periods from the start on, rounded down to its minute; empty periods are left out. A minute is there once it is
 * over, and counts when it begins before the end.
 */
export function readBuckets(metrics: Metrics, metric: Metric, span: Span, maxBuckets: number): Bucket[] {
  const fromMs = Math.floor(span.fromMs / MINUTE_MS) * MINUTE_MS;
  const toMs = Math.min(Math.ceil(span.toMs / MINUTE_MS) * MINUTE_MS, Math.floor(span.nowMs / MINUTE_MS) * MINUTE_MS);
  if (span.toMs <= span.fromMs)
    throw new AwsError('InvalidParameterValueException', 'The parameter StartTime must be less than the parameter EndTime.');
  const count = Math.ceil((span.toMs - fromMs) / span.periodMs);
  if (count > maxBuckets) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      `You have requested up to ${count} datapoints, which exceeds the limit of ${maxBuckets}.`,
    );
  }
  const buckets: Bucket[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += span.periodMs) {
    const set = metrics.read(metric, atMs, Math.min(atMs + span.periodMs, toMs));
    if (set) buckets.push({ atMs, set });
  }
  return buckets;
}
