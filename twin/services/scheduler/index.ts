import type { Cloud, ServiceModule } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { schedulerOperations } from './operations.ts';
import { scheduleGroupProvider, scheduleProvider } from './provider.ts';
import { ScheduleRunner } from './runner.ts';
import { DEFAULT_GROUP, type SchedulerStore } from './store.ts';

/** EventBridge Scheduler: schedules on the virtual clock, each firing within its minute. */
export function createScheduler(cloud: Cloud): ServiceModule {
  const store: SchedulerStore = { groups: new Map(), schedules: new Map() };
  store.groups.set(DEFAULT_GROUP, {
    name: DEFAULT_GROUP,
    arn: serviceArn(cloud, 'scheduler', `schedule-group/${DEFAULT_GROUP}`),
    createdMs: cloud.clock.nowMs,
    tags: {},
  });
  const runner = new ScheduleRunner(cloud, cloud.random.split('scheduler'), store);
  return {
    name: 'scheduler',
    operations: schedulerOperations(cloud, store, runner),
    providers: [scheduleProvider(cloud, store, runner), scheduleGroupProvider(cloud, store)],
    // Only groups carry tags; a group costs nothing.
    taggedResources: () => [...store.groups.values()].map((group) => ({ arn: group.arn, tags: group.tags, billable: false })),
  };
}
