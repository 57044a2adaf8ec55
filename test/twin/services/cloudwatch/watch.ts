import type { Cloud, Faults, ServiceModule } from '#twin/cloud.ts';
import type { MetricSource } from '#twin/metric-source.ts';
import { createCloudWatch } from '#twin/services/cloudwatch/index.ts';
import { openAccount, START_MS } from '../account.ts';

const MINUTE_MS = 60_000;

/** A metric with a data point a minute: the value that holds when the minute begins; undefined is no data. */
export class Gauge implements MetricSource {
  readonly namespace = 'Shop';
  readonly metricName: string;
  readonly #cloud: Cloud;
  readonly #knots: { atMs: number; value: number | undefined }[] = [];

  constructor(cloud: Cloud, metricName = 'Load') {
    this.#cloud = cloud;
    this.metricName = metricName;
  }

  /** Known beforehand, so nobody is told when it comes. */
  plan(atMs: number, value: number | undefined): void {
    this.#knots.push({ atMs, value });
    this.#knots.sort((one, other) => one.atMs - other.atMs);
  }

  /** Changes now and says so. */
  set(value: number | undefined): void {
    this.plan(this.#cloud.clock.nowMs, value);
    this.#cloud.signals.emit('cloudwatch:data', { namespace: this.namespace, metricName: this.metricName });
  }

  read(_dimensions: object, fromMs: number, toMs: number) {
    const values: number[] = [];
    for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) {
      const value = this.#knots.findLast((knot) => knot.atMs <= atMs)?.value;
      if (value !== undefined) values.push(value);
    }
    if (values.length === 0) return undefined;
    const sum = values.reduce((total, value) => total + value, 0);
    return { sampleCount: values.length, sum, minimum: Math.min(...values), maximum: Math.max(...values) };
  }

  steadyUntilMs(_dimensions: object, sinceMs: number): number {
    const next = this.#knots.find((knot) => knot.atMs > sinceMs);
    return next === undefined ? Number.POSITIVE_INFINITY : next.atMs <= this.#cloud.clock.nowMs ? sinceMs : next.atMs;
  }
}

export const ALARM = {
  AlarmName: 'load',
  Namespace: 'Shop',
  MetricName: 'Load',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 75,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};

/** An account with CloudWatch, a gauge, and what else a test needs. */
export function openWatch(others: readonly ((cloud: Cloud) => ServiceModule)[] = [], faults?: Partial<Faults>) {
  let watch: ReturnType<typeof createCloudWatch> | undefined;
  const account = openAccount([(cloud) => (watch = createCloudWatch(cloud)), ...others], faults);
  const { cloud, call, play, journal } = account;
  const cloudwatch = watch as ReturnType<typeof createCloudWatch>;
  const gauge = new Gauge(cloud);
  cloudwatch.registerSource(gauge);
  return {
    ...account,
    cloudwatch,
    gauge,
    put: (more: object = {}) => call('cloudwatch', 'PutMetricAlarm', { ...ALARM, ...more }),
    look: (name = 'load') => call('cloudwatch', 'DescribeAlarms', { AlarmNames: [name] }).MetricAlarms[0],
    playTo: (time: string) => play((timeMs(time) - cloud.clock.nowMs) / 1000),
    /** `09:12:40 OK -> ALARM`, one for each change. */
    changes: (): string[] => journal('alarm').map((entry) => `${entry.at.slice(11, 19)} ${entry.from} -> ${entry.to}`),
    /** When the clock has something to do next, as `hh:mm:ss`; undefined when nothing waits. */
    nextTimer: (): string | undefined => {
      const atMs = cloud.clock.nextAtMs();
      return atMs === undefined ? undefined : new Date(atMs).toISOString().slice(11, 19);
    },
  };
}

/** A time of the day on which accounts open (at 09:00:00). */
export const timeMs = (time: string): number => Date.parse(`${new Date(START_MS).toISOString().slice(0, 10)}T${time}Z`);
