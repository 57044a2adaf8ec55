import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import type { ScheduleRunner } from './runner.ts';
import { addGroup, addSchedule, changeSchedule, removeGroup, removeSchedule } from './schedules.ts';
import { requireSchedule, type SchedulerStore } from './store.ts';

const MAX_NAME_LENGTH = 64;

/** AWS::Scheduler::Schedule; its physical id is its name, so the group comes from the properties. */
export function scheduleProvider(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner): ResourceProvider {
  return {
    type: 'AWS::Scheduler::Schedule',
    create: (properties, context) => {
      const record = addSchedule(cloud, store, runner, inputOf(properties, String(properties.Name ?? context.newName(MAX_NAME_LENGTH))));
      return { physicalId: record.name, attributes: { Arn: record.arn } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.Name !== previous.Name || properties.GroupName !== previous.GroupName) return 'replace';
      changeSchedule(cloud, store, runner, inputOf(properties, physicalId));
      return {};
    },
    delete: (physicalId, properties) => removeSchedule(store, requireSchedule(store, properties.GroupName, physicalId)),
  };
}

/** AWS::Scheduler::ScheduleGroup. */
export function scheduleGroupProvider(cloud: Cloud, store: SchedulerStore): ResourceProvider {
  return {
    type: 'AWS::Scheduler::ScheduleGroup',
    create: (properties, context) => {
      const name = String(properties.Name ?? context.newName(MAX_NAME_LENGTH));
      const arn = addGroup(cloud, store, name, { ...context.tags });
      return { physicalId: name, attributes: { Arn: arn, State: 'ACTIVE', CreationDate: new Date(cloud.clock.nowMs).toISOString() } };
    },
    update: (_physicalId, properties, previous) => (properties.Name === previous.Name ? {} : 'replace'),
    delete: (physicalId) => removeGroup(store, physicalId),
  };
}

type WrittenInput = Omit<CreateScheduleInput, 'StartDate' | 'EndDate'> & { StartDate?: string; EndDate?: string };

/** A template writes dates as text; what the service does not know it refuses by name. */
function inputOf(properties: Properties, name: string): CreateScheduleInput {
  const { StartDate: start, EndDate: end, ...rest } = JSON.parse(JSON.stringify(properties)) as WrittenInput;
  return { ...rest, Name: name, ...(start ? { StartDate: new Date(start) } : {}), ...(end ? { EndDate: new Date(end) } : {}) };
}
