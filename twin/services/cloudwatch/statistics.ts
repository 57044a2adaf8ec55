import type { Statistics } from '../../metric-source.ts';

/** The statistics that can be asked for; percentiles are not among them. */
export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type StatisticName = (typeof STATISTICS)[number];

/** One statistic out of a set. */
export function statisticOf(set: Statistics, name: StatisticName): number {
  switch (name) {
    case 'SampleCount':
      return set.sampleCount;
    case 'Average':
      return set.sum / set.sampleCount;
    case 'Sum':
      return set.sum;
    case 'Minimum':
      return set.minimum;
    case 'Maximum':
      return set.maximum;
    default:
      return name satisfies never;
  }
}
