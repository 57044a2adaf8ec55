import type { Cloud } from '../../cloud.ts';
import type { Alarm, StateRecord } from './alarm.ts';
import { longTime } from './texts.ts';

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
  const { metric, actions } = configuration;
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
      MetricName: metric.metricName,
      Namespace: metric.namespace,
      StatisticType: 'Statistic',
      Statistic: configuration.statistic.toUpperCase(),
      Unit: metric.unit ?? null,
      Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
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
  const { description, metric, periodSeconds, statistic } = configuration;
  const { namespace, metricName, dimensions, unit } = metric;
  const metricStat = {
    metric: { namespace, name: metricName, dimensions },
    period: periodSeconds,
    stat: statistic,
    ...(unit === undefined ? {} : { unit }),
  };
  return { ...(description === undefined ? {} : { description }), metrics: [{ id: metricId, metricStat, returnData: true }] };
}
