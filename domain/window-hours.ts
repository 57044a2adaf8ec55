import { compileRecurrence } from '#language/schedules/index.ts';
import type { CapacityWindow } from './site-spec.ts';

/** A year whose days fall as an average year's do; the figure is a plan's, not a bill's. */
const FROM_MS = Date.UTC(2026, 0, 1);
const UNTIL_MS = Date.UTC(2027, 0, 1);
const MONTHS = 12;
/** A recurrence fires at most once a minute. */
const MOST_OPENINGS = 366 * 24 * 60;

/** For how many hours of an average month a window is open; an opening in an open window changes nothing. */
export function openHoursOfMonth({ opens, closes, timezone }: Pick<CapacityWindow, 'opens' | 'closes' | 'timezone'>): number {
  const [opening, closing] = [compileRecurrence(opens, { timezone }), compileRecurrence(closes, { timezone })];
  let openMs = 0;
  let atMs = FROM_MS;
  for (let round = 0; round < MOST_OPENINGS; round += 1) {
    const opensMs = opening.next(atMs);
    if (opensMs === undefined || opensMs >= UNTIL_MS) break;
    const closesMs = closing.next(opensMs) ?? UNTIL_MS;
    openMs += closesMs - opensMs;
    atMs = closesMs;
  }
  return openMs / MONTHS / 3_600_000;
}
