import type { Cloud, ServiceModule } from '../../cloud.ts';
import { archiveOperations } from './archive-operations.ts';
import { archiveProvider } from './archive-provider.ts';
import { ArchiveStore } from './archives.ts';
import { busOperations } from './bus-operations.ts';
import { busProviders } from './bus-providers.ts';
import { BusStore } from './buses.ts';
import { Passages } from './envelope.ts';
import { Forwarding } from './forwarding.ts';
import { putEvents } from './put-events.ts';
import { replayOperations } from './replay-operations.ts';
import { Replays } from './replays.ts';
import { Router } from './router.ts';
import { ruleOperations } from './rule-operations.ts';
import { ruleProvider } from './rule-provider.ts';
import { RuleStore } from './rules.ts';
import { ScheduledRules } from './scheduled-rules.ts';
import { taggedEvents, tagOperations } from './tag-operations.ts';
import { TargetDelivery } from './target-delivery.ts';
import { targetOperations } from './target-operations.ts';
import { testEventPattern } from './try-pattern.ts';

/** EventBridge: buses, rules and archives of the account; takes over what AWS services emit. */
export function createEvents(cloud: Cloud): ServiceModule {
  const random = cloud.random.split('events');
  const buses = new BusStore(cloud);
  const passages = new Passages(cloud, random);
  const scheduled = new ScheduledRules(cloud, random.split('scheduled-rules'), passages);
  const rules = new RuleStore(cloud, buses, (rule) => scheduled.arm(rule));
  const archives = new ArchiveStore(cloud, random.split('archives'), rules);
  const replays = new Replays(cloud, random.split('replays'), archives, passages);
  const forwarding = new Forwarding(cloud, buses, passages);
  const router = new Router(cloud, buses, passages, new TargetDelivery(cloud, random, forwarding, archives));
  cloud.connectBus((event) => router.take(event));
  return {
    name: 'events',
    operations: {
      ...busOperations(cloud, buses),
      ...ruleOperations(cloud, buses, rules),
      ...targetOperations(cloud, rules),
      ...tagOperations(buses, rules),
      ...archiveOperations(buses, archives),
      ...replayOperations(buses, archives, replays),
      PutEvents: putEvents(cloud, buses, passages, forwarding),
      TestEventPattern: testEventPattern(rules),
    },
    providers: [ruleProvider(cloud, rules), ...busProviders(cloud, buses), archiveProvider(buses, archives)],
    taggedResources: () => taggedEvents(buses),
  };
}
