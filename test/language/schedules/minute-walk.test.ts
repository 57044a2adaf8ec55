import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRecurrence, compileSchedule, type Schedule } from '#language/schedules/index.ts';
import { type Minute, minutesOf, walkAws, walkUnix } from './minute-walk.ts';

const FROM_MS = Date.parse('2027-01-01T00:00:00Z');
/** Two years, with the leap day of 2028 and four changes of the clocks where there are any. */
const TO_MS = Date.parse('2029-01-01T00:00:00Z');
const MAX_OCCURRENCES = 1_200_000;

const ZONES = ['America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'];

const AWS_FIELDS = [
  '30 2 * * ? *',
  '*/20 * * * ? *',
  '0/7 0-3 ? * SUN *',
  '0 8 L * ? *',
  '0 0 29 2 ? *',
  '15 1 31 * ? *',
  '0 9 15W * ? *',
  '0 9 1W * ? *',
  '0 9 31W * ? *',
  '0 17 LW * ? *',
  '15 10 ? * 6L 2027-2028',
  '0 2 ? * SAT#3 *',
  '0 2 ? * 1#5 *',
  '0 12 ? * L *',
  '5,35 14 ? JAN,MAR-MAY/2 MON-FRI 2028',
  '59 23 28-31 * ? *',
];

const UNIX_FIELDS = ['0 12 * * Fri', '*/10 1-3 * * 0', '0 0 13 * 5', '30 2 */2 * *', '0 6 1-7 Mar,Oct sun,7', '0 0 */5 * 1', '15 1 31 * *'];

/** All occurrences of the period, one `next` after the other. */
function chain(schedule: Schedule, fromMs: number, toMs: number): number[] {
  const found: number[] = [];
  let atMs = schedule.next(fromMs - 1);
  while (atMs !== undefined && atMs < toMs && found.length < MAX_OCCURRENCES) {
    found.push(atMs);
    atMs = schedule.next(atMs);
  }
  return found;
}

describe.each(ZONES)('schedules against every minute of two years in %s', (timezone) => {
  const minutes = minutesOf(timezone, FROM_MS, TO_MS);

  it.each(AWS_FIELDS)('cron(%s)', (fields) => {
    const expected = walkAws(fields, minutes);

    const actual = chain(compileSchedule(`cron(${fields})`, { timezone }), FROM_MS, TO_MS);

    expect(actual.join()).toBe(expected.join());
    expect(expected.length).toBeGreaterThan(0);
  });

  it.each(UNIX_FIELDS)('%s', (fields) => {
    const expected = walkUnix(fields, minutes);

    const actual = chain(compileRecurrence(fields, { timezone }), FROM_MS, TO_MS);

    expect(actual.join()).toBe(expected.join());
    expect(expected.length).toBeGreaterThan(0);
  });
});

describe('schedules against the minutes around a change of the clocks', () => {
  const item = (min: number, max: number, step: number) =>
    fc.oneof(
      fc.integer({ min, max }).map(String),
      fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map((pair) => `${Math.min(...pair)}-${Math.max(...pair)}`),
      fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: step })).map(([low, by]) => `${low}/${by}`),
      fc.integer({ min: 1, max: step }).map((by) => `*/${by}`),
    );
  const list = (min: number, max: number, step: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.array(item(min, max, step), { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
    );
  const weekday = fc.oneof(list(1, 7, 7), fc.constantFrom('L', '1L', '7L', '2#2', 'SUN#1', 'MON-FRI'));
  const day = fc.oneof(list(1, 31, 31), fc.constantFrom('L', 'LW', '1W', '7W', '14W', '30W'));
  const days = fc.oneof(
    day.map((field) => [field, '?'] as const),
    weekday.map((field) => ['?', field] as const),
  );
  const fields = fc
    .tuple(list(0, 59, 59), list(0, 4, 4), list(1, 12, 12), days)
    .map(([minute, hour, month, [dayOfMonth, dayOfWeek]]) => `${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek} *`);
  const periods = (
    [
      ['America/New_York', '2027-03-10'],
      ['America/New_York', '2027-11-03'],
      ['Australia/Lord_Howe', '2027-03-31'],
      ['Australia/Lord_Howe', '2027-09-29'],
      ['Pacific/Apia', '2011-12-27'],
      ['Europe/London', '2028-02-25'],
    ] as const
  ).map(([timezone, day]): [string, number, number, Minute[]] => {
    const fromMs = Date.parse(`${day}T00:00:00Z`);
    const toMs = fromMs + 7 * 86_400_000;
    return [timezone, fromMs, toMs, minutesOf(timezone, fromMs, toMs)];
  });

  it.each(periods)('in %s from %d', (timezone, fromMs, toMs, minutes) => {
    fc.assert(
      fc.property(fields, (expression) => {
        expect(chain(compileSchedule(`cron(${expression})`, { timezone }), fromMs, toMs)).toEqual(walkAws(expression, minutes));
      }),
      { numRuns: 150 },
    );
  });
});

describe('generated days at half past two, on every day of two years', () => {
  const upTo = (max: number) => fc.integer({ min: 1, max });
  const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  const weekday = fc.oneof(upTo(7).map(String), fc.constantFrom(...names, 'fri'));
  const range = (max: number) => fc.tuple(upTo(max), upTo(max)).map((pair) => `${Math.min(...pair)}-${Math.max(...pair)}`);
  const listOf = (item: fc.Arbitrary<string>) => fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
  const stepped = (max: number) =>
    fc.tuple(fc.oneof(fc.constant('*'), upTo(max).map(String), range(max)), upTo(max)).map(([base, step]) => `${base}/${step}`);
  const dayOfMonth = fc.oneof(
    fc.constantFrom('*', 'L', 'LW'),
    upTo(31).map((day) => `${day}W`),
    listOf(fc.oneof(upTo(31).map(String), range(31), stepped(31))),
  );
  const dayOfWeek = fc.oneof(
    fc.constantFrom('*', 'L', 'MON-FRI'),
    weekday.map((day) => `${day}L`),
    fc.tuple(weekday, upTo(5)).map(([day, nth]) => `${day}#${nth}`),
    listOf(fc.oneof(weekday, range(7))),
  );
  const month = fc.oneof(fc.constant('*'), listOf(fc.oneof(upTo(12).map(String), range(12), stepped(12), fc.constantFrom('FEB', 'Dec'))));
  const year = fc.oneof(fc.constant('*'), fc.constantFrom('2028', '2027-2029', '2028/4', '2028,2031', '*/3'));
  const days = fc.oneof(
    dayOfMonth.map((field) => `${field} M ?`),
    dayOfWeek.map((field) => `? M ${field}`),
  );
  const aws = fc.tuple(days, month, year).map(([day, months, years]) => `30 2 ${day.replace('M', months)} ${years}`);
  const unixDay = (max: number) =>
    fc.oneof(
      fc.constant('*'),
      listOf(fc.oneof(upTo(max).map(String), range(max))),
      upTo(max).map((by) => `*/${by}`),
    );
  const unix = fc
    .tuple(unixDay(31), month, unixDay(7))
    .map(([day, months, week]) => `30 2 ${day} ${months.replace(/(^|,)(\d+)\/(\d+)/g, '$1$2-12/$3')} ${week}`);

  // Zones that change at half past two, by half an hour, by two hours, in Ramadan, or never.
  const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Africa/Casablanca', 'Asia/Kathmandu'].map(
    (timezone): [string, Minute[]] => [timezone, minutesOf(timezone, FROM_MS, TO_MS).filter((at) => at.hour === 2 && at.minute === 30)],
  );

  it.each(zones)('cron(…) in %s', (timezone, minutes) => {
    fc.assert(
      fc.property(aws, (fields) => {
        expect(chain(compileSchedule(`cron(${fields})`, { timezone }), FROM_MS, TO_MS)).toEqual(walkAws(fields, minutes));
      }),
      { numRuns: 100 },
    );
  });

  it.each(zones)('a recurrence in %s', (timezone, minutes) => {
    fc.assert(
      fc.property(unix, (fields) => {
        expect(chain(compileRecurrence(fields, { timezone }), FROM_MS, TO_MS)).toEqual(walkUnix(fields, minutes));
      }),
      { numRuns: 100 },
    );
  });
});
