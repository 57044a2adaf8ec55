import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { NotInTwinError } from '../../errors.ts';
import { type AlarmConfiguration, COMPARISONS, MISSING_DATA } from './alarm.ts';
import { dimensionsOf, oneOf, period, positive, required, validationError } from './configuration-values.ts';
import { STATISTICS } from './statistics.ts';
import { mathOf, type Watched } from './watched.ts';

/** An alarm looks back a day at most; longer ones (periods of an hour and more) are evaluated hourly and not here (C1). */
const MAX_SPAN_SECONDS = 86_400;
/** What an alarm can act on here: topics and functions by CloudWatch itself, scaling policies by Auto Scaling. */
const ACTIONS = /^arn:aws:(sns|lambda|autoscaling):/;
/** What says which metric an alarm is on; a metrics list says all of it instead. */
const OF_ONE_METRIC = ['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period', 'Unit'] as const;

/** What PutMetricAlarm asks for, checked: one metric, or an expression over some, against a static threshold. */
export function configurationOf(input: PutMetricAlarmInput): AlarmConfiguration {
  const { watched, periodSeconds } = input.Metrics === undefined ? oneMetric(input) : metricsList(input, input.Metrics);
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
    watched,
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

function oneMetric(input: PutMetricAlarmInput): { watched: Watched; periodSeconds: number } {
  const metric = {
    namespace: required('Namespace', input.Namespace),
    metricName: required('MetricName', input.MetricName),
    dimensions: dimensionsOf(input.Dimensions),
    unit: input.Unit,
  };
  const watched: Watched = { kind: 'metric', metric, statistic: oneOf('Statistic', STATISTICS, input.Statistic) };
  return { watched, periodSeconds: period(input.Period) };
}

function metricsList(input: PutMetricAlarmInput, list: NonNullable<PutMetricAlarmInput['Metrics']>) {
  const both = OF_ONE_METRIC.find((name) => input[name] !== undefined);
  if (both !== undefined) throw validationError(`Metrics list can't be used with ${both}`);
  const { watched, periodSeconds } = mathOf(list);
  return { watched, periodSeconds: period(periodSeconds) };
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
