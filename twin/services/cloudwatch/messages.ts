import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Cloud } from '../../cloud.ts';
import type { Dimensions } from '../../metric-source.ts';
import type { Alarm, AlarmConfiguration, StateRecord } from './alarm.ts';
import { dimensionsOf } from './configuration-values.ts';
import { describeQuery } from './describe-alarm.ts';
import { longTime } from './texts.ts';
import type { Query } from './watched.ts';

/** The region's name as alarm mails spell it. */
const REGION_NAMES: Readonly<Record<string, string>> = { 'us-east-1': 'US East (N. Virginia)' };
/** SNS takes no longer subject (Publish). */
const MAX_SUBJECT_LENGTH = 100;

const regionName = (cloud: Cloud): string => REGION_NAMES[cloud.region] ?? cloud.region;

/** The subject under which an alarm publishes to a topic. */
export const mailSubject = (cloud: Cloud, { name, state }: Alarm): string =>
  `${state.value}: "${name}" in ${regionName(cloud)}`.slice(0, MAX_SUBJECT_LENGTH);

/** The detail of the event `CloudWatch Alarm State Change`. */
export const eventDetail = (alarm: Alarm, previous: StateRecord): Record<string, unknown> => ({
  alarmName: alarm.name,
  state: eventState(alarm.state),
  previousState: eventState(previous),
  configuration: eventConfiguration(alarm),
});

/** What a function gets that is an alarm's action. */
export const lambdaPayload = (cloud: Cloud, alarm: Alarm, previous: StateRecord): object => ({
  source: 'aws.cloudwatch',
  alarmArn: alarm.arn,
  accountId: cloud.account,
  time: longTime(alarm.state.atMs),
  region: cloud.region,
  alarmData: eventDetail(alarm, previous),
});

/** The message that an alarm publishes to a topic. */
export function snsMessage(cloud: Cloud, alarm: Alarm, previous: StateRecord): object {
  const { configuration, state } = alarm;
  const { actions } = configuration;
  return {
    AlarmName: alarm.name,
    AlarmDescription: configuration.description ?? null,
    AWSAccountId: cloud.account,
    AlarmConfigurationUpdatedTimestamp: longTime(alarm.updatedMs),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: longTime(state.atMs),
    Region: regionName(cloud),
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    Trigger: {
      ...trigger(configuration),
      Period: configuration.periodSeconds,
      EvaluationPeriods: configuration.evaluationPeriods,
      DatapointsToAlarm: configuration.datapointsToAlarm,
      ComparisonOperator: configuration.comparison,
      Threshold: configuration.threshold,
      TreatMissingData: configuration.missingData,
      EvaluateLowSampleCountPercentile: '',
    },
  };
}

const eventState = ({ value, reason, reasonData, atMs }: StateRecord): object => ({
  value,
  reason,
  ...(reasonData === undefined ? {} : { reasonData }),
  timestamp: longTime(atMs),
});

function eventConfiguration({ configuration, metricId }: Alarm): object {
  const { description, watched, periodSeconds } = configuration;
  const queries: readonly Query[] = watched.kind === 'math' ? watched.queries : [{ ...watched, id: metricId, isReturned: true }];
  const metrics = queries.map((query) => eventQuery(query, periodSeconds));
  return { ...(description === undefined ? {} : { description }), metrics };
}

function eventQuery(query: Query, period: number): object {
  const { id, label, isReturned: returnData } = query;
  const labelled = label === undefined ? {} : { label };
  if (query.kind === 'expression') return { id, expression: query.text, ...labelled, returnData };
  const { namespace, metricName, dimensions, unit } = query.metric;
  const metricStat = {
    metric: { namespace, name: metricName, dimensions },
    period,
    stat: query.statistic,
    ...(unit === undefined ? {} : { unit }),
  };
  return { id, metricStat, ...labelled, returnData };
}

/** What of a message to a topic says which metrics the alarm is on; names of dimensions are small there. */
function trigger({ watched, periodSeconds }: AlarmConfiguration): object {
  if (watched.kind === 'math') return { Metrics: watched.queries.map((query) => withSmallNames(describeQuery(query, periodSeconds))) };
  const { metric, statistic } = watched;
  return {
    MetricName: metric.metricName,
    Namespace: metric.namespace,
    StatisticType: 'Statistic',
    Statistic: statistic.toUpperCase(),
    Unit: metric.unit ?? null,
    Dimensions: smallNames(metric.dimensions),
  };
}

function withSmallNames(query: MetricDataQuery): object {
  const { MetricStat } = query;
  if (MetricStat === undefined) return query;
  const dimensions = dimensionsOf(MetricStat.Metric?.Dimensions);
  return { ...query, MetricStat: { ...MetricStat, Metric: { ...MetricStat.Metric, Dimensions: smallNames(dimensions) } } };
}

const smallNames = (dimensions: Dimensions): object[] => Object.entries(dimensions).map(([name, value]) => ({ value, name }));
