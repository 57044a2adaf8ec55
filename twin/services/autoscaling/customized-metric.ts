import type { CustomizedMetricSpecification } from '@aws-sdk/client-auto-scaling';
import type { GetMetricDataOutput, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { NotInTwinError } from '../../errors.ts';
import { type Context, SERVICE, validationError } from './context.ts';

const PERIOD_SECONDS = 60;

/** The metrics list of the alarms of a policy that tracks an expression: its metrics by the minute, and what they make (metric math). */
export function alarmMetrics(specification: CustomizedMetricSpecification): MetricDataQuery[] {
  const queries = specification.Metrics;
  if (queries === undefined) throw new NotInTwinError('target tracking on one customized metric', 'metric math is played');
  if (queries.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
    throw validationError('Exactly one element of the metrics list should return the data.');
  // An alarm says the period with each metric; a policy says it with none of them.
  return queries.map(
    ({ MetricStat: stat, ...query }) =>
      ({ ...query, ...(stat ? { MetricStat: { ...stat, Period: PERIOD_SECONDS } } : {}) }) as MetricDataQuery,
  );
}

/** The newest value of what an alarm's metrics list makes, over the period that ended at a moment. */
export function mathValueOf({ cloud }: Context, alarm: MetricAlarm, endMs: number): number | undefined {
  const input = { MetricDataQueries: alarm.Metrics, StartTime: new Date(endMs - PERIOD_SECONDS * 1000), EndTime: new Date(endMs) };
  const { MetricDataResults = [] } = cloud.callNow<GetMetricDataOutput>('cloudwatch', 'GetMetricData', input, SERVICE);
  return MetricDataResults[0]?.Values?.[0];
}
