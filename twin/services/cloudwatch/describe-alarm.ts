import type { MetricAlarm, MetricDataQuery, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmConfiguration } from './alarm.ts';
import { dimensionList } from './configuration-values.ts';
import type { Query } from './watched.ts';

/** An alarm as DescribeAlarms answers it. */
export function describeAlarm(alarm: Alarm): MetricAlarm {
  const { configuration, state } = alarm;
  const { actions: byState } = configuration;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ...(configuration.description === undefined ? {} : { AlarmDescription: configuration.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.updatedMs),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...byState.OK],
    AlarmActions: [...byState.ALARM],
    InsufficientDataActions: [...byState.INSUFFICIENT_DATA],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.atMs),
    StateTransitionedTimestamp: new Date(state.atMs),
    ...watchedOf(configuration),
    EvaluationPeriods: configuration.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    Threshold: configuration.threshold,
    ComparisonOperator: configuration.comparison,
    TreatMissingData: configuration.missingData,
  };
}

function watchedOf({ watched, periodSeconds }: AlarmConfiguration): MetricAlarm {
  if (watched.kind === 'math') return { Metrics: watched.queries.map((query) => describeQuery(query, periodSeconds)) };
  const { metric, statistic } = watched;
  return {
    Namespace: metric.namespace,
    MetricName: metric.metricName,
    Dimensions: dimensionList(metric.dimensions),
    ...(metric.unit === undefined ? {} : { Unit: metric.unit as StandardUnit }),
    Statistic: statistic,
    Period: periodSeconds,
  };
}

/** A line of a metrics list as the API spells it. */
export function describeQuery(query: Query, Period: number): MetricDataQuery {
  const line = { Id: query.id, ...(query.label === undefined ? {} : { Label: query.label }), ReturnData: query.isReturned };
  if (query.kind === 'expression') return { ...line, Expression: query.text };
  const { namespace, metricName, dimensions, unit } = query.metric;
  return {
    ...line,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metricName, Dimensions: dimensionList(dimensions) },
      Period,
      Stat: query.statistic,
      ...(unit === undefined ? {} : { Unit: unit as StandardUnit }),
    },
  };
}
