import type { Cloud, ServiceModule } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import { queueMetrics } from './metrics.ts';
import { queueOperations } from './operations.ts';
import { queueProviders } from './provider.ts';
import { Queues } from './queues.ts';

/** SQS: standard queues. An idle queue costs nothing, so it counts as not billable. */
export function createSqs(cloud: Cloud): ServiceModule & { metricSources: readonly MetricSource[] } {
  const queues = new Queues(cloud);
  return {
    name: 'sqs',
    operations: queueOperations(cloud, queues),
    providers: queueProviders(queues),
    metricSources: queueMetrics(() => queues.all()),
    taggedResources: () => queues.all().map((queue) => ({ arn: queue.arn, tags: Object.fromEntries(queue.tags), billable: false })),
  };
}
