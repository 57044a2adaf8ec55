import { isOpenAt } from '#domain/open-windows.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { readBaseline } from '../ledger/baseline.ts';

/**
 * The names of a site's windows that are open: by the calendar, which the group's own actions follow, or by a baseline that has been
 * captured and is not back in force yet.
 */
export async function openWindows({ site, windows }: Pick<SiteSpec, 'site' | 'windows'>, nowMs: number): Promise<string[]> {
  const open = await Promise.all(
    windows.map(async (window) => isOpenAt(window, nowMs) || (await readBaseline(site, window.name)) !== undefined),
  );
  return windows.filter((_, index) => open[index]).map(({ name }) => name);
}
