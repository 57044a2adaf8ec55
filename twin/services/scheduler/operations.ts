import type {
  CreateScheduleGroupInput,
  CreateScheduleInput,
  DeleteScheduleGroupInput,
  DeleteScheduleInput,
  GetScheduleGroupInput,
  GetScheduleInput,
  ListSchedulesInput,
  UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import type { Cloud, Operation } from '../../cloud.ts';
import { tagRecord } from '../../tags.ts';
import type { ScheduleRunner } from './runner.ts';
import { addGroup, addSchedule, changeSchedule, removeGroup, removeSchedule } from './schedules.ts';
import { requireGroup, requireSchedule, type ScheduleRecord, type SchedulerStore } from './store.ts';

const DEFAULT_PAGE_SIZE = 100;

/** Schedules and groups, as the API has them. */
export function schedulerOperations(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner): Record<string, Operation> {
  return {
    CreateSchedule: (input: CreateScheduleInput) => ({ ScheduleArn: addSchedule(cloud, store, runner, input).arn }),
    UpdateSchedule: (input: UpdateScheduleInput) => ({ ScheduleArn: changeSchedule(cloud, store, runner, input).arn }),
    GetSchedule: (input: GetScheduleInput) => describe(requireSchedule(store, input.GroupName, input.Name)),
    DeleteSchedule: (input: DeleteScheduleInput) => {
      removeSchedule(store, requireSchedule(store, input.GroupName, input.Name));
      return {};
    },
    ListSchedules: (input: ListSchedulesInput) => {
      const found = [...store.schedules.values()].filter(
        (record) =>
          (input.GroupName === undefined || record.group === input.GroupName) &&
          (input.State === undefined || record.settings.state === input.State) &&
          record.name.startsWith(input.NamePrefix ?? ''),
      );
      const from = Number(input.NextToken ?? 0);
      const size = input.MaxResults ?? DEFAULT_PAGE_SIZE;
      const more = from + size < found.length ? { NextToken: String(from + size) } : {};
      return { Schedules: found.slice(from, from + size).map(summary), ...more };
    },
    CreateScheduleGroup: (input: CreateScheduleGroupInput) => {
      const tags = tagRecord(input.Tags);
      return { ScheduleGroupArn: addGroup(cloud, store, input.Name ?? '', tags) };
    },
    GetScheduleGroup: (input: GetScheduleGroupInput) => {
      const group = requireGroup(store, input.Name ?? '');
      return {
        Name: group.name,
        Arn: group.arn,
        State: 'ACTIVE',
        CreationDate: new Date(group.createdMs),
        LastModificationDate: new Date(group.createdMs),
      };
    },
    DeleteScheduleGroup: (input: DeleteScheduleGroupInput) => {
      removeGroup(store, input.Name ?? '');
      return {};
    },
    ListScheduleGroups: () => ({
      ScheduleGroups: [...store.groups.values()].map(({ name, arn }) => ({ Name: name, Arn: arn, State: 'ACTIVE' })),
    }),
  };
}

function summary(record: ScheduleRecord): object {
  return {
    Arn: record.arn,
    Name: record.name,
    GroupName: record.group,
    State: record.settings.state,
    CreationDate: new Date(record.createdMs),
    LastModificationDate: new Date(record.changedMs),
    Target: { Arn: record.settings.target.Arn },
  };
}

function describe(record: ScheduleRecord): object {
  const { settings } = record;
  return {
    ...summary(record),
    ScheduleExpression: settings.expression,
    ScheduleExpressionTimezone: settings.timezone,
    ...(settings.startMs === undefined ? {} : { StartDate: new Date(settings.startMs) }),
    ...(settings.endMs === undefined ? {} : { EndDate: new Date(settings.endMs) }),
    ...(settings.description === undefined ? {} : { Description: settings.description }),
    FlexibleTimeWindow: settings.window,
    ActionAfterCompletion: settings.afterCompletion,
    Target: settings.target,
  };
}
