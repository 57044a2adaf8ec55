import { ScheduleProblem } from './errors.ts';
import { AWS_FIELDS, parseValue, parseValues, UNIX_FIELDS } from './field.ts';

/** A month as a rule of days sees it. */
export type Month = { lengthDays: number /** 0 is Sunday */; firstWeekday: number };

/** Says whether a schedule runs on a day of a month. */
export type DayRule = (day: number, month: Month) => boolean;

const SUNDAY = 0;
const SATURDAY = 6;

/** The day-of-month and day-of-week fields of EventBridge, of which exactly one is `?`. */
export function awsDayRule(dayOfMonth: string, dayOfWeek: string): DayRule {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new ScheduleProblem('One of the day-of-month and day-of-week fields must be ?, the other must not.');
  }
  return dayOfWeek === '?' ? awsDayOfMonth(dayOfMonth) : awsDayOfWeek(dayOfWeek);
}

function awsDayOfMonth(text: string): DayRule {
  if (text === 'L') return (day, month) => day === month.lengthDays;
  if (text === 'LW') return (day, month) => day === nearestWeekday(month.lengthDays, month);
  const weekday = /^(\d{1,2})W$/.exec(text);
  if (weekday !== null) {
    const wanted = parseValue(weekday[1] as string, AWS_FIELDS.dayOfMonth);
    return (day, month) => wanted <= month.lengthDays && day === nearestWeekday(wanted, month);
  }
  const days = new Set(parseValues(text, AWS_FIELDS.dayOfMonth));
  return (day) => days.has(day);
}

/** The working day closest to a day, within its month. */
function nearestWeekday(day: number, month: Month): number {
  const weekday = weekdayOf(day, month);
  if (weekday === SATURDAY) return day === 1 ? day + 2 : day - 1;
  if (weekday === SUNDAY) return day === month.lengthDays ? day - 2 : day + 1;
  return day;
}

function awsDayOfWeek(text: string): DayRule {
  if (text === 'L') return (day, month) => weekdayOf(day, month) === SATURDAY;
  const last = /^(\w{1,3})L$/.exec(text);
  if (last !== null) {
    const wanted = awsWeekday(last[1] as string);
    return (day, month) => weekdayOf(day, month) === wanted && day + 7 > month.lengthDays;
  }
  const instance = /^(\w{1,3})#([1-5])$/.exec(text);
  if (instance !== null) {
    const wanted = awsWeekday(instance[1] as string);
    const nth = Number(instance[2]);
    return (day, month) => weekdayOf(day, month) === wanted && Math.ceil(day / 7) === nth;
  }
  const weekdays = new Set(parseValues(text, AWS_FIELDS.dayOfWeek).map((value) => value - 1));
  return (day, month) => weekdays.has(weekdayOf(day, month));
}

function awsWeekday(text: string): number {
  return parseValue(text, AWS_FIELDS.dayOfWeek) - 1;
}

/** The two day fields of Unix cron: when neither begins with `*`, a day need only satisfy one of them. */
export function unixDayRule(dayOfMonth: string, dayOfWeek: string): DayRule {
  const days = new Set(parseValues(dayOfMonth, UNIX_FIELDS.dayOfMonth));
  const weekdays = new Set(parseValues(dayOfWeek, UNIX_FIELDS.dayOfWeek).map((value) => value % 7));
  const either = !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*');
  return (day, month) => {
    const onDay = days.has(day);
    const onWeekday = weekdays.has(weekdayOf(day, month));
    return either ? onDay || onWeekday : onDay && onWeekday;
  };
}

function weekdayOf(day: number, month: Month): number {
  return (month.firstWeekday + day - 1) % 7;
}
