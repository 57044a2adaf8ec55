import type {
  Datapoint,
  GetMetricDataInput,
  GetMetricDataOutput,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Cloud, Operation } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { readBuckets, type Span } from './buckets.ts';
import { dimensionsOf, oneOf, period, required } from './configuration-values.ts';
import { mathData } from './math-data.ts';
import type { Metrics } from './metrics.ts';
import { STATISTICS, statisticOf } from './statistics.ts';

/** Data points in an answer (GetMetricStatistics, GetMetricData). */
const MAX_STATISTICS_POINTS = 1_440;
const MAX_DATA_POINTS = 100_800;

/** Reading metrics. */
export function metricOperations(cloud: Cloud, metrics: Metrics): Record<string, Operation> {
  const span = (input: { StartTime: Date | undefined; EndTime: Date | undefined }, seconds: number | undefined): Span => ({
    fromMs: required('StartTime', input.StartTime).getTime(),
    toMs: required('EndTime', input.EndTime).getTime(),
    periodMs: period(seconds) * 1000,
    nowMs: cloud.clock.nowMs,
  });
  return {
    GetMetricStatistics: taking(
      'cloudwatch:GetMetricStatistics',
      'Namespace MetricName Dimensions StartTime EndTime Period Statistics Unit',
      (input: GetMetricStatisticsInput): GetMetricStatisticsOutput => {
        const names = required('Statistics', input.Statistics).map((name) => oneOf('Statistics', STATISTICS, name));
        const metricName = required('MetricName', input.MetricName);
        const metric = {
          namespace: required('Namespace', input.Namespace),
          metricName,
          dimensions: dimensionsOf(input.Dimensions),
          unit: input.Unit,
        };
        const buckets = readBuckets(metrics, metric, span(input, input.Period), MAX_STATISTICS_POINTS);
        return {
          Label: metricName,
          Datapoints: buckets.map(({ atMs, set }) => {
            const values = Object.fromEntries(names.map((name) => [name, statisticOf(set, name)]));
            return { Timestamp: new Date(atMs), ...values, ...(input.Unit ? { Unit: input.Unit } : {}) } satisfies Datapoint;
          }),
        };
      },
    ),
    GetMetricData: taking(
      'cloudwatch:GetMetricData',
      'MetricDataQueries StartTime EndTime ScanBy',
      (input: GetMetricDataInput): GetMetricDataOutput => {
        const asked = required('MetricDataQueries', input.MetricDataQueries);
        const isAscending = input.ScanBy === 'TimestampAscending';
        if (asked.some(({ Expression }) => Expression !== undefined)) {
          const [from, to] = [required('StartTime', input.StartTime), required('EndTime', input.EndTime)];
          return mathData(metrics, asked, { fromMs: from.getTime(), toMs: to.getTime(), isAscending });
        }
        const queries = asked.map((query) => ({
          result: series(metrics, query, (seconds) => span(input, seconds), isAscending),
          isWanted: query.ReturnData !== false,
        }));
        return { MetricDataResults: queries.filter((query) => query.isWanted).map((query) => query.result), Messages: [] };
      },
    ),
  };
}

function series(
  metrics: Metrics,
  query: MetricDataQuery,
  spanOf: (seconds: number | undefined) => Span,
  ascending: boolean,
): MetricDataResult {
  refuseUnknown('cloudwatch:GetMetricData MetricDataQueries', query, ['Id', 'MetricStat', 'Label', 'ReturnData']);
  const { Metric, Period, Stat, Unit } = required('MetricStat', query.MetricStat);
  const metricName = required('MetricName', Metric?.MetricName);
  const metric = {
    namespace: required('Namespace', Metric?.Namespace),
    metricName,
    dimensions: dimensionsOf(Metric?.Dimensions),
    unit: Unit,
  };
  const name = STATISTICS.find((known) => known === Stat);
  if (!name) throw new NotInTwinError(`the statistic ${Stat}`);
  const buckets = readBuckets(metrics, metric, spanOf(Period), MAX_DATA_POINTS);
  // The newest comes first unless asked otherwise.
  if (!ascending) buckets.reverse();
  return {
    Id: required('Id', query.Id),
    Label: query.Label ?? metricName,
    Timestamps: buckets.map(({ atMs }) => new Date(atMs)),
    Values: buckets.map(({ set }) => statisticOf(set, name)),
    StatusCode: 'Complete',
  };
}
