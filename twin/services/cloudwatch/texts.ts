import type { AlarmConfiguration, AlarmState, Comparison, MissingData } from './alarm.ts';
import { comparer } from './evaluate.ts';

/** A period of an evaluation, with its value where it has data. */
export type Datum = { readonly atMs: number; readonly value?: number; readonly sampleCount?: number };
type Known = Datum & { readonly value: number };

const PHRASES: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};
const TREATED: Readonly<Record<MissingData, string>> = {
  missing: 'Missing',
  ignore: 'Ignore',
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
};

/** The periods that decide, newest first: the newest real ones, and missing ones as far as they have to fill up (C3). */
export function decisive(range: readonly Datum[], periods: number): Datum[] {
  const newestFirst = [...range].reverse();
  const real = newestFirst.filter(isKnown).slice(0, periods);
  const missing = newestFirst.filter((datum) => !isKnown(datum)).slice(0, periods - real.length);
  return [...real, ...missing].sort((one, other) => other.atMs - one.atMs);
}

/** The reason of a state in CloudWatch's words. */
export function reasonOf(configuration: AlarmConfiguration, state: AlarmState, used: readonly Datum[]): string {
  const { threshold, comparison, datapointsToAlarm, evaluationPeriods } = configuration;
  const missing = used.filter((datum) => !isKnown(datum)).length;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${count(missing, 'datapoint')} ${were(missing)} unknown.`;
  const breaches = comparer(comparison, threshold);
  const told = used.filter(isKnown).filter((datum) => breaches(datum.value) === (state === 'ALARM'));
  const treated = `${count(missing, 'missing datapoint')} ${were(missing)} treated as [${TREATED[configuration.missingData]}]`;
  if (missing === used.length) return `Threshold Crossed: no datapoints were received for ${count(missing, 'period')} and ${treated}.`;
  if (told.length === 0) return `Threshold Crossed: ${treated}.`;
  const values = told.map((datum) => `${decimal(datum.value)} (${shortTime(datum.atMs)})`).join(', ');
  const crossed = `[${values}] ${were(told.length)} ${state === 'OK' ? 'not ' : ''}${PHRASES[comparison]} the threshold (${decimal(threshold)})`;
  if (missing > 0) return `Threshold Crossed: ${count(told.length, 'datapoint')} ${crossed} and ${treated}.`;
  const needed = state === 'OK' ? evaluationPeriods - datapointsToAlarm + 1 : datapointsToAlarm;
  const transition = `minimum ${count(needed, 'datapoint')} for ${state === 'OK' ? 'ALARM -> OK' : 'OK -> ALARM'} transition`;
  return `Threshold Crossed: ${told.length} out of the last ${evaluationPeriods} datapoints ${crossed} (${transition}).`;
}

/** The machine-readable side of a reason. */
export function reasonData(configuration: AlarmConfiguration, used: readonly Datum[], nowMs: number): string {
  const known = used.filter(isKnown);
  const oldest = known.at(-1);
  const { watched, periodSeconds, threshold } = configuration;
  const ofOne = watched.kind === 'metric' ? watched : undefined;
  return JSON.stringify({
    version: '1.0',
    queryDate: longTime(nowMs),
    ...(oldest ? { startDate: longTime(oldest.atMs) } : {}),
    ...(ofOne?.metric.unit === undefined ? {} : { unit: ofOne.metric.unit }),
    // An expression has neither unit nor statistic of its own.
    ...(ofOne === undefined ? {} : { statistic: ofOne.statistic }),
    period: periodSeconds,
    recentDatapoints: known.map((datum) => datum.value).reverse(),
    threshold,
    evaluatedDatapoints: used.map(({ atMs, ...datum }) => ({ timestamp: longTime(atMs), ...datum })),
  });
}

/** `2018-02-10T12:00:40.000+0000`, as CloudWatch writes times in events. */
export const longTime = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');

function shortTime(atMs: number): string {
  const [date = '', time = ''] = new Date(atMs).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

const isKnown = (datum: Datum): datum is Known => datum.value !== undefined;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
const were = (number: number): string => (number === 1 ? 'was' : 'were');
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
