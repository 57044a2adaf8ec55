import { compileRecurrence, compileSchedule, type Schedule } from '#language/schedules/index.ts';
import { answerLines, type Request } from './match.ts';

const MAX_COUNT = 10_000;

/**
 * The `next` command: `{id, expression, timezone?, from, count, start?, end?}` a line gives `{id, times}` or
 * `{id, invalid}` a line, in order. A bare five-field cron is read as Auto Scaling's recurrence.
 */
export async function runNextLines(input: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  await answerLines(input, write, answerNext);
}

function answerNext(request: Request): Record<string, unknown> {
  const { expression, timezone, count } = request;
  if (typeof expression !== 'string') return { invalid: 'expression must be a string' };
  if (timezone !== undefined && timezone !== null && typeof timezone !== 'string') return { invalid: 'timezone must be a string' };
  if (!Number.isInteger(count) || (count as number) < 0 || (count as number) > MAX_COUNT) {
    return { invalid: `count must be a whole number from 0 to ${MAX_COUNT}` };
  }
  const fromMs = instant(request.from);
  if (fromMs === undefined) return { invalid: 'from must be an ISO 8601 time' };
  const options = { createdMs: fromMs, ...(typeof timezone === 'string' ? { timezone } : {}) };
  const bounds: { startMs?: number; endMs?: number } = {};
  for (const [name, key] of [
    ['start', 'startMs'],
    ['end', 'endMs'],
  ] as const) {
    if (request[name] === undefined || request[name] === null) continue;
    const boundMs = instant(request[name]);
    if (boundMs === undefined) return { invalid: `${name} must be an ISO 8601 time` };
    bounds[key] = boundMs;
  }
  const fiveFields = !expression.includes('(') && expression.trim().split(/\s+/).length === 5;
  const schedule = (fiveFields ? compileRecurrence : compileSchedule)(expression, { ...options, ...bounds });
  return { times: occurrences(schedule, fromMs, count as number) };
}

function occurrences(schedule: Schedule, fromMs: number, count: number): string[] {
  const times: string[] = [];
  let atMs: number | undefined = schedule.next(fromMs);
  while (atMs !== undefined && times.length < count) {
    times.push(new Date(atMs).toISOString());
    atMs = schedule.next(atMs);
  }
  return times;
}

/** Milliseconds, or an ISO 8601 time; one without an offset is UTC, so that the host's zone never matters. */
function instant(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= 8.64e15 ? value : undefined;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const atMs = Date.parse(dateOnly || /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}
