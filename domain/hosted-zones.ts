import type { Decision } from './glossary.ts';
import type { SiteSpec } from './site-spec.ts';

/** A hosted zone that a site's spec names, and the name that is to lie in it. */
export type WantedZone = { id: string; name: string };
/** What Route 53 tells of a zone; undefined where the account has none of that id. */
export type ZoneFacts = { domain: string; isPrivate: boolean } | undefined;

/** The zones that a site needs, each once a name. */
export function zonesOf({ web: { https }, edge }: Pick<SiteSpec, 'web' | 'edge'>): WantedZone[] {
  const wanted = [
    ...(https?.hostedZone === undefined ? [] : [{ id: https.hostedZone, name: https.name }]),
    ...(edge === undefined ? [] : [{ id: edge.hostedZone, name: edge.name }]),
  ];
  return wanted.filter(({ id, name }, index) => wanted.findIndex((other) => other.id === id && other.name === name) === index);
}

/** Whether every name lies in its zone: else the last stack of a site, a quarter of an hour later, is the first to say so. */
export function gateZones(zones: readonly (WantedZone & { facts: ZoneFacts })[]): Decision<'proceed' | 'refuse'> {
  const problems = zones.flatMap(({ id, name, facts }) => problemOf(id, name, facts) ?? []);
  return problems.length === 0
    ? { action: 'proceed', reason: 'Every name lies in its hosted zone.' }
    : { action: 'refuse', reason: problems.join(' ') };
}

function problemOf(id: string, name: string, facts: ZoneFacts): string | undefined {
  if (facts === undefined) return `This account has no hosted zone ${id}.`;
  const domain = facts.domain.replace(/\.$/, '');
  if (facts.isPrivate) return `The hosted zone ${id} (${domain}) is private: no visitor and no certificate would find ${name} there.`;
  return name === domain || name.endsWith(`.${domain}`)
    ? undefined
    : `The hosted zone ${id} is that of ${domain}, in which ${name} does not lie.`;
}
