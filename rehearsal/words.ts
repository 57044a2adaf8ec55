import type { RunSummary } from './outcome.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Fri 15:00:04` of an ISO time, UTC. */
export function day(iso: string): string {
  return `${DAYS[new Date(iso).getUTCDay()]} ${iso.slice(11, 19)}`;
}

/** A span for people: seconds up to two minutes, then minutes, then hours. */
export function duration(ms: number): string {
  const whole = Math.round(ms / 1000);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 120 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Key by key, measured against objective: `recoverySeconds 184 / 600`. */
export function against(run: Pick<RunSummary, 'measured' | 'objective'>): string[] {
  return Object.keys(run.measured).map((key) => `${key} ${show(run.measured[key])} / ${show(run.objective[key])}`);
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return day(value);
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : String(value);
}
