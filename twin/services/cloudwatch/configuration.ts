import type { Dimension, MetricAlarm, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Dimensions } from '../../metric-source.ts';
import { type Alarm, type AlarmConfiguration, COMPARISONS, MISSING_DATA } from './alarm.ts';
import { STATISTICS } from './statistics.ts';

const MINUTE_SECONDS = 60;
const HIGH_RESOLUTION_SECONDS: readonly number[] = [10, 20, 30];
/** An alarm looks back a day at most; longer ones (periods of an hour and more) are evaluated hourly and not here (C1). */
const MAX_SPAN_SECONDS = 86_400;
/** What an alarm can act on here: topics and functions by CloudWatch itself, scaling policies by Auto Scaling. */
const ACTIONS = /^arn:aws:(sns|lambda|autoscaling):/;

/** CloudWatch's answer to a value that breaks a constraint. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** What PutMetricAlarm asks for, checked: one metric against a static threshold. */
export function configurationOf(input: PutMetricAlarmInput): AlarmConfiguration {
  const periodSeconds = period(input.Period);
  const evaluationPeriods = positive('EvaluationPeriods', input.EvaluationPeriods);
  const datapointsToAlarm = positive('DatapointsToAlarm', input.DatapointsToAlarm ?? evaluationPeriods);
  if (datapointsToAlarm > evaluationPeriods) throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  if (evaluationPeriods * periodSeconds > MAX_SPAN_SECONDS) {
    if (periodSeconds < 3600)
      throw validationError(`Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= ${MAX_SPAN_SECONDS})`);
    throw new NotInTwinError('an alarm over more than a day');
  }
  return {
    description: input.AlarmDescription,
    metric: {
      namespace: required('Namespace', input.Namespace),
      metricName: required('MetricName', input.MetricName),
      dimensions: dimensionsOf(input.Dimensions),
      unit: input.Unit,
    },
    statistic: oneOf('Statistic', STATISTICS, input.Statistic),
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    threshold: required('Threshold', input.Threshold),
    comparison: comparison(input.ComparisonOperator),
    missingData: oneOf('TreatMissingData', MISSING_DATA, input.TreatMissingData ?? 'missing'),
    actions: {
      ALARM: actions(input.AlarmActions),
      OK: actions(input.OKActions),
      INSUFFICIENT_DATA: actions(input.InsufficientDataActions),
    },
  };
}

/** An alarm as DescribeAlarms answers it. */
export function describeAlarm(alarm: Alarm): MetricAlarm {
  const { configuration, state } = alarm;
  const { metric, actions: byState } = configuration;
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
    Namespace: metric.namespace,
    MetricName: metric.metricName,
    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    ...(metric.unit === undefined ? {} : { Unit: metric.unit as NonNullable<MetricAlarm['Unit']> }),
    Statistic: configuration.statistic,
    Period: configuration.periodSeconds,
    EvaluationPeriods: configuration.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    Threshold: configuration.threshold,
    ComparisonOperator: configuration.comparison,
    TreatMissingData: configuration.missingData,
  };
}

/** Dimensions by name. */
export const dimensionsOf = (dimensions: readonly Dimension[] | undefined): Dimensions =>
  Object.fromEntries((dimensions ?? []).map((dimension) => [dimension.Name ?? '', dimension.Value ?? '']));

/** A parameter that must be given. */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined || value === '') throw new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);
  return value;
}

/** A parameter that is one of a few words. */
export function oneOf<T extends string>(name: string, known: readonly T[], value: string | undefined): T {
  const found = known.find((candidate) => candidate === required(name, value));
  if (found === undefined) throw validationError(`Value '${value}' at '${name}' must be one of ${known.join(', ')}`);
  return found;
}

/** A period in seconds: whole minutes only. */
export function period(value: number | undefined): number {
  const seconds = positive('Period', value);
  if (HIGH_RESOLUTION_SECONDS.includes(seconds)) throw new NotInTwinError(`a period of ${seconds} s`, 'metrics have standard resolution');
  if (seconds % MINUTE_SECONDS !== 0) throw validationError('Period must be 10, 20, 30 or a multiple of 60');
  return seconds;
}

function positive(name: string, value: number | undefined): number {
  const number = required(name, value);
  if (!Number.isInteger(number) || number < 1) throw validationError(`Value '${number}' at '${name}' must be a whole number of at least 1`);
  return number;
}

function comparison(value: string | undefined) {
  if (value?.includes('UpperThreshold') || value?.includes('LowerThreshold'))
    throw new NotInTwinError(`the comparison ${value}`, 'anomaly detection');
  return oneOf('ComparisonOperator', COMPARISONS, value);
}

function actions(arns: readonly string[] | undefined): readonly string[] {
  for (const arn of arns ?? []) if (!ACTIONS.test(arn)) throw new NotInTwinError(`the alarm action ${arn}`);
  return [...(arns ?? [])];
}
