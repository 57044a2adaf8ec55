import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { ScheduleRunner } from './runner.ts';
import { readSettings } from './settings.ts';
import { DEFAULT_GROUP, keyOf, requireGroup, requireSchedule, type ScheduleRecord, type SchedulerStore } from './store.ts';

const NAME = /^[0-9a-zA-Z\-_.]{1,64}$/;

/** Creates a schedule; the same client token gives back the one that it made. */
export function addSchedule(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner, input: CreateScheduleInput): ScheduleRecord {
  const group = input.GroupName ?? DEFAULT_GROUP;
  const name = input.Name ?? '';
  if (!NAME.test(name))
    throw new AwsError(
      'ValidationException',
      `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$`,
    );
  requireGroup(store, group);
  const known = store.schedules.get(keyOf(group, name));
  if (known && input.ClientToken !== undefined && known.clientToken === input.ClientToken) return known;
  if (known) throw new AwsError('ConflictException', `Schedule ${name} already exists.`, { statusCode: 409 });
  const createdMs = cloud.clock.nowMs;
  const record: ScheduleRecord = {
    name,
    group,
    arn: serviceArn(cloud, 'scheduler', `schedule/${group}/${name}`),
    createdMs,
    changedMs: createdMs,
    clientToken: input.ClientToken,
    timer: undefined,
    ...readSettings(cloud, input, createdMs),
  };
  store.schedules.set(keyOf(group, name), record);
  runner.arm(record);
  return record;
}

/** Replaces everything that a schedule says: what a request leaves out goes back to its default. */
export function changeSchedule(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner, input: CreateScheduleInput): ScheduleRecord {
  const record = requireSchedule(store, input.GroupName, input.Name);
  Object.assign(record, readSettings(cloud, input, record.createdMs), { changedMs: cloud.clock.nowMs });
  runner.arm(record);
  return record;
}

export function removeSchedule(store: SchedulerStore, record: ScheduleRecord): void {
  record.timer?.cancel();
  store.schedules.delete(keyOf(record.group, record.name));
}

export function addGroup(cloud: Cloud, store: SchedulerStore, name: string, tags: Record<string, string> = {}): string {
  if (!NAME.test(name)) throw new AwsError('ValidationException', `Schedule group name ${name} is not valid`);
  if (store.groups.has(name)) throw new AwsError('ConflictException', `Schedule group ${name} already exists.`, { statusCode: 409 });
  const arn = serviceArn(cloud, 'scheduler', `schedule-group/${name}`);
  store.groups.set(name, { name, arn, createdMs: cloud.clock.nowMs, tags });
  return arn;
}

/** A group takes its schedules along. */
export function removeGroup(store: SchedulerStore, name: string): void {
  requireGroup(store, name);
  if (name === DEFAULT_GROUP) throw new AwsError('ValidationException', 'The default schedule group cannot be deleted.');
  store.groups.delete(name);
  for (const record of [...store.schedules.values()]) if (record.group === name) removeSchedule(store, record);
}
