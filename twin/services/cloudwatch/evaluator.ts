import type { Cloud } from '../../cloud.ts';
import type { Alarm } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { comparer, evaluate } from './evaluate.ts';
import type { Metrics } from './metrics.ts';
import type { StateChanges } from './state-changes.ts';
import { type Datum, decisive, reasonData, reasonOf } from './texts.ts';
import { metricsOf, readWatched } from './watched.ts';

/** What else than a source's own word can change metrics: visitors, targets, instances that come and go. */
const MOVES = {
  'elb:flow': ['AWS/ApplicationELB', 'AWS/EC2'],
  'elb:target-health': ['AWS/ApplicationELB'],
  'ec2:instance': ['AWS/EC2'],
} as const;

/**
 * Evaluates alarms at the minutes that can change them: the boundary plus the lag after which its data are there (C1,
 * C8). While a metric stays as it was over the whole evaluation range there is nothing to look at, and no timer.
 */
export class Evaluator {
  readonly #cloud: Cloud;
  readonly #metrics: Metrics;
  readonly #alarms: Alarms;
  readonly #changes: StateChanges;
  readonly #stepMs: number;
  readonly #lagMs: number;

  constructor(cloud: Cloud, metrics: Metrics, alarms: Alarms, changes: StateChanges) {
    this.#cloud = cloud;
    this.#metrics = metrics;
    this.#alarms = alarms;
    this.#changes = changes;
    this.#stepMs = cloud.facts.valueMs('cloudwatch.evaluationInterval');
    this.#lagMs = cloud.facts.valueMs('cloudwatch.evaluationLag');
    cloud.signals.on('cloudwatch:data', ({ namespace, metricName }) => this.lookAt(namespace, metricName));
    for (const [signal, namespaces] of Object.entries(MOVES)) {
      cloud.signals.on(signal as keyof typeof MOVES, () => {
        for (const namespace of namespaces) this.lookAt(namespace);
      });
    }
  }

  /** Looks at the alarms of a metric, or of a namespace, at the next minute. */
  lookAt(namespace: string, metricName?: string): void {
    for (const alarm of this.#alarms.all()) {
      const isOn = metricsOf(alarm.configuration.watched).some(
        (metric) => metric.namespace === namespace && (metricName === undefined || metric.metricName === metricName),
      );
      if (isOn) this.look(alarm);
    }
  }

  /** Looks at an alarm at the next minute whose data are not there yet. */
  look(alarm: Alarm): void {
    this.#arm(alarm, (Math.floor((this.#cloud.clock.nowMs - this.#lagMs) / this.#stepMs) + 1) * this.#stepMs);
  }

  #arm(alarm: Alarm, boundaryMs: number): void {
    const atMs = boundaryMs + this.#lagMs;
    if (alarm.timer && alarm.timer.atMs <= atMs) return;
    alarm.timer?.cancel();
    alarm.timer = this.#cloud.clock.at(atMs, `alarm ${alarm.name}`, () => {
      alarm.timer = undefined;
      this.#evaluate(alarm, boundaryMs);
    });
  }

  #evaluate(alarm: Alarm, boundaryMs: number): void {
    const { configuration } = alarm;
    const { comparison, threshold, evaluationPeriods: periods, datapointsToAlarm, missingData } = configuration;
    const range = this.#range(alarm, boundaryMs);
    const points = range.map((datum) => datum.value);
    const state = evaluate({ points, periods, datapointsToAlarm, missingData, breaches: comparer(comparison, threshold) });
    if (state && state !== alarm.state.value) {
      const used = decisive(range, periods);
      this.#changes.enter(alarm, state, reasonOf(configuration, state, used), reasonData(configuration, used, this.#cloud.clock.nowMs));
    }
    // An action may have deleted the alarm.
    if (this.#alarms.get(alarm.name) === alarm) this.#armNext(alarm, boundaryMs);
  }

  // Windows slide: whatever the period, the newest one ends at the boundary. Oldest first.
  #range(alarm: Alarm, boundaryMs: number): Datum[] {
    const { watched, periodSeconds } = alarm.configuration;
    const periodMs = periodSeconds * 1000;
    const length = this.#rangeLength(alarm);
    return Array.from({ length }, (_, index) => {
      const atMs = boundaryMs - (length - index) * periodMs;
      return { atMs, ...readWatched(this.#metrics, watched, atMs, atMs + periodMs) };
    });
  }

  #rangeLength(alarm: Alarm): number {
    return alarm.configuration.evaluationPeriods + this.#cloud.facts.value('cloudwatch.evaluationRangeExtra');
  }

  // A metric that has been steady over the whole range gives the same verdict until the first minute in which it changes.
  #armNext(alarm: Alarm, boundaryMs: number): void {
    const { watched, periodSeconds } = alarm.configuration;
    const sinceMs = boundaryMs - this.#rangeLength(alarm) * periodSeconds * 1000;
    const untilMs = Math.min(...metricsOf(watched).map((metric) => this.#metrics.steadyUntilMs(metric, sinceMs)));
    if (untilMs === Number.POSITIVE_INFINITY) return;
    this.#arm(alarm, Math.max(boundaryMs, Math.floor(untilMs / this.#stepMs) * this.#stepMs) + this.#stepMs);
  }
}
