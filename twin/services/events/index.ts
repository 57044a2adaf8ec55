import type { Cloud, ServiceModule } from '../../cloud.ts';
import { Bus } from './bus.ts';
import { ruleOperations } from './operations.ts';
import { ruleProvider } from './provider.ts';
import { putEvents } from './put-events.ts';
import { RuleStore } from './store.ts';

/** EventBridge: the account's default bus with its rules; takes over what AWS services emit. */
export function createEvents(cloud: Cloud): ServiceModule {
  const store = new RuleStore(cloud);
  const bus = new Bus(cloud, cloud.random.split('events'), store);
  cloud.connectBus((event) => bus.take(event));
  return {
    name: 'events',
    operations: { ...ruleOperations(cloud, store), PutEvents: putEvents(cloud, bus) },
    providers: [ruleProvider(cloud, store)],
  };
}
