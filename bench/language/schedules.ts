import { compileSchedule } from '#language/schedules/index.ts';
import { inTurn, perSecond, print } from '../rounds.ts';
import { START_MS } from './still-host.ts';

const OCCURRENCES = 5_000;
const SCHEDULES = [
  ['rate(5 minutes)', 'UTC'],
  ['cron(0 12 ? * FRI *)', 'UTC'],
  ['cron(*/20 8-17 ? * MON-FRI *)', 'America/New_York'],
  ['cron(0 9 1W * ? *)', 'Europe/Brussels'],
] as const;

/** Occurrences of a schedule, one after the other. */
export async function benchSchedules(): Promise<void> {
  for (const [expression, timezone] of SCHEDULES) {
    const schedule = compileSchedule(expression, { timezone, startMs: START_MS });
    const { next } = await inTurn(
      {
        next: (times) => {
          let atMs = START_MS;
          for (let n = 0; n < times; n++) atMs = schedule.next(atMs) ?? START_MS;
        },
      },
      OCCURRENCES,
    );
    print({ what: `next/s, ${expression} ${timezone}`, ours: next.map(perSecond) });
  }
}
