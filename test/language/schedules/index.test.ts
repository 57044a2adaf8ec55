import { describe, expect, it } from 'vitest';
import { compileRecurrence, compileRuleSchedule, compileSchedule, InvalidScheduleError, type Schedule } from '#language/schedules/index.ts';

function nextTimes(schedule: Schedule, from: string, count: number): string[] {
  const times: string[] = [];
  let atMs = schedule.next(Date.parse(from));
  while (atMs !== undefined && times.length < count) {
    times.push(new Date(atMs).toISOString().replace(':00.000Z', 'Z'));
    atMs = schedule.next(atMs);
  }
  return times;
}

const ms = (text: string) => Date.parse(text);

describe('cron', () => {
  it.each([
    ['counts Sunday as 1', 'cron(0 0 ? * 1 *)', undefined, '2026-03-01T00:00:00Z', ['2026-03-08T00:00Z', '2026-03-15T00:00Z']],
    [
      'skips a reading that spring leaves out',
      'cron(30 2 * * ? *)',
      'America/Los_Angeles',
      '2026-03-07T00:00:00Z',
      ['2026-03-07T10:30Z', '2026-03-09T09:30Z'],
    ],
    [
      'runs a reading that autumn repeats once, the first time',
      'cron(30 1 * * ? *)',
      'America/Los_Angeles',
      '2026-11-01T00:00:00Z',
      ['2026-11-01T08:30Z', '2026-11-02T09:30Z'],
    ],
    [
      'does not run again when asked within the repeated hour',
      'cron(30 1 * * ? *)',
      'America/Los_Angeles',
      '2026-11-01T09:10:00Z',
      ['2026-11-02T09:30Z'],
    ],
    ['takes the leap day only', 'cron(0 0 29 2 ? *)', undefined, '2026-01-01T00:00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
    [
      'finds the last day of each month',
      'cron(0 0 L * ? *)',
      undefined,
      '2028-01-31T12:00:00Z',
      ['2028-02-29T00:00Z', '2028-03-31T00:00Z'],
    ],
    [
      'moves a Saturday the first forward, within the month',
      'cron(0 0 1W * ? *)',
      undefined,
      '2026-07-31T12:00:00Z',
      ['2026-08-03T00:00Z'],
    ],
    ['moves a Sunday the last back, within the month', 'cron(0 0 31W * ? *)', undefined, '2026-05-02T00:00:00Z', ['2026-05-29T00:00Z']],
    ['leaves out months without the day', 'cron(0 0 31 * ? *)', undefined, '2026-03-31T00:00:00Z', ['2026-05-31T00:00Z']],
    ['finds the last Friday', 'cron(15 10 ? * 6L 2022-2023)', undefined, '2023-11-30T00:00:00Z', ['2023-12-29T10:15Z']],
    ['finds the third Saturday', 'cron(0 2 ? * SAT#3 *)', undefined, '2026-01-01T00:00:00Z', ['2026-01-17T02:00Z', '2026-02-21T02:00Z']],
    ['passes over a day that a zone skipped', 'cron(0 12 30 12 ? *)', 'Pacific/Apia', '2011-01-01T00:00:00Z', ['2012-12-29T22:00Z']],
  ] as const)('%s', (_title, expression, timezone, from, expected) => {
    const schedule = compileSchedule(expression, timezone === undefined ? {} : { timezone });

    expect(nextTimes(schedule, from, expected.length)).toEqual(expected);
  });

  it.each([
    ['a day that no year has', 'cron(0 0 30 2 ? *)', '2026-01-01T00:00:00Z'],
    ['years that are over', 'cron(0 0 1 1 ? 2020)', '2026-01-01T00:00:00Z'],
    ['the end of the last year', 'cron(0 0 * * ? *)', '2199-12-31T00:00:00Z'],
  ])('has nothing more after %s', (_title, expression, from) => {
    expect(compileSchedule(expression).next(ms(from))).toBeUndefined();
  });

  it('runs on its start and on its end', () => {
    const schedule = compileSchedule('cron(0 * * * ? *)', { startMs: ms('2026-01-01T05:00:00Z'), endMs: ms('2026-01-01T06:00:00Z') });

    expect(nextTimes(schedule, '2025-01-01T00:00:00Z', 9)).toEqual(['2026-01-01T05:00Z', '2026-01-01T06:00Z']);
  });

  it('gives strictly later times, however fine the instant', () => {
    const schedule = compileSchedule('cron(* * * * ? *)');

    expect(schedule.next(59_999)).toBe(60_000);
    expect(schedule.next(60_000)).toBe(120_000);
    expect(schedule.next(-1)).toBe(0);
  });
});

describe('rate', () => {
  it('counts from its start, whatever the creation', () => {
    const schedule = compileSchedule('rate(2 hours)', { startMs: ms('2026-01-01T00:30:00Z'), createdMs: ms('2025-12-31T00:07:00Z') });

    expect(nextTimes(schedule, '2025-12-31T23:00:00Z', 2)).toEqual(['2026-01-01T00:30Z', '2026-01-01T02:30Z']);
  });

  it('counts from the creation when it has no start, the creation included', () => {
    const schedule = compileSchedule('rate(1 days)', { createdMs: ms('2026-03-07T12:00:00Z'), timezone: 'America/New_York' });

    expect(nextTimes(schedule, '2026-03-07T11:59:00Z', 3)).toEqual(['2026-03-07T12:00Z', '2026-03-08T12:00Z', '2026-03-09T12:00Z']);
  });

  it('ends with its end and with the last year', () => {
    const ended = compileSchedule('rate(5 minutes)', { startMs: 0, endMs: 600_000 });

    expect(ended.next(300_000)).toBe(600_000);
    expect(ended.next(600_000)).toBeUndefined();
    expect(compileSchedule('rate(1 minute)', { createdMs: 0 }).next(ms('2199-12-31T23:59:00Z'))).toBeUndefined();
  });
});

describe('at', () => {
  it('runs once, in its zone, whatever the start and end', () => {
    const bounds = { startMs: ms('2030-01-01T00:00:00Z'), endMs: ms('2020-01-01T00:00:00Z') };
    const schedule = compileSchedule('at(2022-11-20T13:00:30)', { timezone: 'America/Los_Angeles', ...bounds });

    expect(schedule.next(0)).toBe(ms('2022-11-20T21:00:30Z'));
    expect(schedule.next(ms('2022-11-20T21:00:30Z'))).toBeUndefined();
  });

  it('never runs at a reading that the clocks skip', () => {
    expect(compileSchedule('at(2026-03-08T02:30:00)', { timezone: 'America/New_York' }).next(0)).toBeUndefined();
  });
});

describe('the recurrence of a scheduled action', () => {
  it.each([
    ['reads names in any case', '0 12 * * Fri', 'Europe/Berlin', '2026-03-26T00:00:00Z', ['2026-03-27T11:00Z', '2026-04-03T10:00Z']],
    ['takes 7 for Sunday', '0 0 * * 7', undefined, '2026-03-02T00:00:00Z', ['2026-03-08T00:00Z']],
    [
      'takes either day when both are given',
      '0 0 13 * 5',
      undefined,
      '2026-03-01T00:00:00Z',
      ['2026-03-06T00:00Z', '2026-03-13T00:00Z', '2026-03-20T00:00Z'],
    ],
  ] as const)('%s', (_title, cron, timezone, from, expected) => {
    const schedule = compileRecurrence(cron, timezone === undefined ? {} : { timezone });

    expect(nextTimes(schedule, from, expected.length)).toEqual(expected);
  });

  it('runs on its start and not on its end', () => {
    const schedule = compileRecurrence('0 * * * *', { startMs: ms('2026-01-01T05:00:00Z'), endMs: ms('2026-01-01T07:00:00Z') });

    expect(nextTimes(schedule, '2025-01-01T00:00:00Z', 9)).toEqual(['2026-01-01T05:00Z', '2026-01-01T06:00Z']);
  });

  it.each([
    ['* * * *', 'has 5 fields'],
    ['0 12 * * Fri *', 'has 5 fields'],
    ['0 12 ? * 5', 'day-of-month'],
    ['0 12 L * *', 'day-of-month'],
    ['0 12 * * 8', 'day-of-week'],
    ['60 12 * * *', 'minutes'],
    ['5/10 12 * * *', 'takes a step after'],
    ['@daily', 'has 5 fields'],
    ['0 12 * * Fri-Mon', 'runs backwards'],
  ])('refuses %s', (cron, reason) => {
    expect(() => compileRecurrence(cron)).toThrow(InvalidScheduleError);
    expect(() => compileRecurrence(cron)).toThrow(reason);
  });
});

describe('a refused schedule expression', () => {
  it.each([
    ['', 'It must be'],
    ['cron()', 'has 6 fields'],
    ['cron(INVALID)', 'has 6 fields'],
    ['cron(0 12 * * ?)', 'has 6 fields'],
    ['cron(0 0 12 * * ? *)', 'has 6 fields'],
    ['cron(0 1 * * * *)', 'must be ?'],
    ['cron(0 1 ? * ? *)', 'must be ?'],
    ['cron(0 1 1 * MON *)', 'must be ?'],
    ['cron(7 20 ? * NOT *)', 'NOT is not valid in the day-of-week'],
    ['cron(0 dummy ? * MON-FRI *)', 'dummy is not valid in the hours'],
    ['cron(71 8 1 * ? *)', '71 is not valid in the minutes'],
    ['cron(0 24 1 * ? *)', 'hours'],
    ['cron(0 0 0 * ? *)', 'day-of-month'],
    ['cron(0 0 32W * ? *)', 'day-of-month'],
    ['cron(0 0 1W,15W * ? *)', 'day-of-month'],
    ['cron(0 0 L-3 * ? *)', 'day-of-month'],
    ['cron(0 0 1 13 ? *)', 'month'],
    ['cron(0 0 ? * 0 *)', 'day-of-week'],
    ['cron(0 0 ? * 8 *)', 'day-of-week'],
    ['cron(0 0 ? * 3#6 *)', 'day-of-week'],
    ['cron(0 0 ? * 3#1,6#3 *)', 'day-of-week'],
    ['cron(0 0 ? * FRI-MON *)', 'runs backwards'],
    ['cron(0 0 1 1 ? 1969)', 'year'],
    ['cron(0 0 1 1 ? 2200)', 'year'],
    ['cron(? 0 1 1 ? *)', 'minutes'],
    ['cron(*/0 * * * ? *)', 'step 0'],
    ['cron(*/60 * * * ? *)', 'step 60'],
    ['cron(1-2-3 * * * ? *)', 'minutes'],
    ['cron(1,,2 * * * ? *)', 'minutes'],
    ['cron(-5 * * * ? *)', 'minutes'],
    ['rate()', 'It must be'],
    ['rate(10)', 'It must be'],
    ['rate(0 minutes)', 'must be positive'],
    ['rate(-10 minutes)', 'It must be'],
    ['rate(1.5 hours)', 'It must be'],
    ['rate(10 seconds)', 'It must be'],
    ['rate(10 minutess)', 'It must be'],
    ['rate(foo minutes)', 'It must be'],
    ['rate( 10 minutes )', 'It must be'],
    [' rate(10 minutes)', 'It must be'],
    ['at(2021-12-31)', 'It must be'],
    ['at(2021-12-31T23:59:59Z)', 'It must be'],
    ['at(2025-02-29T00:00:00)', 'no such date'],
    ['at(2025-01-01T24:00:00)', 'no such date'],
    ['at(2025-01-01T00:00:60)', 'no such date'],
  ])('%s', (expression, reason) => {
    expect(() => compileSchedule(expression)).toThrow(InvalidScheduleError);
    expect(() => compileSchedule(expression)).toThrow(`Invalid Schedule Expression ${expression}.`);
    expect(() => compileSchedule(expression)).toThrow(reason);
  });

  it.each(['Mars/Olympus', '+02:00', ''])('in the time zone %j', (timezone) => {
    expect(() => compileSchedule('cron(0 0 * * ? *)', { timezone })).toThrow('is not an IANA time zone');
  });
});

describe('the schedule of a rule', () => {
  it.each(['rate(1 minute)', 'rate(10 minutes)', 'cron(0/5 8-17 ? * MON-FRI *)'])('takes %s', (expression) => {
    expect(compileRuleSchedule(expression, { createdMs: 0 }).next(0)).toBeGreaterThan(0);
  });

  it.each(['rate(1 minutes)', 'rate(10 minute)', 'rate(1 days)', 'at(2030-01-01T00:00:00)', 'rate(0 minutes)'])(
    'refuses %s',
    (expression) => {
      expect(() => compileRuleSchedule(expression)).toThrow(InvalidScheduleError);
    },
  );
});
