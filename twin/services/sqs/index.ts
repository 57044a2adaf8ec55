import type { Cloud, ServiceModule } from '../../cloud.ts';
import { queueOperations } from './operations.ts';
import { queueProviders } from './provider.ts';
import { Queues } from './queues.ts';

/** SQS: standard queues. An idle queue costs nothing, so it counts as not billable. */
export function createSqs(cloud: Cloud): ServiceModule {
  const queues = new Queues(cloud);
  return {
    name: 'sqs',
    operations: queueOperations(cloud, queues),
    providers: queueProviders(queues),
    taggedResources: () => queues.all().map((queue) => ({ arn: queue.arn, tags: Object.fromEntries(queue.tags), billable: false })),
  };
}
