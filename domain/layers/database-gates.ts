import { type DatabaseSpec, databaseKind } from './database.ts';
import type { LayerDecision } from './rules.ts';

/** What was seen of a DB instance. */
export type DatabaseFacts = { status: string; multiAz: boolean; secondaryZone?: string | undefined; zone?: string | undefined };

/** What was seen of a copy: an instance's read replica, or a member of a cluster. */
export type CopyFacts = { id: string; status: string; zone?: string | undefined };
export type ReplicaFacts = CopyFacts & { isReplicating: boolean };
export type MemberFacts = CopyFacts & { isWriter: boolean };

/** What was seen of the database of a site, whatever its kind. */
export type LayerFacts = {
  instance?: DatabaseFacts | undefined;
  replicas: readonly ReplicaFacts[];
  cluster?: { status: string; members: readonly MemberFacts[] } | undefined;
};

/** States from which RDS does not come back by itself. */
const LOST_STATES = new Set([
  'failed',
  'deleting',
  'stopped',
  'stopping',
  'storage-full',
  'incompatible-network',
  'incompatible-parameters',
  'inaccessible-encryption-credentials',
]);

/** A Multi-AZ DB cluster has a writer and two readable standbys, each in a zone of its own. */
const CLUSTER_SIZE = 3;

const fail = (reason: string): LayerDecision => ({ action: 'fail', reason });
const wait = (reason: string): LayerDecision => ({ action: 'wait', reason });
const proceed = (reason: string): LayerDecision => ({ action: 'proceed', reason });

/** Whether the database of a site is what its spec asks for. */
export function gateDatabase(wanted: DatabaseSpec, facts: LayerFacts): LayerDecision {
  switch (databaseKind(wanted)) {
    case 'instance': {
      const decision = gateInstance(wanted, facts.instance);
      return decision.action === 'proceed' ? gateReplicas(wanted.readReplicas, facts.replicas, decision) : decision;
    }
    case 'cluster':
      return gateCluster(facts.cluster, CLUSTER_SIZE, CLUSTER_SIZE);
    case 'aurora': {
      const size = 1 + (wanted.readers ?? 0);
      return gateCluster(facts.cluster, size, Math.min(size, 2));
    }
  }
}

/** An instance is what it promises when it is available and, if asked for, has a standby in another zone. */
export function gateInstance(wanted: Pick<DatabaseSpec, 'multiAz'>, facts: DatabaseFacts | undefined): LayerDecision {
  if (facts === undefined) return fail('The database does not exist.');
  if (LOST_STATES.has(facts.status)) return fail(`The database is ${facts.status}.`);
  if (facts.status !== 'available') return wait(`The database is ${facts.status}, not yet available.`);
  if (!wanted.multiAz) return proceed('The database is available.');
  if (!facts.multiAz) return fail('The database is available, but it has no standby in another zone.');
  if (facts.secondaryZone !== undefined && facts.secondaryZone === facts.zone) {
    return fail(`The database and its standby are both in ${facts.zone}.`);
  }
  return proceed('The database is available and has a standby in another zone.');
}

/** Replicas keep their promise when each of them is available and copies. */
function gateReplicas(wanted: number, replicas: readonly ReplicaFacts[], instance: LayerDecision): LayerDecision {
  if (wanted === 0) return instance;
  const lost = lostOf(replicas);
  if (lost) return lost;
  const copying = replicas.filter(({ status, isReplicating }) => status === 'available' && isReplicating).length;
  const reason = `${instance.reason} ${copying} of ${wanted} read replicas copy it.`;
  return copying >= wanted ? proceed(reason) : wait(reason);
}

/** A cluster keeps its promise with one writer and every instance available, over as many zones as it is to survive with. */
function gateCluster(cluster: LayerFacts['cluster'], size: number, zonesWanted: number): LayerDecision {
  if (cluster === undefined) return fail('The database cluster does not exist.');
  const { status, members } = cluster;
  if (LOST_STATES.has(status)) return fail(`The database cluster is ${status}.`);
  const lost = lostOf(members);
  if (lost) return lost;
  if (status !== 'available') return wait(`The database cluster is ${status}, not yet available.`);
  const available = members.filter((member) => member.status === 'available');
  const writers = available.filter(({ isWriter }) => isWriter).length;
  const zones = new Set(available.flatMap(({ zone }) => zone ?? []));
  const seen = `${available.length} of ${size} instances of the database cluster are available`;
  if (available.length < size || writers !== 1) return wait(`${seen}, ${writers} of them a writer.`);
  if (zones.size < zonesWanted) return fail(`${seen}, but only over ${[...zones].join(', ') || 'unknown zones'}.`);
  return proceed(`${seen}: a writer and ${size - 1} readers over ${zones.size} zones.`);
}

function lostOf(copies: readonly CopyFacts[]): LayerDecision | undefined {
  const lost = copies.find(({ status }) => LOST_STATES.has(status));
  return lost && fail(`${lost.id} is ${lost.status}.`);
}
