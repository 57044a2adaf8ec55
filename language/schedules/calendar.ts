import type { DayRule, Month } from './days.ts';
import type { Zone } from './zone.ts';

/** A cron expression read: ascending values of each field, and the rule that picks days. */
export type Calendar = { minutes: number[]; hours: number[]; isDay: DayRule; months: number[]; years: number[] };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Clocks have skipped at most a whole day (Samoa, 2011); readings that no clock shows are passed over up to this many. */
const MAX_SKIPPED_READINGS = 2 * 24 * 60;

/**
 * The first instant strictly after one, at which the zone's clocks show a minute of the calendar. A reading
 * that the clocks skip does not run; one that they show twice runs the first time only.
 */
export function nextOccurrence(calendar: Calendar, zone: Zone, afterMs: number): number | undefined {
  // While an hour repeats, the clocks may show less than they have already shown: start a little before.
  let wallMs = Math.floor(zone.wallAt(afterMs) / MINUTE_MS) * MINUTE_MS;
  for (let tries = 0; tries <= MAX_SKIPPED_READINGS; tries += 1) {
    const foundMs = nextReading(calendar, wallMs);
    if (foundMs === undefined) return undefined;
    const instantMs = zone.instantOf(foundMs);
    if (instantMs !== undefined && instantMs > afterMs) return instantMs;
    wallMs = foundMs + MINUTE_MS;
  }
  return undefined;
}

/** The first reading of the calendar at or after a reading. */
function nextReading(calendar: Calendar, fromMs: number): number | undefined {
  const from = new Date(fromMs);
  const fromDay = Math.floor(fromMs / DAY_MS) * DAY_MS;
  const today = timeOfDay(calendar, from.getUTCHours(), from.getUTCMinutes());
  if (today !== undefined && isOnDay(calendar, from)) return fromDay + today;
  const dayMs = nextDay(calendar, fromDay + DAY_MS);
  return dayMs === undefined ? undefined : dayMs + (timeOfDay(calendar, 0, 0) as number);
}

function timeOfDay(calendar: Calendar, hour: number, minute: number): number | undefined {
  if (calendar.hours.includes(hour)) {
    const later = calendar.minutes.find((candidate) => candidate >= minute);
    if (later !== undefined) return hour * HOUR_MS + later * MINUTE_MS;
  }
  const next = calendar.hours.find((candidate) => candidate > hour);
  return next === undefined ? undefined : next * HOUR_MS + (calendar.minutes[0] as number) * MINUTE_MS;
}

function isOnDay(calendar: Calendar, at: Date): boolean {
  const year = at.getUTCFullYear();
  const month = at.getUTCMonth() + 1;
  return calendar.years.includes(year) && calendar.months.includes(month) && calendar.isDay(at.getUTCDate(), monthOf(year, month));
}

function nextDay(calendar: Calendar, fromMs: number): number | undefined {
  const from = new Date(fromMs);
  const fromYear = from.getUTCFullYear();
  const fromMonth = from.getUTCMonth() + 1;
  for (const year of calendar.years) {
    if (year < fromYear) continue;
    for (const month of calendar.months) {
      if (year === fromYear && month < fromMonth) continue;
      const firstDay = year === fromYear && month === fromMonth ? from.getUTCDate() : 1;
      const day = dayInMonth(calendar, monthOf(year, month), firstDay);
      if (day !== undefined) return Date.UTC(year, month - 1, day);
    }
  }
  return undefined;
}

function dayInMonth(calendar: Calendar, month: Month, firstDay: number): number | undefined {
  for (let day = firstDay; day <= month.lengthDays; day += 1) if (calendar.isDay(day, month)) return day;
  return undefined;
}

function monthOf(year: number, month: number): Month {
  const firstMs = Date.UTC(year, month - 1, 1);
  return { lengthDays: Math.round((Date.UTC(year, month, 1) - firstMs) / DAY_MS), firstWeekday: new Date(firstMs).getUTCDay() };
}
