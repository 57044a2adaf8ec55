const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** What RDS takes at least for either window (R19, R20), and at most for maintenance (CreateDBInstance). */
const LEAST_MINUTES = 30;

/** A stretch of the week in minutes from Monday, 00:00 UTC. */
export type Stretch = { startMinute: number; lengthMinutes: number };

/** `04:00-04:30`: the stretch of one day, or undefined for another form or less than half an hour. */
export function backupStretch(text: string): Stretch | undefined {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  const [start, end] = [minuteOfDay(from), minuteOfDay(to)];
  if (start === undefined || end === undefined) return undefined;
  return stretch(start, end, DAY_MINUTES, DAY_MINUTES);
}

/** `sun:05:00-sun:05:30`: the stretch of the week, or undefined for another form, less than half an hour or more than a day. */
export function maintenanceStretch(text: string): Stretch | undefined {
  const [, fromDay = '', from, toDay = '', to] = /^([a-z]{3}):(\d\d:\d\d)-([a-z]{3}):(\d\d:\d\d)$/.exec(text.toLowerCase()) ?? [];
  const [start, end] = [minuteOfDay(from), minuteOfDay(to)];
  const [startDay, endDay] = [DAYS.indexOf(fromDay), DAYS.indexOf(toDay)];
  if (start === undefined || end === undefined || startDay < 0 || endDay < 0) return undefined;
  return stretch(startDay * DAY_MINUTES + start, endDay * DAY_MINUTES + end, WEEK_MINUTES, DAY_MINUTES);
}

/** Whether the daily backup falls into the weekly maintenance on any day. */
export function windowsOverlap(backup: Stretch, maintenance: Stretch): boolean {
  return DAYS.some((_, day) => {
    const start = day * DAY_MINUTES + backup.startMinute;
    // Either may begin first; the week is a circle.
    const after = (start - maintenance.startMinute + WEEK_MINUTES) % WEEK_MINUTES;
    const before = (maintenance.startMinute - start + WEEK_MINUTES) % WEEK_MINUTES;
    return after < maintenance.lengthMinutes || before < backup.lengthMinutes;
  });
}

function stretch(startMinute: number, endMinute: number, circle: number, longest: number): Stretch | undefined {
  const lengthMinutes = (endMinute - startMinute + circle) % circle;
  return lengthMinutes < LEAST_MINUTES || lengthMinutes > longest ? undefined : { startMinute, lengthMinutes };
}

function minuteOfDay(text: string | undefined): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = (text ?? '').split(':').map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}
