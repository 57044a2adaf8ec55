import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { dimensionsOf, required } from './configuration-values.ts';
import { type Expression, parseExpression, seriesIn } from './metric-math.ts';
import { mathValue } from './metric-math-value.ts';
import type { Metric, Metrics } from './metrics.ts';
import { STATISTICS, type StatisticName, statisticOf } from './statistics.ts';

/** One line of a metrics list: a metric, or an expression over lines. */
export type Query = { readonly id: string; readonly label?: string | undefined; readonly isReturned: boolean } & (
  | { readonly kind: 'metric'; readonly metric: Metric; readonly statistic: StatisticName }
  | { readonly kind: 'expression'; readonly text: string; readonly expression: Expression }
);

/** What an alarm watches: one metric, or the one line that a metrics list returns. */
export type Watched =
  | { readonly kind: 'metric'; readonly metric: Metric; readonly statistic: StatisticName }
  | { readonly kind: 'math'; readonly queries: readonly Query[] };

/** Metrics in the list of one alarm (PutMetricAlarm). */
const MAX_QUERIES = 20;
const METRIC_LIMIT = 10;

/** The metrics that a change of can change an alarm. */
export const metricsOf = (watched: Watched): Metric[] =>
  watched.kind === 'metric' ? [watched.metric] : watched.queries.flatMap((query) => (query.kind === 'metric' ? query.metric : []));

/** What an alarm sees of a period: its value, and of one metric how many samples it is made of. */
export function readWatched(metrics: Metrics, watched: Watched, fromMs: number, toMs: number): { value?: number; sampleCount?: number } {
  if (watched.kind === 'metric') {
    const set = metrics.read(watched.metric, fromMs, toMs);
    return set ? { sampleCount: set.sampleCount, value: statisticOf(set, watched.statistic) } : {};
  }
  const lines = new Map(watched.queries.map((query) => [query.id, query]));
  const point = (id: string): number | undefined => {
    const query = lines.get(id);
    if (query === undefined) return undefined;
    if (query.kind === 'expression') return mathValue(query.expression, point);
    const set = metrics.read(query.metric, fromMs, toMs);
    return set && statisticOf(set, query.statistic);
  };
  const value = point(returned(watched.queries).id);
  return value === undefined ? {} : { value };
}

/** A metrics list as PutMetricAlarm takes it, with the one period that all of it has. */
export function mathOf(list: readonly MetricDataQuery[]): { watched: Watched; periodSeconds: number | undefined } {
  if (list.length > MAX_QUERIES) throw invalid(`it has more than ${MAX_QUERIES} entries`);
  const queries: Query[] = [];
  const periods = new Set<number | undefined>();
  for (const entry of list) {
    const query = queryOf(entry);
    if (queries.some(({ id }) => id === query.id)) throw invalid(`two entries have the id ${query.id}`);
    const unknown = query.kind === 'expression' ? seriesIn(query.expression).find((id) => !list.some(({ Id }) => Id === id)) : undefined;
    if (unknown !== undefined) throw invalid(`no entry has the id ${unknown}`);
    queries.push(query);
    if (entry.MetricStat) periods.add(entry.MetricStat.Period);
  }
  refuseLoops(queries);
  if (metricsOf({ kind: 'math', queries }).length > METRIC_LIMIT) throw invalid(`it has more than ${METRIC_LIMIT} metrics`);
  if (queries.filter(({ isReturned }) => isReturned).length !== 1) throw invalid('exactly one entry must return data');
  if (periods.size > 1) throw new NotInTwinError('an alarm over metrics of several periods');
  return { watched: { kind: 'math', queries }, periodSeconds: [...periods][0] };
}

/** The line that an alarm is about. */
export const returned = (queries: readonly Query[]): Query => queries.find(({ isReturned }) => isReturned) as Query;

function queryOf(entry: MetricDataQuery): Query {
  refuseUnknown('cloudwatch:PutMetricAlarm Metrics', entry, ['Id', 'MetricStat', 'Expression', 'Label', 'ReturnData']);
  const id = required('Id', entry.Id);
  if (!/^[a-z][A-Za-z0-9_]*$/.test(id)) throw invalid(`the id ${id} does not begin with a small letter`);
  const line = { id, label: entry.Label, isReturned: entry.ReturnData !== false };
  if (entry.Expression !== undefined) {
    if (entry.MetricStat !== undefined) throw invalid(`${id} is a metric and an expression`);
    return { ...line, kind: 'expression', text: entry.Expression, expression: parseExpression(entry.Expression) };
  }
  const { Metric, Stat, Unit } = required('MetricStat', entry.MetricStat);
  const statistic = STATISTICS.find((known) => known === Stat);
  if (!statistic) throw new NotInTwinError(`the statistic ${Stat}`);
  const metric = {
    namespace: required('Namespace', Metric?.Namespace),
    metricName: required('MetricName', Metric?.MetricName),
    dimensions: dimensionsOf(Metric?.Dimensions),
    unit: Unit,
  };
  return { ...line, kind: 'metric', metric, statistic };
}

/** An expression that leads back to itself has no value. */
function refuseLoops(queries: readonly Query[]): void {
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) throw invalid(`${id} leads back to itself`);
    const query = queries.find((one) => one.id === id);
    if (query?.kind === 'expression') for (const other of seriesIn(query.expression)) visit(other, [...path, id]);
  };
  for (const { id } of queries) visit(id, []);
}

const invalid = (why: string): AwsError => new AwsError('ValidationError', `Invalid metrics list: ${why}.`);
