import type { Cloud } from '../../cloud.ts';
import { type Dimensions, type MetricSource, mergeStatistics, type Statistics } from '../../metric-source.ts';
import type { Fleet } from './fleet.ts';
import type { Instance } from './instance.ts';

/** What CPU use depends on and EC2 does not know; the composition hands it in. */
export type Surroundings = {
  /** Requests that an instance served between two moments. */
  requestsServed(instanceId: string, fromMs: number, toMs: number): number;
  /** Until when visitors' traffic stays what it has been since `sinceMs`; `sinceMs` itself when it has changed or changes now. */
  trafficSteadyUntilMs(sinceMs: number): number;
  /** When an instance counts in its group's metrics (A38): not before its launch hook and warm-up, nor once it is leaving. */
  groupMetricsSpan(instanceId: string): { fromMs: number; untilMs: number };
};

const GROUP_TAG = 'aws:autoscaling:groupName';
/** Finished data points kept a group; enough for the longest window of an alarm (a day). */
const MAX_KEPT_POINTS = 1_500;

/** CPUUtilization of instances and groups, computed when somebody looks: one data point an instance and period (C7). */
export class CpuUtilization implements MetricSource {
  readonly namespace = 'AWS/EC2';
  readonly metricName = 'CPUUtilization';
  readonly #cloud: Cloud;
  readonly #fleet: Fleet;
  readonly #surroundings: () => Surroundings;
  readonly #finished = new Map<string, Map<number, Statistics | undefined>>();

  constructor(cloud: Cloud, fleet: Fleet, surroundings: () => Surroundings) {
    this.#cloud = cloud;
    this.#fleet = fleet;
    this.#surroundings = surroundings;
  }

  read(dimensions: Dimensions, fromMs: number, toMs: number): Statistics | undefined {
    const stepMs = this.#cloud.facts.valueMs('cloudwatch.detailedPeriod');
    let total: Statistics | undefined;
    for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs + stepMs <= toMs; atMs += stepMs) {
      total = mergeStatistics(total, this.#point(dimensions, atMs, stepMs));
    }
    return total;
  }

  steadyUntilMs(dimensions: Dimensions, sinceMs: number): number {
    const nowMs = this.#cloud.clock.nowMs;
    let untilMs = this.#surroundings().trafficSteadyUntilMs(sinceMs);
    for (const instance of this.#chosen(dimensions)) {
      const { fromMs, endMs } = this.#span(dimensions, instance);
      for (const edgeMs of [fromMs, endMs]) {
        if (edgeMs > sinceMs && edgeMs <= nowMs) return sinceMs;
        if (edgeMs > nowMs) untilMs = Math.min(untilMs, edgeMs);
      }
    }
    return untilMs;
  }

  #point(dimensions: Dimensions, atMs: number, stepMs: number): Statistics | undefined {
    const key = JSON.stringify(dimensions);
    const finished = this.#finished.get(key) ?? new Map<number, Statistics | undefined>();
    this.#finished.set(key, finished);
    if (finished.has(atMs)) return finished.get(atMs);
    let point: Statistics | undefined;
    for (const instance of this.#chosen(dimensions)) {
      const { fromMs, endMs } = this.#span(dimensions, instance);
      if (fromMs > atMs || endMs < atMs + stepMs) continue;
      const percent = this.#percent(instance, atMs, stepMs);
      if (percent === undefined) continue;
      point = mergeStatistics(point, { sampleCount: 1, sum: percent, minimum: percent, maximum: percent });
    }
    // Only a period that is over can be kept.
    if (atMs + stepMs <= this.#cloud.clock.nowMs) finished.set(atMs, point);
    if (finished.size > MAX_KEPT_POINTS) finished.delete(finished.keys().next().value as number);
    return point;
  }

  // Detailed monitoring has a point each minute; basic monitoring one for five, in the last of them.
  #percent(instance: Instance, atMs: number, stepMs: number): number | undefined {
    const periodMs = instance.detailedMonitoring ? stepMs : this.#cloud.facts.valueMs('cloudwatch.basicPeriod');
    const endMs = atMs + stepMs;
    if (endMs % periodMs !== 0) return undefined;
    const requests = this.#surroundings().requestsServed(instance.instanceId, endMs - periodMs, endMs);
    return instance.node?.cpuPercent(requests / (periodMs / 1000)) ?? 0;
  }

  #chosen(dimensions: Dimensions): Instance[] {
    const all = [...this.#fleet.instances.values()];
    const { InstanceId, AutoScalingGroupName } = dimensions;
    if (InstanceId !== undefined) return all.filter((instance) => instance.instanceId === InstanceId);
    return all.filter((instance) => AutoScalingGroupName !== undefined && instance.tags[GROUP_TAG] === AutoScalingGroupName);
  }

  #span(dimensions: Dimensions, instance: Instance): { fromMs: number; endMs: number } {
    const endMs = instance.endedMs ?? Number.POSITIVE_INFINITY;
    if (dimensions.AutoScalingGroupName === undefined) return { fromMs: instance.launchedMs, endMs };
    const span = this.#surroundings().groupMetricsSpan(instance.instanceId);
    return { fromMs: Math.max(span.fromMs, instance.launchedMs), endMs: Math.min(span.untilMs, endMs) };
  }
}
