import type {
  CreateScheduleInput,
  DeleteScheduleInput,
  GetScheduleInput,
  ListSchedulesInput,
  UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import type { Cloud, Operation } from '../../cloud.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import { pageOf } from './paging.ts';
import type { ScheduleRunner } from './runner.ts';
import { addSchedule, changeSchedule, removeSchedule } from './schedules.ts';
import { requireGroup, requireSchedule, type ScheduleRecord, type SchedulerStore } from './store.ts';

const LIST = 'GroupName NamePrefix State NextToken MaxResults';

/** Schedules, as the API has them. */
export function scheduleOperations(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner): Record<string, Operation> {
  return {
    CreateSchedule: (input: CreateScheduleInput) => ({ ScheduleArn: addSchedule(cloud, store, runner, input).arn }),
    UpdateSchedule: (input: UpdateScheduleInput) => ({ ScheduleArn: changeSchedule(cloud, store, runner, input).arn }),
    GetSchedule: taking('scheduler:GetSchedule', 'GroupName Name', (input: GetScheduleInput) =>
      describe(requireSchedule(store, input.GroupName, input.Name)),
    ),
    DeleteSchedule: taking('scheduler:DeleteSchedule', 'GroupName Name ClientToken', (input: DeleteScheduleInput) => {
      removeSchedule(store, requireSchedule(store, input.GroupName, input.Name));
      return {};
    }),
    ListSchedules: taking('scheduler:ListSchedules', LIST, (input: ListSchedulesInput) => {
      if (input.GroupName !== undefined) requireGroup(store, input.GroupName);
      const found = [...store.schedules.values()].filter(
        (record) =>
          (input.GroupName === undefined || record.group === input.GroupName) &&
          (input.State === undefined || record.settings.state === input.State) &&
          record.name.startsWith(input.NamePrefix ?? ''),
      );
      const { items, ...more } = pageOf(found, input);
      return { Schedules: items.map(summary), ...more };
    }),
  };
}

const summary = (record: ScheduleRecord): object => ({
  Arn: record.arn,
  Name: record.name,
  GroupName: record.group,
  State: record.settings.state,
  CreationDate: new Date(record.createdMs),
  LastModificationDate: new Date(record.changedMs),
  Target: { Arn: record.settings.target.Arn },
});

function describe(record: ScheduleRecord): object {
  const { settings } = record;
  return given({
    ...summary(record),
    ScheduleExpression: settings.expression,
    ScheduleExpressionTimezone: settings.timezone,
    StartDate: settings.startMs === undefined ? undefined : new Date(settings.startMs),
    EndDate: settings.endMs === undefined ? undefined : new Date(settings.endMs),
    Description: settings.description,
    FlexibleTimeWindow: settings.window,
    ActionAfterCompletion: settings.afterCompletion,
    Target: settings.target,
  });
}
