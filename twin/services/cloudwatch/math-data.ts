import type { GetMetricDataOutput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { period } from './configuration-values.ts';
import type { Metrics } from './metrics.ts';
import { mathOf, readWatched } from './watched.ts';

export type MathSpan = { readonly fromMs: number; readonly toMs: number; readonly isAscending: boolean };

/** What an expression makes of its metrics, period by period: of a metrics list that returns one line. */
export function mathData(metrics: Metrics, list: readonly MetricDataQuery[], { fromMs, toMs, isAscending }: MathSpan): GetMetricDataOutput {
  const { watched, periodSeconds } = mathOf(list);
  const periodMs = period(periodSeconds) * 1000;
  const points: { atMs: number; value: number }[] = [];
  for (let atMs = fromMs; atMs + periodMs <= toMs; atMs += periodMs) {
    const { value } = readWatched(metrics, watched, atMs, atMs + periodMs);
    if (value !== undefined) points.push({ atMs, value });
  }
  // The newest comes first unless asked otherwise.
  if (!isAscending) points.reverse();
  const line = list.find(({ ReturnData }) => ReturnData !== false);
  return {
    MetricDataResults: [
      {
        Id: line?.Id,
        Label: line?.Label ?? line?.Id,
        Timestamps: points.map(({ atMs }) => new Date(atMs)),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
      },
    ],
    Messages: [],
  };
}
