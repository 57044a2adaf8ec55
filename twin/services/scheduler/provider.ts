import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import { addGroup, removeGroup } from './groups.ts';
import type { ScheduleRunner } from './runner.ts';
import { addSchedule, changeSchedule, removeSchedule } from './schedules.ts';
import { requireGroup, requireSchedule, type ScheduleGroup, type SchedulerStore } from './store.ts';

const GROUP = 'AWS::Scheduler::ScheduleGroup';
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

/** AWS::Scheduler::ScheduleGroup; its deletion ends with that of its schedules. */
export function scheduleGroupProvider(cloud: Cloud, store: SchedulerStore): ResourceProvider {
  const attributesOf = (group: ScheduleGroup): Properties => ({
    Arn: group.arn,
    State: group.state,
    CreationDate: new Date(group.createdMs).toISOString(),
    LastModificationDate: new Date(group.changedMs).toISOString(),
  });
  return {
    type: GROUP,
    create: (properties, context) => {
      refuseUnknown(GROUP, properties, ['Name', 'Tags']);
      const name = String(properties.Name ?? context.newName(MAX_NAME_LENGTH));
      const group = addGroup(cloud, store, { name, tags: { ...context.tags, ...tagRecord(properties.Tags) } });
      return { physicalId: name, attributes: attributesOf(group) };
    },
    update: (physicalId, properties, previous, context) => {
      refuseUnknown(GROUP, properties, ['Name', 'Tags']);
      if (properties.Name !== previous.Name) return 'replace';
      const group = requireGroup(store, physicalId);
      group.tags.clear();
      for (const [key, value] of Object.entries({ ...context.tags, ...tagRecord(properties.Tags) })) group.tags.set(key, value);
      return { attributes: attributesOf(group) };
    },
    delete: (physicalId) => new Promise((resolve) => removeGroup(cloud, store, physicalId, resolve)),
  };
}

type WrittenInput = Omit<CreateScheduleInput, 'StartDate' | 'EndDate'> & { StartDate?: string; EndDate?: string };

/** A template writes dates as text; what the service does not know it refuses by name. */
function inputOf(properties: Properties, name: string): CreateScheduleInput {
  const { StartDate: start, EndDate: end, ...rest } = JSON.parse(JSON.stringify(properties)) as WrittenInput;
  return { ...rest, Name: name, ...(start ? { StartDate: new Date(start) } : {}), ...(end ? { EndDate: new Date(end) } : {}) };
}
