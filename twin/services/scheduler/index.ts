import type { Cloud, ServiceModule } from '../../cloud.ts';
import { groupOperations } from './group-operations.ts';
import { addGroup } from './groups.ts';
import { scheduleOperations } from './operations.ts';
import { scheduleGroupProvider, scheduleProvider } from './provider.ts';
import { ScheduleRunner } from './runner.ts';
import { DEFAULT_GROUP, type SchedulerStore } from './store.ts';

/** EventBridge Scheduler: schedules on the virtual clock, each firing within its minute. */
export function createScheduler(cloud: Cloud): ServiceModule {
  const store: SchedulerStore = { groups: new Map(), schedules: new Map() };
  addGroup(cloud, store, { name: DEFAULT_GROUP, tags: {} });
  const runner = new ScheduleRunner(cloud, cloud.random.split('scheduler'), store);
  return {
    name: 'scheduler',
    operations: { ...scheduleOperations(cloud, store, runner), ...groupOperations(cloud, store) },
    providers: [scheduleProvider(cloud, store, runner), scheduleGroupProvider(cloud, store)],
    // Only groups carry tags; a group costs nothing.
    taggedResources: () => [...store.groups.values()].map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags), billable: false })),
  };
}
