import { compileRecurrence } from '#language/schedules/index.ts';
import { RecurrenceError, schedulerCron } from './recurrence.ts';
import type { CapacityWindow, SiteSpec } from './site-spec.ts';

/** EventBridge Scheduler fires within the minute (S1). */
const SCHEDULER_PRECISION_SECONDS = 60;
/** The first launch and one repair of it fit before the hour. */
const ATTEMPTS_BEFORE_THE_HOUR = 2;

/**
 * How long before its hour a window's run starts, in whole minutes, so that the site is ready by then: a warm-up, two
 * attempts at as much time as the site allows a node to be replaced in, and the scheduler's own lateness.
 */
export function leadMinutes({ web, objectives }: Pick<SiteSpec, 'web' | 'objectives'>): number {
  const seconds =
    web.targetTracking.warmUpSeconds + ATTEMPTS_BEFORE_THE_HOUR * objectives.nodeRecoverySeconds + SCHEDULER_PRECISION_SECONDS;
  return Math.ceil(seconds / 60);
}

/** One schedule that starts scale-site: for EventBridge Scheduler, under a name of at most 64 characters. */
export type WindowSchedule = { name: string; window: string; action: 'open' | 'close'; expression: string; timezone: string };

/** The schedules of a site's windows: openings with their lead, closings on the hour. */
export function windowSchedules(spec: SiteSpec): WindowSchedule[] {
  return spec.windows.flatMap((window) => [
    scheduleOf(spec, window, 'open', schedulerCron(window.opens, leadMinutes(spec))),
    scheduleOf(spec, window, 'close', schedulerCron(window.closes, 0)),
  ]);
}

/** What keeps the schedules of a site's windows from being written, each with the path in its spec. */
export function windowProblems(spec: SiteSpec): { path: string; found: string; allowed: string }[] {
  return spec.windows.flatMap((window, index) => [
    ...problemOf(`windows[${index}].opens`, window.opens, leadMinutes(spec)),
    ...problemOf(`windows[${index}].closes`, window.closes, 0),
  ]);
}

/** The two actions that the group itself is given. Closing lowers the minimum only: load decides how fast the rest goes. */
export function nativeActions(spec: SiteSpec) {
  return spec.windows.flatMap((window) => [
    { name: window.name, recurrence: window.opens, timezone: window.timezone, min: window.min, max: window.max },
    { name: `${window.name} ends`, recurrence: window.closes, timezone: window.timezone, min: spec.web.min },
  ]);
}

/** A run names a window that the site does not have, or one that never opens. */
export class WindowError extends Error {
  override name = 'WindowError';
}

/** The window of a site by its name. */
export function windowNamed(spec: Pick<SiteSpec, 'site' | 'windows'>, name: string): CapacityWindow {
  const window = spec.windows.find((candidate) => candidate.name === name);
  if (window === undefined) throw new WindowError(`The site ${spec.site} has no window "${name}".`);
  return window;
}

/** The first opening at or after an instant: the hour by which a run that was scheduled for then has to be ready. */
export function readyByMs(window: CapacityWindow, scheduledForMs: number): number {
  const opensMs = compileRecurrence(window.opens, { timezone: window.timezone }).next(scheduledForMs - 1);
  if (opensMs === undefined) throw new WindowError(`The window "${window.name}" never opens again.`);
  return opensMs;
}

/** The next run that the calendar starts after an instant, of all windows, openings with their lead. */
export function nextWindowRun(spec: SiteSpec, afterMs: number): { what: string; startsMs: number } | undefined {
  const leadMs = leadMinutes(spec) * 60_000;
  const runs = spec.windows.flatMap(({ name, opens, closes, timezone }) => {
    const opensMs = compileRecurrence(opens, { timezone }).next(afterMs + leadMs);
    const closesMs = compileRecurrence(closes, { timezone }).next(afterMs);
    return [
      ...(opensMs === undefined ? [] : [{ what: `The opening of "${name}"`, startsMs: opensMs - leadMs }]),
      ...(closesMs === undefined ? [] : [{ what: `The closing of "${name}"`, startsMs: closesMs }]),
    ];
  });
  return runs.sort((one, other) => one.startsMs - other.startsMs)[0];
}

/** A window's name as schedules have it: small letters, digits and hyphens. */
export function slugOf(window: string): string {
  return window
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function scheduleOf(spec: SiteSpec, window: CapacityWindow, action: 'open' | 'close', expression: string): WindowSchedule {
  // 20 letters of the site, 40 of the window at most, are over the limit only together.
  const name = `${spec.site}-${slugOf(window.name)}`.slice(0, 58);
  return { name: `${name}-${action}`, window: window.name, action, expression, timezone: window.timezone };
}

function problemOf(path: string, found: string, lead: number) {
  try {
    schedulerCron(found, lead);
    return [];
  } catch (error) {
    if (!(error instanceof RecurrenceError)) throw error;
    return [{ path, found: JSON.stringify(found), allowed: `a recurrence that can start ${lead} minutes earlier. ${error.message}` }];
  }
}
