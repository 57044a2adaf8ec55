import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import { type Cloud, serviceArn } from '../../cloud.ts';
import type { ScheduleRunner } from './runner.ts';
import { readSettings } from './settings.ts';
import {
  checkName,
  conflict,
  DEFAULT_GROUP,
  keyOf,
  requireGroup,
  requireSchedule,
  type ScheduleRecord,
  type SchedulerStore,
} from './store.ts';

/** Creates a schedule; the same client token gives back the one that it made. */
export function addSchedule(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner, input: CreateScheduleInput): ScheduleRecord {
  const group = input.GroupName ?? DEFAULT_GROUP;
  const name = input.Name ?? '';
  checkName(name);
  if (requireGroup(store, group).state === 'DELETING') throw conflict(`Schedule group ${group} is being deleted.`);
  const known = store.schedules.get(keyOf(group, name));
  if (known && input.ClientToken !== undefined && known.clientToken === input.ClientToken) return known;
  if (known) throw conflict(`Schedule ${name} already exists.`);
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
  runner.arm(record, startsAtOnce(record) ? createdMs - 1 : createdMs);
  return record;
}

/** A rate without a start date invokes its target right away (Scheduler User Guide: schedule-types). */
const startsAtOnce = ({ settings }: ScheduleRecord): boolean => settings.expression.startsWith('rate') && settings.startMs === undefined;

/** Replaces everything that a schedule says: what a request leaves out goes back to its default. */
export function changeSchedule(cloud: Cloud, store: SchedulerStore, runner: ScheduleRunner, input: CreateScheduleInput): ScheduleRecord {
  const record = requireSchedule(store, input.GroupName, input.Name);
  Object.assign(record, readSettings(cloud, input, record.createdMs), { changedMs: cloud.clock.nowMs });
  runner.arm(record);
  return record;
}

export function removeSchedule(store: SchedulerStore, record: ScheduleRecord): void {
  record.timer?.cancel();
  record.timer = undefined;
  if (store.schedules.get(keyOf(record.group, record.name)) === record) store.schedules.delete(keyOf(record.group, record.name));
}
