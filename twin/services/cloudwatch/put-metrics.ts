import { type Dimensions, type MetricSource, mergeStatistics, type Statistics } from '../../metric-source.ts';

const MINUTE_MS = 60_000;
/** Minutes kept a series: two weeks, as far back as data may be put (PutMetricData). */
const MAX_MINUTES = 20_160;

/** The data that PutMetricData put for one metric name and unit, minute by minute: standard resolution. */
export class PutMetric implements MetricSource {
  readonly namespace: string;
  readonly metricName: string;
  readonly unit: string;
  readonly #nowMs: () => number;
  readonly #series = new Map<string, Map<number, Statistics>>();

  constructor(namespace: string, metricName: string, unit: string, nowMs: () => number) {
    this.namespace = namespace;
    this.metricName = metricName;
    this.unit = unit;
    this.#nowMs = nowMs;
  }

  put(dimensions: Dimensions, atMs: number, statistics: Statistics): void {
    const key = keyOf(dimensions);
    const minutes = this.#series.get(key) ?? new Map<number, Statistics>();
    this.#series.set(key, minutes);
    const minuteMs = floorMinute(atMs);
    minutes.set(minuteMs, mergeStatistics(minutes.get(minuteMs), statistics) as Statistics);
    if (minutes.size > MAX_MINUTES) minutes.delete(minutes.keys().next().value as number);
  }

  read(dimensions: Dimensions, fromMs: number, toMs: number): Statistics | undefined {
    const minutes = this.#series.get(keyOf(dimensions));
    if (!minutes) return undefined;
    let total: Statistics | undefined;
    for (let atMs = floorMinute(fromMs); atMs < toMs; atMs += MINUTE_MS) total = mergeStatistics(total, minutes.get(atMs));
    return total;
  }

  // What was put is known; that nothing more is put cannot be known, so the next call signals it.
  steadyUntilMs(dimensions: Dimensions, sinceMs: number): number {
    let untilMs = Number.POSITIVE_INFINITY;
    for (const minuteMs of this.#series.get(keyOf(dimensions))?.keys() ?? []) {
      if (minuteMs + MINUTE_MS <= sinceMs) continue;
      if (minuteMs <= this.#nowMs()) return sinceMs;
      untilMs = Math.min(untilMs, minuteMs);
    }
    return untilMs;
  }
}

const floorMinute = (atMs: number): number => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

const keyOf = (dimensions: Dimensions): string =>
  JSON.stringify(Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1)));
