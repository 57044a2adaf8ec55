import { sessionsOf } from './layers/web-front.ts';
import type { SiteSpec } from './site-spec.ts';

/** What is allowed of a site's way in and worth a thought: where, what stands there, and why. */
export function frontWarnings(spec: Pick<SiteSpec, 'web' | 'cache' | 'network'>): { path: string; found: string; why: string }[] {
  const { web, network } = spec;
  const sessions = sessionsOf(spec);
  const found: { path: string; found: string; why: string }[] = [];
  if (sessions === 'none' && web.max > 1 && web.stickiness === undefined) {
    const why = 'Each node keeps the sessions that began on it: whoever signs in at one is a stranger to the next.';
    found.push({ path: 'web.sessions', found: web.sessions ?? 'nothing', why });
  }
  if (sessions === 'sticky' || (sessions === 'none' && web.stickiness !== undefined)) {
    const why = 'A node that is lost, or scaled in, takes the sessions of its visitors along: all of them are signed out.';
    found.push({ path: 'web.sessions', found: sessions, why });
  }
  if (!web.crossZone && web.min < 2 * network.zones.length) {
    const why = 'Zones do not share their nodes, and one with a single node answers nobody while that one is replaced.';
    found.push({ path: 'web.crossZone', found: 'false', why });
  }
  return found;
}
