import { describe, expect, it } from 'vitest';
import { RecurrenceError, schedulerCron } from '#domain/recurrence.ts';
import {
  leadMinutes,
  nativeActions,
  nextWindowRun,
  readyByMs,
  slugOf,
  windowNamed,
  windowProblems,
  windowSchedules,
} from '#domain/windows.ts';
import { compileRecurrence, compileSchedule } from '#language/schedules/index.ts';
import { siteSpec } from './support.ts';

const at = (text: string) => Date.parse(text);
const window = (opens: string, closes = '0 6 * * Mon') => ({ name: 'W', opens, closes, timezone: 'UTC', min: 8, max: 16 });

describe('a recurrence moved by its lead', () => {
  it.each<[recurrence: string, lead: number, cron: string]>([
    ['0 12 * * Fri', 0, 'cron(0 12 ? * FRI *)'],
    ['0 12 * * Fri', 26, 'cron(34 11 ? * FRI *)'],
    ['10 0 * * Mon', 26, 'cron(44 23 ? * SUN *)'],
    ['10 0 * * 0', 26, 'cron(44 23 ? * SAT *)'],
    ['10 0 * * 7', 0, 'cron(10 0 ? * SUN *)'],
    ['0 8 * * Mon-Fri', 30, 'cron(30 7 ? * MON,TUE,WED,THU,FRI *)'],
    ['0 8,20 * * *', 30, 'cron(30 7,19 * * ? *)'],
    ['0 9 1 * *', 30, 'cron(30 8 1 * ? *)'],
    ['10 0 * * *', 26, 'cron(44 23 * * ? *)'],
  ])('%s, %i minutes earlier, is %s', (recurrence, lead, cron) => {
    expect(schedulerCron(recurrence, lead)).toBe(cron);
  });

  it.each<[recurrence: string, lead: number, reason: string]>([
    ['0 12 13 * Fri', 0, 'both the day of the month and of the week'],
    ['0 0,12 * * Fri', 26, 'falls on two days'],
    ['0,20 12 * * Fri', 10, 'cannot be said in one expression'],
    ['10 0 1 * *', 26, 'the day before'],
    ['10 0 * 2 *', 26, 'the day before'],
    ['0 12 * *', 0, 'five fields'],
  ])('%s, %i minutes earlier, is refused: %s', (recurrence, lead, reason) => {
    expect(() => schedulerCron(recurrence, lead)).toThrow(RecurrenceError);
    expect(() => schedulerCron(recurrence, lead)).toThrow(reason);
  });

  it.each([-1, 1_440, 0.5])('takes no lead of %d minutes', (lead) => {
    expect(() => schedulerCron('0 12 * * Fri', lead)).toThrow(RangeError);
  });

  it('fires as long before the group’s own action as the lead says, month after month', () => {
    const native = compileRecurrence('10 0 * * Mon', { timezone: 'UTC' });
    const ours = compileSchedule(schedulerCron('10 0 * * Mon', 26), { timezone: 'UTC' });

    let afterMs = at('2018-01-01T00:10:00Z');
    for (let week = 0; week < 60; week += 1) {
      const hourMs = native.next(afterMs) ?? 0;
      expect(ours.next(afterMs)).toBe(hourMs - 26 * 60_000);
      afterMs = hourMs;
    }
  });
});

describe('the windows of a site', () => {
  it('start a warm-up, two recoveries and the scheduler’s minute before the hour', () => {
    expect(leadMinutes(siteSpec())).toBe(26);
  });

  it('have a schedule to open, with its lead, and one to close, on the hour', () => {
    expect(windowSchedules(siteSpec())).toEqual([
      {
        name: 'myapp-weekend-traffic-open',
        window: 'Weekend Traffic',
        action: 'open',
        expression: 'cron(34 11 ? * FRI *)',
        timezone: 'UTC',
      },
      {
        name: 'myapp-weekend-traffic-close',
        window: 'Weekend Traffic',
        action: 'close',
        expression: 'cron(0 6 ? * MON *)',
        timezone: 'UTC',
      },
    ]);
  });

  it('open natively with min and max, and close with the minimum only', () => {
    const [opening, closing] = nativeActions(siteSpec());

    expect(opening).toEqual({ name: 'Weekend Traffic', recurrence: '0 12 * * Fri', timezone: 'UTC', min: 8, max: 16 });
    expect(closing).toEqual({ name: 'Weekend Traffic ends', recurrence: '0 6 * * Mon', timezone: 'UTC', min: 2 });
  });

  it('are ready by the hour that follows the scheduled start', () => {
    const [weekend] = siteSpec().windows;

    expect(readyByMs(weekend!, at('2018-02-09T11:34:00Z'))).toBe(at('2018-02-09T12:00:00Z'));
    expect(readyByMs(weekend!, at('2018-02-09T12:00:00Z'))).toBe(at('2018-02-09T12:00:00Z'));
  });

  it.each([
    ['2018-02-08T09:00:00Z', 'The opening of "Weekend Traffic"', '2018-02-09T11:34:00Z'],
    ['2018-02-09T11:34:00Z', 'The closing of "Weekend Traffic"', '2018-02-12T06:00:00Z'],
    ['2018-02-12T06:00:00Z', 'The opening of "Weekend Traffic"', '2018-02-16T11:34:00Z'],
  ])('say after %s that next comes: %s', (now, what, startsAt) => {
    expect(nextWindowRun(siteSpec(), at(now))).toEqual({ what, startsMs: at(startsAt) });
  });

  it('have no next run when there are none', () => {
    expect(nextWindowRun(siteSpec({ windows: [] }), 0)).toBeUndefined();
  });

  it('tell every recurrence that cannot be scheduled, with its path', () => {
    const spec = siteSpec({ windows: [window('0 0,12 * * Fri', '0 6 13 * Mon'), window('0 12 * * Fri')] });

    expect(windowProblems(spec).map(({ path }) => path)).toEqual(['windows[0].opens', 'windows[0].closes']);
  });

  it('are known by name, and an unknown name is an error', () => {
    expect(windowNamed(siteSpec(), 'Weekend Traffic').min).toBe(8);
    expect(() => windowNamed(siteSpec(), 'weekend')).toThrow('no window "weekend"');
  });

  it('have names of 64 characters at most', () => {
    const spec = siteSpec({ site: 'a23456789012345678901', windows: [{ ...window('0 12 * * Fri'), name: 'x'.repeat(40) }] });

    for (const { name } of windowSchedules(spec)) expect(name.length).toBeLessThanOrEqual(64);
    expect(slugOf('Weekend  Traffic_2 ')).toBe('weekend-traffic-2');
  });
});
