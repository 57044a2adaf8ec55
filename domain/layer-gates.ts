import type { Decision } from './glossary.ts';
import type { SiteSpec } from './site-spec.ts';

/** `wait`: not yet, ask again. `fail`: it will not become what was asked for. */
export type LayerDecision = Decision<'proceed' | 'wait' | 'fail'>;

/** What was seen of the database. */
export type DatabaseFacts = { status: string; multiAz: boolean; secondaryZone?: string | undefined; zone?: string | undefined };

/** States from which RDS does not come back by itself. */
const LOST_STATES = new Set([
  'failed',
  'deleting',
  'stopped',
  'stopping',
  'storage-full',
  'incompatible-network',
  'incompatible-parameters',
]);

/** A database is what it promises when it is available and, if asked for, has a standby in another zone. */
export function gateDatabase(wanted: NonNullable<SiteSpec['database']>, facts: DatabaseFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The database does not exist.' };
  if (LOST_STATES.has(facts.status)) return { action: 'fail', reason: `The database is ${facts.status}.` };
  if (facts.status !== 'available') return { action: 'wait', reason: `The database is ${facts.status}, not yet available.` };
  if (!wanted.multiAz) return { action: 'proceed', reason: 'The database is available.' };
  if (!facts.multiAz) return { action: 'fail', reason: 'The database is available, but it has no standby in another zone.' };
  if (facts.secondaryZone !== undefined && facts.secondaryZone === facts.zone) {
    return { action: 'fail', reason: `The database and its standby are both in ${facts.zone}.` };
  }
  return { action: 'proceed', reason: 'The database is available and has a standby in another zone.' };
}

/** What was seen of the cache: the state of each of its nodes. */
export type CacheFacts = { nodeStates: readonly string[] };

/** A cache is what it promises when every node that was asked for is available. */
export function gateCache(wanted: NonNullable<SiteSpec['cache']>, facts: CacheFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The cache does not exist.' };
  const available = facts.nodeStates.filter((state) => state === 'available').length;
  const reason = `${available} of ${wanted.nodes} cache nodes are available.`;
  return { action: available >= wanted.nodes ? 'proceed' : 'wait', reason };
}

/** What was seen of the web layer: the health states of its targets, each with its zone. */
export type WebFacts = { targets: readonly { health: string; zone?: string | undefined }[] };

/** The web layer is what it promises when as many targets are healthy as its minimum says, over more than one zone if there are two. */
export function gateWeb(wanted: Pick<SiteSpec['web'], 'min'>, facts: WebFacts): LayerDecision {
  const healthy = facts.targets.filter(({ health }) => health === 'healthy');
  const reason = `${healthy.length} of at least ${wanted.min} targets are healthy.`;
  if (healthy.length < wanted.min) return { action: 'wait', reason };
  const zones = new Set(healthy.flatMap(({ zone }) => zone ?? []));
  if (wanted.min >= 2 && zones.size === 1) return { action: 'wait', reason: `${reason} All of them are in ${[...zones][0]}.` };
  return { action: 'proceed', reason };
}

/** What came back from the deep page, asked through the load balancer; no status when nothing answered. */
export type DeepPageFacts = { status?: number | undefined; database?: string | undefined; cache?: string | undefined };

/** The deep page is well when it wrote and read its row and reached the cache, as far as the site has a database and a cache. */
export function gateDeepPage(spec: Pick<SiteSpec, 'cache' | 'database'>, facts: DeepPageFacts): LayerDecision {
  if (facts.status === undefined) return { action: 'wait', reason: 'The deep page did not answer.' };
  if (facts.status !== 200) return { action: 'wait', reason: `The deep page answered ${facts.status}.` };
  if (spec.database !== undefined && facts.database !== 'ok')
    return { action: 'wait', reason: `The deep page calls its database "${facts.database ?? 'absent'}".` };
  if (spec.cache !== undefined && facts.cache !== 'ok')
    return { action: 'wait', reason: `The deep page calls its cache "${facts.cache ?? 'absent'}".` };
  const reached = spec.database === undefined ? 'The deep page answered' : 'The deep page wrote a row, read it back';
  return { action: 'proceed', reason: `${reached} and reached what the site has.` };
}
