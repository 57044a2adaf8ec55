import { type Dimensions, type MetricSource, mergeStatistics, type Statistics } from '../../metric-source.ts';

/** Which metric is meant; without a unit, data of every unit. */
export type Metric = {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  readonly unit?: string | undefined;
};

/** All metrics of the account, whatever their source. */
export class Metrics {
  readonly #sources = new Map<string, MetricSource[]>();

  register(source: MetricSource): void {
    const key = `${source.namespace} ${source.metricName}`;
    this.#sources.set(key, [...(this.#sources.get(key) ?? []), source]);
  }

  read(metric: Metric, fromMs: number, toMs: number): Statistics | undefined {
    let total: Statistics | undefined;
    for (const source of this.#of(metric)) total = mergeStatistics(total, source.read(metric.dimensions, fromMs, toMs));
    return total;
  }

  /** A metric without a source stays without data until somebody signals otherwise. */
  steadyUntilMs(metric: Metric, sinceMs: number): number {
    return Math.min(...this.#of(metric).map((source) => source.steadyUntilMs(metric.dimensions, sinceMs)), Number.POSITIVE_INFINITY);
  }

  #of({ namespace, metricName, unit }: Metric): MetricSource[] {
    const sources = this.#sources.get(`${namespace} ${metricName}`) ?? [];
    return sources.filter((source) => unit === undefined || source.unit === undefined || source.unit === unit);
  }
}
