import { compileRecurrence } from '#language/schedules/index.ts';
import type { CapacityWindow } from './site-spec.ts';

/** Whether an instant lies between a window's opening and its closing, by the calendar. */
export function isOpenAt({ opens, closes, timezone }: CapacityWindow, atMs: number): boolean {
  const closesMs = compileRecurrence(closes, { timezone }).next(atMs);
  const opensMs = compileRecurrence(opens, { timezone }).next(atMs);
  return closesMs !== undefined && (opensMs === undefined || closesMs < opensMs);
}
