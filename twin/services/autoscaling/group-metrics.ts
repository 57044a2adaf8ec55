import type { EnableMetricsCollectionQuery } from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { MetricSource } from '../../metric-source.ts';
import { taking } from '../../refuse.ts';
import { Timeline } from '../../timeline.ts';
import { type Context, groupNamed, validationError } from './context.ts';
import { inService } from './group.ts';

const NAMESPACE = 'AWS/AutoScaling';
const IN_SERVICE = 'GroupInServiceInstances';
const MINUTE_MS = 60_000;

/** How many instances each group has had in service, from when its metrics were enabled on (Auto Scaling User Guide: group metrics). */
export class GroupMetrics {
  readonly #context: Context;
  readonly #sizes = new Map<string, { timeline: Timeline; sinceMs: number; last: number }>();
  readonly sources: readonly MetricSource[];
  readonly operations: Readonly<Record<string, Operation>>;

  constructor(context: Context) {
    this.#context = context;
    context.cloud.signals.on('autoscaling:lifecycle', ({ groupName }) => this.#note(groupName));
    this.sources = [
      {
        namespace: NAMESPACE,
        metricName: IN_SERVICE,
        read: ({ AutoScalingGroupName: name = '' }, fromMs, toMs) => this.#read(name, fromMs, toMs),
        steadyUntilMs: ({ AutoScalingGroupName: name = '' }, sinceMs) => {
          const size = this.#sizes.get(name);
          if (size === undefined) return Number.POSITIVE_INFINITY;
          return size.sinceMs > sinceMs ? sinceMs : size.timeline.steadyUntilMs(sinceMs);
        },
      },
    ];
    this.operations = {
      EnableMetricsCollection: taking(
        'autoscaling:EnableMetricsCollection',
        'AutoScalingGroupName Granularity Metrics',
        (input: EnableMetricsCollectionQuery) => this.#enable(input),
      ),
    };
  }

  /** Without a list all metrics are meant; of them the number in service alone is told here. */
  #enable({ AutoScalingGroupName, Granularity, Metrics }: EnableMetricsCollectionQuery): object {
    const group = groupNamed(this.#context, AutoScalingGroupName);
    if (Granularity !== '1Minute') throw validationError('Valid metric granularity type is: [1Minute].');
    const unknown = (Metrics ?? []).find((name) => name !== IN_SERVICE);
    if (unknown !== undefined) throw new NotInTwinError(`the group metric ${unknown}`);
    const { clock } = this.#context.cloud;
    if (!this.#sizes.has(group.name))
      this.#sizes.set(group.name, { timeline: new Timeline(() => clock.nowMs), sinceMs: clock.nowMs, last: 0 });
    this.#note(group.name);
    return {};
  }

  #note(groupName: string): void {
    const [size, group] = [this.#sizes.get(groupName), this.#context.groups.get(groupName)];
    if (size === undefined || group === undefined) return;
    const { cloud } = this.#context;
    const count = inService(group).length;
    if (count === size.last) return;
    size.timeline.add(cloud.clock.nowMs, count - size.last);
    size.last = count;
    cloud.signals.emit('cloudwatch:data', { namespace: NAMESPACE, metricName: IN_SERVICE });
  }

  /** One sample a minute, taken when it begins. */
  #read(name: string, fromMs: number, toMs: number) {
    const size = this.#sizes.get(name);
    if (size === undefined || !this.#context.groups.has(name)) return undefined;
    const values: number[] = [];
    for (let atMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS; atMs < toMs; atMs += MINUTE_MS)
      if (atMs >= size.sinceMs) values.push(size.timeline.at(atMs));
    if (values.length === 0) return undefined;
    const sum = values.reduce((total, value) => total + value, 0);
    return { sampleCount: values.length, sum, minimum: Math.min(...values), maximum: Math.max(...values) };
  }
}
