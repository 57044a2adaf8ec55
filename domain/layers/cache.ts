import type { SiteSpec } from '../site-spec.ts';
import { type LayerDecision, type LayerRules, needed } from './rules.ts';

/** Memcached's nodes are equals; of Valkey's and Redis' nodes one is the primary, and the others follow it. */
export type CacheSpec = {
  engine: 'memcached' | 'valkey' | 'redis';
  nodeType: string;
  nodes: number;
  snapshotRetentionDays?: number | undefined;
  maintenanceWindow?: string | undefined;
};

/** A day's snapshot fills a cache that had to be made anew; with no word, there is one. */
const RETENTION_DAYS = 1;

export const isReplicated = ({ engine }: Pick<CacheSpec, 'engine'>): boolean => engine !== 'memcached';

const templateOf = (cache: CacheSpec) => (isReplicated(cache) ? 'cache-valkey' : 'cache-memcached');

/** ElastiCache. Fifty minutes is Terraform's own limit for a cluster (K14). */
export const cache: LayerRules = {
  template: (spec) => (spec.cache ? templateOf(spec.cache) : undefined),
  waitSeconds: 50 * 60,
  parameters: ({ cache: wanted }, outputs) => {
    if (wanted === undefined) throw new RangeError('The site has no cache.');
    return {
      ...needed(outputs, 'DataSubnetIds', 'DataSecurityGroupId'),
      NodeType: wanted.nodeType,
      NodeCount: wanted.nodes,
      MaintenanceWindow: wanted.maintenanceWindow ?? '',
      ...(isReplicated(wanted) ? { Engine: wanted.engine, SnapshotRetentionDays: wanted.snapshotRetentionDays ?? RETENTION_DAYS } : {}),
    };
  },
};

/** What was seen of Memcached: the state of each of its nodes. */
export type CacheFacts = { nodeStates: readonly string[] };

/** A cache is what it promises when every node that was asked for is available. */
export function gateCache(wanted: Pick<CacheSpec, 'nodes'>, facts: CacheFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The cache does not exist.' };
  const available = facts.nodeStates.filter((state) => state === 'available').length;
  const reason = `${available} of ${wanted.nodes} cache nodes are available.`;
  return { action: available >= wanted.nodes ? 'proceed' : 'wait', reason };
}

/** What was seen of a primary and its replicas. A role is told of a node once ElastiCache has given it one. */
export type ReplicationFacts = {
  status: string;
  hasFailover: boolean;
  nodes: readonly { state: string; role?: string | undefined; zone?: string | undefined }[];
};

/** States of a replication group that does not become available by itself (ElastiCache: statuses). */
const LOST_STATES: readonly string[] = ['create-failed', 'deleting'];

/**
 * A primary with replicas is what it promises when all of them are available, over two zones or more, and one of them would take
 * over by itself. Promised are as many nodes as were asked for, whichever of them is the primary now.
 */
export function gateReplication(wanted: Pick<CacheSpec, 'nodes'>, facts: ReplicationFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The cache does not exist.' };
  if (LOST_STATES.includes(facts.status)) return { action: 'fail', reason: `The cache is ${facts.status}.` };
  const available = facts.nodes.filter(({ state }) => state === 'available');
  const reason = `The cache is ${facts.status}; ${available.length} of ${wanted.nodes} nodes are available.`;
  if (facts.status !== 'available' || available.length < wanted.nodes) return { action: 'wait', reason };
  if (!available.some(({ role }) => role === 'primary')) return { action: 'wait', reason: `${reason} None of them is the primary.` };
  if (wanted.nodes === 1) return { action: 'proceed', reason };
  if (!facts.hasFailover) return { action: 'fail', reason: `${reason} None of them takes over by itself.` };
  const zones = new Set(available.flatMap(({ zone }) => zone ?? []));
  if (zones.size < 2) return { action: 'fail', reason: `${reason} All of them are in ${[...zones][0] ?? 'an unknown zone'}.` };
  return { action: 'proceed', reason };
}

/** The engine that the site's nodes speak to; empty where there is none. */
export const cacheEngineOf = ({ cache: wanted }: Pick<SiteSpec, 'cache'>): string => wanted?.engine ?? '';
