import { CreateScheduleCommand, DeleteScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import type { SiteSpec } from '#domain/site-spec.ts';
import { type WindowSchedule, windowSchedules } from '#domain/windows.ts';
import { scheduler } from '../clients/scheduler.ts';
import { environmentOf } from '../environment.ts';
import { isNamed } from '../errors.ts';

const environment = environmentOf('scheduleGroup', 'schedulerRoleArn', 'scheduleDlqArn', 'machineArnPrefix');
/** A window that could not be started for an hour is late by then; the group's own scheduled action has opened it. */
const EVENT_AGE_SECONDS = 3_600;
const ATTEMPTS = 30;

/** Writes the schedules that start scale-site for every window of a site. Those that are there already are brought up to date. */
export async function putWindowSchedules(spec: SiteSpec): Promise<string[]> {
  const schedules = windowSchedules(spec);
  for (const schedule of schedules) await putSchedule(scheduleInput(spec.site, schedule));
  return schedules.map(({ name }) => name);
}

/** Deletes the schedules of a site's windows; one that is gone is what we wanted. With `kept` only those that it no longer has. */
export async function deleteWindowSchedules(spec: SiteSpec, kept?: SiteSpec): Promise<string[]> {
  const stay = kept ? windowSchedules(kept).map(({ name }) => name) : [];
  const deleted: string[] = [];
  for (const { name } of windowSchedules(spec).filter((schedule) => !stay.includes(schedule.name))) {
    try {
      await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: environment().scheduleGroup }));
      deleted.push(name);
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    }
  }
  return deleted;
}

async function putSchedule(input: ReturnType<typeof scheduleInput>): Promise<void> {
  try {
    await scheduler.send(new CreateScheduleCommand(input));
  } catch (error) {
    if (!isNamed(error, 'ConflictException')) throw error;
    await scheduler.send(new UpdateScheduleCommand(input));
  }
}

function scheduleInput(site: string, { name, window, action, expression, timezone }: WindowSchedule) {
  const { scheduleGroup, schedulerRoleArn, scheduleDlqArn, machineArnPrefix } = environment();
  return {
    Name: name,
    GroupName: scheduleGroup,
    Description: `${action === 'open' ? 'Opens' : 'Closes'} "${window}" of ${site}.`,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: {
      Arn: `${machineArnPrefix}scale-site`,
      RoleArn: schedulerRoleArn,
      // EventBridge Scheduler puts its own values in the place of the words in angle brackets.
      Input: JSON.stringify({
        runId: '<aws.scheduler.execution-id>',
        site,
        mode: 'live',
        trigger: { by: 'schedule', who: name },
        request: { window, action },
        scheduledFor: '<aws.scheduler.scheduled-time>',
      }),
      DeadLetterConfig: { Arn: scheduleDlqArn },
      RetryPolicy: { MaximumEventAgeInSeconds: EVENT_AGE_SECONDS, MaximumRetryAttempts: ATTEMPTS },
    },
  };
}
