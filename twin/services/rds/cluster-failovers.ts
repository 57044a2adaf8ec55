import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Facts } from '../../facts.ts';
import type { Random } from '../../random.ts';
import { type DbCluster, isAurora, type Member } from './cluster.ts';
import type { ClusterMembers } from './cluster-members.ts';
import type { Clusters } from './clusters.ts';
import type { EventLog } from './event-log.ts';

/** When each clock of a cluster's failover strikes, in ms from the call. */
type Plan = { startedMs: number; nameMovesMs: number; usableMs: number; completedMs: number };

/** Draws all phases at once, so that what happens meanwhile shifts none of them. */
function planOf(cluster: DbCluster, facts: Facts, random: Random): Plan {
  const startedMs = facts.drawMs('rds.clusterFailoverStarted', random);
  const usableMs = startedMs + facts.drawMs(isAurora(cluster) ? 'rds.auroraFailoverOutage' : 'rds.clusterFailoverOutage', random);
  // The outage was measured through the name: it moved before the end, by less than clients may keep the old address.
  const nameMovesMs = Math.max(startedMs, usableMs - Math.round(random.uniform(0, facts.valueMs('rds.endpointTtl'))));
  const completedMs = Math.max(usableMs, startedMs + facts.drawMs('rds.clusterCompletedAfterStarted', random));
  return { startedMs, nameMovesMs, usableMs, completedMs };
}

/** FailoverDBCluster: one of the readers becomes the writer, and the old writer comes back as a reader. */
export class ClusterFailovers {
  readonly #cloud: Cloud;
  readonly #clusters: Clusters;
  readonly #members: ClusterMembers;
  readonly #events: EventLog;
  readonly #random: Random;

  constructor(cloud: Cloud, clusters: Clusters, members: ClusterMembers, events: EventLog) {
    this.#cloud = cloud;
    this.#clusters = clusters;
    this.#members = members;
    this.#events = events;
    this.#random = cloud.random.split('rds-cluster-failovers');
  }

  start(cluster: DbCluster, targetId: string | undefined): void {
    if (cluster.status !== 'available') {
      throw new AwsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} is not in available state.`);
    }
    const target = chooseTarget(cluster, targetId);
    const from = cluster.plane.writerKey as string;
    const plan = planOf(cluster, this.#cloud.facts, this.#random);
    this.#clusters.setStatus(cluster, 'failing-over', 'failover asked for');
    this.#after(cluster, plan.startedMs, 'failover started', () => this.#stopWriter(cluster, from, target));
    if (this.#neverEnds(cluster)) return;
    this.#after(cluster, plan.nameMovesMs, 'name moves', () => {
      const { network, facts } = this.#cloud;
      network.setName(cluster.endpointName, [cluster.plane.addressIn(target.instance.id)], facts.value('rds.endpointTtl'));
      this.#journal(cluster, from, target.instance.id, 'name moved');
    });
    this.#after(cluster, plan.usableMs, 'usable', () => {
      cluster.plane.open(target.instance.id);
      this.#journal(cluster, 'nobody', target.instance.id, 'reader promoted');
    });
    this.#after(cluster, plan.completedMs, 'failover completed', () => this.#complete(cluster, from, target));
  }

  #stopWriter(cluster: DbCluster, from: string, target: Member): void {
    const old = cluster.members.get(from);
    const isSameZone = old?.instance.shownZone === target.instance.shownZone;
    cluster.plane.closeServer(from);
    this.#journal(cluster, from, 'nobody', 'failover started');
    this.#events.tell(isSameZone ? 'RDS-EVENT-0072' : 'RDS-EVENT-0073', 'db-cluster', cluster, target.instance.id);
  }

  #complete(cluster: DbCluster, from: string, target: Member): void {
    for (const member of cluster.members.values()) member.isWriter = member === target;
    if (cluster.members.has(from)) cluster.plane.openReader(from);
    this.#members.nameServers(cluster);
    this.#events.tell('RDS-EVENT-0071', 'db-cluster', cluster, target.instance.id);
    this.#clusters.setStatus(cluster, 'available', 'failed over');
  }

  #neverEnds(cluster: DbCluster): boolean {
    const setting = this.#cloud.faults.read('rds:failover-never-ends', cluster.id);
    if (setting) this.#cloud.journal.write('fault', { fault: 'rds:failover-never-ends', id: cluster.id });
    return Boolean(setting);
  }

  #after(cluster: DbCluster, delayMs: number, label: string, act: () => void): void {
    this.#cloud.clock.after(delayMs, `rds ${cluster.id} ${label}`, () => {
      if (cluster.status !== 'deleting') act();
    });
  }

  #journal(cluster: DbCluster, from: string, to: string, reason: string): void {
    this.#cloud.journal.write('activity', { what: 'database', id: cluster.id, from, to, reason });
  }
}

/** The reader that was named, else the one of the lowest tier (Aurora User Guide: fault tolerance), the first of them by name. */
function chooseTarget(cluster: DbCluster, targetId: string | undefined): Member {
  const { members, plane } = cluster;
  const readers = [...members.values()].filter(({ instance }) => instance.id !== plane.writerKey && plane.isOpen(instance.id));
  if (targetId !== undefined) {
    const found = readers.find(({ instance }) => instance.id === targetId.toLowerCase());
    if (!found) throw new AwsError('InvalidDBInstanceStateFault', `${targetId} is no available reader of the DB cluster ${cluster.id}.`);
    return found;
  }
  const [first] = readers.sort((a, b) => a.promotionTier - b.promotionTier || (a.instance.id < b.instance.id ? -1 : 1));
  if (!first) throw new AwsError('InvalidDBClusterStateFault', `The DB cluster ${cluster.id} has no reader to fail over to.`);
  return first;
}
