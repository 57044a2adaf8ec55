/**
 * A second reading of schedules, slow and obvious: look at every minute of a period, ask what the zone's clocks
 * show, and check each field of the expression. A reading that the clocks have shown before does not run again.
 */
export type Minute = { atMs: number; year: number; month: number; day: number; weekday: number; hour: number; minute: number };

const MINUTE_MS = 60_000;
const NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Every minute of the period whose reading is shown for the first time. */
export function minutesOf(timezone: string, fromMs: number, toMs: number): Minute[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  const minutes: Minute[] = [];
  let latestMs = Number.NEGATIVE_INFINITY;
  for (let quarterMs = fromMs; quarterMs < toMs; quarterMs += 15 * MINUTE_MS) {
    const shownMs = Date.parse(`${format.format(quarterMs).replace(' ', 'T')}Z`);
    for (let step = 0; step < 15; step += 1) {
      const readingMs = shownMs + step * MINUTE_MS;
      if (readingMs <= latestMs) continue;
      latestMs = readingMs;
      minutes.push(minuteOf(quarterMs + step * MINUTE_MS, new Date(readingMs)));
    }
  }
  return minutes;
}

function minuteOf(atMs: number, shown: Date): Minute {
  const [year, month, day] = [shown.getUTCFullYear(), shown.getUTCMonth() + 1, shown.getUTCDate()];
  return { atMs, year, month, day, weekday: shown.getUTCDay(), hour: shown.getUTCHours(), minute: shown.getUTCMinutes() };
}

/** The occurrences of EventBridge's six fields among the minutes. */
export function walkAws(fields: string, minutes: readonly Minute[]): number[] {
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields.split(' ');
  const inMinute = valuesOf(minute, 0, 59);
  const inHour = valuesOf(hour, 0, 23);
  const inMonth = valuesOf(named(month, NAMES, 1), 1, 12);
  const inYear = valuesOf(year, 1970, 2199);
  const onDay = weekday === '?' ? awsDay(day) : awsWeekday(named(weekday, DAYS, 1));
  return occurrences(minutes, (at) => {
    return inMinute.has(at.minute) && inHour.has(at.hour) && inMonth.has(at.month) && inYear.has(at.year) && onDay(at);
  });
}

/** The occurrences of Unix cron's five fields among the minutes. */
export function walkUnix(fields: string, minutes: readonly Minute[]): number[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields.split(' ');
  const inMinute = valuesOf(minute, 0, 59);
  const inHour = valuesOf(hour, 0, 23);
  const inMonth = valuesOf(named(month, NAMES, 1), 1, 12);
  const inDay = valuesOf(day, 1, 31);
  const inWeekday = valuesOf(named(weekday, DAYS, 0), 0, 7);
  return occurrences(minutes, (at) => {
    if (!inMinute.has(at.minute) || !inHour.has(at.hour) || !inMonth.has(at.month)) return false;
    const onDay = inDay.has(at.day);
    const onWeekday = inWeekday.has(at.weekday) || (at.weekday === 0 && inWeekday.has(7));
    return day[0] === '*' || weekday[0] === '*' ? onDay && onWeekday : onDay || onWeekday;
  });
}

function occurrences(minutes: readonly Minute[], runs: (at: Minute) => boolean): number[] {
  return minutes.filter(runs).map((at) => at.atMs);
}

function named(field: string, names: readonly string[], first: number): string {
  return names.reduce((text, name, index) => text.replaceAll(new RegExp(name, 'gi'), String(index + first)), field);
}

function valuesOf(field: string, min: number, max: number): Set<number> {
  const all = Array.from({ length: max - min + 1 }, (_unused, index) => min + index);
  return new Set(all.filter((value) => field.split(',').some((item) => isIn(item, value, min, max))));
}

function isIn(item: string, value: number, min: number, max: number): boolean {
  const [range = '', step] = item.split('/');
  const [low = '', high] = range === '*' ? [String(min), String(max)] : range.split('-');
  const end = high ?? (step === undefined ? low : String(max));
  return value >= Number(low) && value <= Number(end) && (value - Number(low)) % Number(step ?? 1) === 0;
}

function awsDay(field: string): (at: Minute) => boolean {
  if (field === 'L') return (at) => at.day === lastDay(at);
  if (field === 'LW') return (at) => at.day === closestWorkingDay(lastDay(at), at);
  if (field.endsWith('W')) {
    const wanted = Number(field.slice(0, -1));
    return (at) => wanted <= lastDay(at) && at.day === closestWorkingDay(wanted, at);
  }
  const days = valuesOf(field, 1, 31);
  return (at) => days.has(at.day);
}

// Of the working days of the month the closest one; no two can be equally close.
function closestWorkingDay(wanted: number, at: Minute): number {
  const working = Array.from({ length: lastDay(at) }, (_unused, index) => index + 1).filter((day) => {
    const weekday = new Date(Date.UTC(at.year, at.month - 1, day)).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  });
  return working.reduce((best, day) => (Math.abs(day - wanted) < Math.abs(best - wanted) ? day : best));
}

function awsWeekday(field: string): (at: Minute) => boolean {
  if (field === 'L') return (at) => at.weekday === 6;
  if (field.endsWith('L')) return (at) => at.weekday === Number(field[0]) - 1 && at.day > lastDay(at) - 7;
  const [weekday, nth] = field.split('#').map(Number);
  if (nth !== undefined) return (at) => at.weekday + 1 === weekday && at.day > 7 * (nth - 1) && at.day <= 7 * nth;
  const weekdays = valuesOf(field, 1, 7);
  return (at) => weekdays.has(at.weekday + 1);
}

function lastDay(at: Minute): number {
  return new Date(Date.UTC(at.year, at.month, 0)).getUTCDate();
}
