import type { Cloud, ServiceModule } from '../../cloud.ts';
import { Deliveries, type Mail } from './deliver.ts';
import { topicOperations } from './operations.ts';
import { topicProviders } from './provider.ts';
import { Topics } from './topics.ts';

/** SNS: topics that deliver to Lambda, SQS and recorded mail boxes. `inbox` is what arrived at addresses, in order. */
export function createSns(cloud: Cloud): ServiceModule & { readonly inbox: readonly Mail[] } {
  const topics = new Topics(cloud);
  const deliveries = new Deliveries(cloud);
  return {
    name: 'sns',
    operations: topicOperations(cloud, topics, deliveries),
    providers: topicProviders(topics, deliveries),
    inbox: deliveries.inbox,
    taggedResources: () => topics.all().map((topic) => ({ arn: topic.arn, tags: Object.fromEntries(topic.tags), billable: false })),
  };
}
