import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { mergeStatistics, type Statistics } from '../../metric-source.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { dimensionsOf, required } from './configuration-values.ts';
import type { Metrics } from './metrics.ts';
import { PutMetric } from './put-metrics.ts';

/** Metrics in one call, and values in one metric (PutMetricData). */
const MAX_DATA = 1_000;
const MAX_VALUES = 150;
/** Data are taken up to two weeks late and two hours early (PutMetricData). */
const MAX_LATE_MS = 14 * 24 * 3_600_000;
const MAX_EARLY_MS = 2 * 3_600_000;
const DATUM = ['MetricName', 'Dimensions', 'Timestamp', 'Value', 'StatisticValues', 'Values', 'Counts', 'Unit', 'StorageResolution'];

/** PutMetricData: what is put is one more source; whoever watches the metric is told at once. */
export function putMetricData(cloud: Cloud, metrics: Metrics): Operation {
  const known = new Map<string, PutMetric>();
  const sourceOf = (namespace: string, metricName: string, unit: string): PutMetric => {
    const key = JSON.stringify([namespace, metricName, unit]);
    const source = known.get(key) ?? new PutMetric(namespace, metricName, unit, () => cloud.clock.nowMs);
    if (!known.has(key)) metrics.register(source);
    known.set(key, source);
    return source;
  };
  return taking('cloudwatch:PutMetricData', 'Namespace MetricData', (input: PutMetricDataInput) => {
    const namespace = required('Namespace', input.Namespace);
    const data = required('MetricData', input.MetricData);
    if (namespace.startsWith('AWS/')) throw invalid('The value AWS/ for parameter Namespace is invalid.');
    if (data.length > MAX_DATA) throw invalid(`The collection MetricData must not have a size greater than ${MAX_DATA}.`);
    const checked = data.map((datum) => ({
      datum,
      metricName: required('MetricName', datum.MetricName),
      atMs: timeOf(cloud, datum),
      set: setOf(datum),
    }));
    for (const { datum, metricName, atMs, set } of checked) {
      sourceOf(namespace, metricName, datum.Unit ?? 'None').put(dimensionsOf(datum.Dimensions), atMs, set);
    }
    for (const metricName of new Set(checked.map((one) => one.metricName)))
      cloud.signals.emit('cloudwatch:data', { namespace, metricName });
    return {};
  });
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

function timeOf(cloud: Cloud, datum: MetricDatum): number {
  const { nowMs } = cloud.clock;
  const atMs = datum.Timestamp?.getTime() ?? nowMs;
  if (atMs < nowMs - MAX_LATE_MS || atMs > nowMs + MAX_EARLY_MS)
    throw invalid('The parameter Timestamp must specify a time within the past two weeks.');
  return atMs;
}

function setOf(datum: MetricDatum): Statistics {
  refuseUnknown('cloudwatch:PutMetricData MetricData', datum, DATUM);
  if (datum.StorageResolution === 1) throw new NotInTwinError('cloudwatch:PutMetricData with a StorageResolution of 1');
  const { StatisticValues: given, Values: values, Counts: counts } = datum;
  if (given) {
    const sampleCount = required('SampleCount', given.SampleCount);
    return {
      sampleCount,
      sum: required('Sum', given.Sum),
      minimum: required('Minimum', given.Minimum),
      maximum: required('Maximum', given.Maximum),
    };
  }
  if (!values) return single(required('Value', datum.Value), 1);
  if (values.length === 0 || values.length > MAX_VALUES) throw invalid(`Values must have between 1 and ${MAX_VALUES} members.`);
  if (counts && counts.length !== values.length) throw invalid('Counts must have as many members as Values.');
  return values
    .map((value, index) => single(value, counts?.[index] ?? 1))
    .reduce((one, other) => mergeStatistics(one, other) as Statistics);
}

const single = (value: number, sampleCount: number): Statistics => ({
  sampleCount,
  sum: value * sampleCount,
  minimum: value,
  maximum: value,
});
