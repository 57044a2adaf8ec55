/** A set of data points over a window, as CloudWatch aggregates them. */
export type Statistics = { sampleCount: number; sum: number; minimum: number; maximum: number };

/** Dimensions by name. */
export type Dimensions = Readonly<Record<string, string>>;

/**
 * Where a metric of an AWS service comes from: computed over a window when somebody looks. Services do not import each
 * other, so the composition registers their sources here.
 */
export type MetricSource = {
  readonly namespace: string;
  readonly metricName: string;
  /** The unit of its data; a source without one answers whatever unit is asked for. */
  readonly unit?: string;
  /** The statistics of [fromMs, toMs), or undefined where there is no data. */
  read(dimensions: Dimensions, fromMs: number, toMs: number): Statistics | undefined;
  /** Until when the metric stays as it has been since a moment, if nothing is signalled; that moment when it has changed. */
  steadyUntilMs(dimensions: Dimensions, sinceMs: number): number;
};

/** Two sets as one; nothing and a set are the set. */
export function mergeStatistics(one: Statistics | undefined, other: Statistics | undefined): Statistics | undefined {
  if (!one || !other) return one ?? other;
  return {
    sampleCount: one.sampleCount + other.sampleCount,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  };
}
