import { ScheduleProblem } from './errors.ts';

/** A time zone; a wall clock reading is written as the milliseconds it would be if the zone were UTC. */
export type Zone = {
  /** The reading of the zone's clocks at an instant. */
  wallAt(atMs: number): number;
  /** The first instant at which the clocks show this reading; undefined when they skip it. */
  instantOf(wallMs: number): number | undefined;
};

const DAY_MS = 86_400_000;
/** Since 1972 every change of offset falls on a quarter of an hour in UTC. */
const BUCKET_MS = 900_000;
const MAX_CACHED_BUCKETS = 4096;

const UTC: Zone = { wallAt: (atMs) => atMs, instantOf: (wallMs) => wallMs };
const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT']);

/** Looks an IANA zone up; throws when there is none of that name. */
export function zoneOf(name: string | undefined): Zone {
  if (name === undefined || UTC_NAMES.has(name)) return UTC;
  const offsetAt = cachedOffsets(formatterOf(name));
  return {
    wallAt: (atMs) => atMs + offsetAt(atMs),
    instantOf: (wallMs) => {
      // No zone is a day away from UTC, so these two hold the offsets before and after any change near the reading.
      const before = offsetAt(wallMs - DAY_MS);
      const early = wallMs - before;
      if (offsetAt(early) === before) return early;
      const after = offsetAt(wallMs + DAY_MS);
      const late = wallMs - after;
      return offsetAt(late) === after ? late : undefined;
    },
  };
}

function formatterOf(name: string): Intl.DateTimeFormat {
  // Intl also takes raw offsets such as +02:00, which are no IANA names.
  if (!/^[A-Za-z]/.test(name)) throw new ScheduleProblem(`${name} is not an IANA time zone`);
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', era: 'narrow', ...fields });
  } catch {
    throw new ScheduleProblem(`${name} is not an IANA time zone`);
  }
}

function cachedOffsets(formatter: Intl.DateTimeFormat): (atMs: number) => number {
  const offsets = new Map<number, number>();
  return (atMs) => {
    const bucket = Math.floor(atMs / BUCKET_MS);
    const known = offsets.get(bucket);
    if (known !== undefined) return known;
    if (offsets.size >= MAX_CACHED_BUCKETS) offsets.clear();
    const startMs = bucket * BUCKET_MS;
    const offset = wallShown(formatter, startMs) - startMs;
    offsets.set(bucket, offset);
    return offset;
  };
}

function wallShown(formatter: Intl.DateTimeFormat, atMs: number): number {
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (formatter.format(atMs).match(/\d+/g) ?? []).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
