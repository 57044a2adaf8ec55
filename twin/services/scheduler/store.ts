import type { ActionAfterCompletion, FlexibleTimeWindow, ScheduleState, Target } from '@aws-sdk/client-scheduler';
import type { Schedule as Occurrences } from '#language/schedules/index.ts';
import type { Timer } from '../../clock.ts';
import { AwsError } from '../../errors.ts';

export const DEFAULT_GROUP = 'default';

export type ScheduleGroup = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly clientToken: string | undefined;
  changedMs: number;
  state: 'ACTIVE' | 'DELETING';
  readonly tags: Map<string, string>;
};

/** What a schedule is to do, as the API takes it. */
export type ScheduleSettings = {
  readonly expression: string;
  readonly timezone: string;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly window: FlexibleTimeWindow;
  readonly target: Target;
  readonly description: string | undefined;
  readonly state: ScheduleState;
  readonly afterCompletion: ActionAfterCompletion;
};

/** One schedule with the timer of its next occurrence. */
export type ScheduleRecord = {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly clientToken: string | undefined;
  changedMs: number;
  settings: ScheduleSettings;
  occurrences: Occurrences;
  timer: Timer | undefined;
};

/** Schedules and their groups; the group `default` is always there. */
export type SchedulerStore = { readonly groups: Map<string, ScheduleGroup>; readonly schedules: Map<string, ScheduleRecord> };

export const keyOf = (group: string, name: string): string => `${group}/${name}`;

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
export const conflict = (message: string): AwsError => new AwsError('ConflictException', message, { statusCode: 409 });

export function requireGroup(store: SchedulerStore, name: string): ScheduleGroup {
  const group = store.groups.get(name);
  if (!group) throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, { statusCode: 404 });
  return group;
}

export function requireSchedule(store: SchedulerStore, group: string | undefined, name: string | undefined): ScheduleRecord {
  const found = store.schedules.get(keyOf(group ?? DEFAULT_GROUP, name ?? ''));
  if (!found) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, { statusCode: 404 });
  return found;
}

const NAME = /^[0-9a-zA-Z\-_.]{1,64}$/;

/** The names of schedules and of groups follow one rule. */
export function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw invalid(
    `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$`,
  );
}
