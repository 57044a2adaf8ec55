import { parseValues, UNIX_FIELDS } from '#language/schedules/field.ts';

const MINUTES_OF_DAY = 24 * 60;
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** EventBridge Scheduler cannot say what the five-field cron says, moved by its lead. */
export class RecurrenceError extends Error {
  override name = 'RecurrenceError';
}

type Fields = { minute: string; hour: string; dayOfMonth: string; month: string; dayOfWeek: string };

/**
 * Turns the five-field cron of a group's scheduled action into EventBridge Scheduler's `cron(…)`, moved earlier by a
 * lead. What the six fields cannot say is refused, never rounded to another day.
 */
export function schedulerCron(recurrence: string, leadMinutes: number): string {
  if (!Number.isInteger(leadMinutes) || leadMinutes < 0 || leadMinutes >= MINUTES_OF_DAY) {
    throw new RangeError(`A lead is 0 to ${MINUTES_OF_DAY - 1} whole minutes, not ${leadMinutes}.`);
  }
  const fields = fieldsOf(recurrence);
  if (fields.dayOfMonth !== '*' && fields.dayOfWeek !== '*') {
    throw new RecurrenceError(`"${recurrence}" restricts both the day of the month and of the week, which EventBridge Scheduler cannot.`);
  }
  const times = timesBefore(recurrence, fields, leadMinutes);
  const days = daysOf(recurrence, fields, times.daysEarlier);
  return `cron(${times.minutes.join(',')} ${times.hours.join(',')} ${days.dayOfMonth} ${fields.month} ${days.dayOfWeek} *)`;
}

function fieldsOf(recurrence: string): Fields {
  const [minute, hour, dayOfMonth, month, dayOfWeek, ...rest] = recurrence.trim().split(/\s+/);
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || rest.length > 0) {
    throw new RecurrenceError(`"${recurrence}" does not have five fields.`);
  }
  return { minute, hour, dayOfMonth, month, dayOfWeek };
}

/** All times of day, moved. They must stay on one side of midnight, and be again every hour listed with every minute listed. */
function timesBefore(recurrence: string, fields: Fields, leadMinutes: number) {
  const moved = parseValues(fields.hour, UNIX_FIELDS.hour).flatMap((hour) =>
    parseValues(fields.minute, UNIX_FIELDS.minute).map((minute) => hour * 60 + minute - leadMinutes),
  );
  const daysEarlier = moved.every((time) => time < 0) ? 1 : 0;
  if (daysEarlier === 0 && moved.some((time) => time < 0)) {
    throw new RecurrenceError(`"${recurrence}", ${leadMinutes} minutes earlier, falls on two days.`);
  }
  const times = moved.map((time) => time + daysEarlier * MINUTES_OF_DAY);
  const minutes = distinct(times.map((time) => time % 60));
  const hours = distinct(times.map((time) => Math.floor(time / 60)));
  if (minutes.length * hours.length !== times.length) {
    throw new RecurrenceError(`"${recurrence}", ${leadMinutes} minutes earlier, cannot be said in one expression.`);
  }
  return { minutes, hours, daysEarlier };
}

function daysOf(recurrence: string, { dayOfMonth, month, dayOfWeek }: Fields, daysEarlier: number) {
  if (daysEarlier > 0 && (dayOfMonth !== '*' || month !== '*')) {
    throw new RecurrenceError(`"${recurrence}" starts on the day before, which is not the same day of every month.`);
  }
  if (dayOfWeek === '*') return { dayOfMonth, dayOfWeek: '?' };
  const weekdays = parseValues(dayOfWeek, UNIX_FIELDS.dayOfWeek).map((day) => (day + 7 - daysEarlier) % 7);
  return {
    dayOfMonth: '?',
    dayOfWeek: distinct(weekdays)
      .map((day) => WEEKDAYS[day])
      .join(','),
  };
}

const distinct = (values: readonly number[]) => [...new Set(values)].sort((one, other) => one - other);
