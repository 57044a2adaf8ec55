import { type Calendar, nextOccurrence } from './calendar.ts';
import { awsDayRule, unixDayRule } from './days.ts';
import { InvalidScheduleError, ScheduleProblem } from './errors.ts';
import { AWS_FIELDS, parseValues, UNIX_FIELDS } from './field.ts';
import { type Zone, zoneOf } from './zone.ts';

export { InvalidScheduleError } from './errors.ts';

/** The occurrences of a schedule, asked for one at a time. */
export type Schedule = {
  /** The first occurrence strictly after an instant, or undefined when there is none. */
  next(afterMs: number): number | undefined;
};

/** What bounds and places a schedule; `createdMs` is where rate() counts from when there is no start. */
export type ScheduleOptions = { timezone?: string; startMs?: number; endMs?: number; createdMs?: number };

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
/** The end of the last year that AWS's year field takes. */
const END_OF_TIME_MS = Date.UTC(2200, 0, 1);
const RATE = /^rate\((\d{1,15})\s+(minute|hour|day)(s?)\)$/;
const CRON = /^cron\((.*)\)$/;
const AT = /^at\((\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\)$/;

/** Compiles `rate(…)`, `cron(…)` of six fields or `at(…)` as EventBridge Scheduler reads them. */
export function compileSchedule(expression: string, options: ScheduleOptions = {}): Schedule {
  return explained(expression, () => {
    const zone = zoneOf(options.timezone);
    const rate = RATE.exec(expression);
    if (rate !== null) return rateSchedule(rate, options);
    const at = AT.exec(expression);
    // EventBridge Scheduler ignores the start and end of a one-time schedule.
    if (at !== null) return oneTimeSchedule(at.slice(1).map(Number), zone);
    const cron = CRON.exec(expression);
    if (cron === null) throw new ScheduleProblem('It must be rate(value unit), cron(six fields) or at(yyyy-mm-ddThh:mm:ss).');
    return calendarSchedule(awsCalendar(cron[1] as string), zone, { ...options, endIncluded: true });
  });
}

/** Compiles the schedule of an EventBridge rule: UTC, no `at`, and the unit of a rate agrees with its value. */
export function compileRuleSchedule(expression: string, options: { createdMs?: number } = {}): Schedule {
  const rate = RATE.exec(expression);
  if (AT.test(expression)) throw new InvalidScheduleError(expression, 'A rule takes rate(…) or cron(…) only.');
  if (rate !== null && (Number(rate[1]) === 1) === (rate[3] === 's')) {
    throw new InvalidScheduleError(expression, 'The unit is singular for the value 1 and plural for others.');
  }
  return compileSchedule(expression, options);
}

/** Compiles the five-field Unix cron of Auto Scaling's scheduled actions; an occurrence at the end is not run (A30). */
export function compileRecurrence(fiveFieldCron: string, options: { timezone?: string; startMs?: number; endMs?: number } = {}): Schedule {
  return explained(fiveFieldCron, () => {
    const [minute, hour, dayOfMonth, month, dayOfWeek] = splitFields(fiveFieldCron, 5);
    const calendar: Calendar = {
      minutes: parseValues(minute as string, UNIX_FIELDS.minute),
      hours: parseValues(hour as string, UNIX_FIELDS.hour),
      isDay: unixDayRule(dayOfMonth as string, dayOfWeek as string),
      months: parseValues(month as string, UNIX_FIELDS.month),
      years: parseValues('*', AWS_FIELDS.year),
    };
    return calendarSchedule(calendar, zoneOf(options.timezone), { ...options, endIncluded: false });
  });
}

function awsCalendar(fields: string): Calendar {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = splitFields(fields, 6);
  return {
    minutes: parseValues(minute as string, AWS_FIELDS.minute),
    hours: parseValues(hour as string, AWS_FIELDS.hour),
    isDay: awsDayRule(dayOfMonth as string, dayOfWeek as string),
    months: parseValues(month as string, AWS_FIELDS.month),
    years: parseValues(year as string, AWS_FIELDS.year),
  };
}

function splitFields(text: string, count: number): string[] {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== count || fields[0] === '') throw new ScheduleProblem(`A cron expression here has ${count} fields.`);
  return fields;
}

function calendarSchedule(calendar: Calendar, zone: Zone, bounds: { startMs?: number; endMs?: number; endIncluded: boolean }): Schedule {
  const { startMs, endMs, endIncluded } = bounds;
  return {
    next: (afterMs) => {
      const foundMs = nextOccurrence(calendar, zone, startMs === undefined ? afterMs : Math.max(afterMs, startMs - 1));
      if (foundMs === undefined || endMs === undefined) return foundMs;
      return foundMs < endMs || (endIncluded && foundMs === endMs) ? foundMs : undefined;
    },
  };
}

function rateSchedule(rate: RegExpExecArray, options: ScheduleOptions): Schedule {
  const periodMs = Number(rate[1]) * UNIT_MS[rate[2] as keyof typeof UNIT_MS];
  if (periodMs === 0) throw new ScheduleProblem('The value of a rate must be positive.');
  const firstMs = options.startMs ?? options.createdMs ?? 0;
  const lastMs = options.endMs ?? END_OF_TIME_MS - 1;
  return {
    next: (afterMs) => {
      const foundMs = firstMs + Math.max(0, Math.floor((afterMs - firstMs) / periodMs) + 1) * periodMs;
      return foundMs <= lastMs && foundMs < END_OF_TIME_MS ? foundMs : undefined;
    },
  };
}

function oneTimeSchedule(fields: number[], zone: Zone): Schedule {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const shown = new Date(wallMs);
  const same = [shown.getUTCFullYear(), shown.getUTCMonth() + 1, shown.getUTCDate(), shown.getUTCHours(), shown.getUTCMinutes()];
  if (second > 59 || same.some((value, index) => value !== fields[index])) throw new ScheduleProblem('There is no such date and time.');
  const atMs = zone.instantOf(wallMs);
  return { next: (afterMs) => (atMs !== undefined && atMs > afterMs ? atMs : undefined) };
}

function explained(expression: string, compile: () => Schedule): Schedule {
  try {
    return compile();
  } catch (error) {
    if (error instanceof ScheduleProblem) throw new InvalidScheduleError(expression, error.message);
    throw error;
  }
}
