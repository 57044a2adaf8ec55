import type { CreateDBClusterCommandInput, CreateDBInstanceCommandInput, DeleteDBClusterCommandInput } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroups } from '../../network/subnet-groups.ts';
import type { Random } from '../../random.ts';
import { type ClusterStatus, type DbCluster, isAurora } from './cluster.ts';
import type { ClusterMembers } from './cluster-members.ts';
import { readClusterSettings } from './cluster-settings.ts';
import type { ClusterSnapshots } from './cluster-snapshots.ts';
import { DataPlane } from './data-plane.ts';
import type { EventLog } from './event-log.ts';
import type { DbInstance } from './instance.ts';
import type { Instances } from './instances.ts';
import { WhenSettled } from './when-settled.ts';

/** A Multi-AZ DB cluster has a writer and two readers, each in a zone of its own (RDS User Guide). */
const CLUSTER_SIZE = 3;
/** An Aurora cluster has one writer and up to this many readers (R4). */
const MAX_READERS = 15;

/** What the clusters of an account lean on. */
export type ClusterParts = {
  subnetGroups: SubnetGroups;
  instances: Instances;
  members: ClusterMembers;
  snapshots: ClusterSnapshots;
  events: EventLog;
};

/** The DB clusters of the account, from creation to deletion. */
export class Clusters {
  readonly #cloud: Cloud;
  readonly #parts: ClusterParts;
  readonly #random: Random;
  readonly #clusters = new Map<string, DbCluster>();
  readonly #settled = new WhenSettled();

  constructor(cloud: Cloud, parts: ClusterParts) {
    this.#cloud = cloud;
    this.#parts = parts;
    this.#random = cloud.random.split('rds-clusters');
  }

  all(): DbCluster[] {
    return [...this.#clusters.values()];
  }

  /** By identifier, in any case, or by ARN. */
  find(id: string | undefined): DbCluster {
    const key = (id ?? '').toLowerCase();
    const found = this.#clusters.get(key.startsWith('arn:') ? key.slice(key.lastIndexOf(':') + 1) : key);
    if (!found) throw new AwsError('DBClusterNotFoundFault', `DBCluster ${id} not found.`, { statusCode: 404 });
    return found;
  }

  /** The cluster that an instance is a member of. */
  of(instance: DbInstance): DbCluster | undefined {
    return instance.clusterId === undefined ? undefined : this.#clusters.get(instance.clusterId);
  }

  create(input: CreateDBClusterCommandInput): DbCluster {
    const id = (input.DBClusterIdentifier ?? '').toLowerCase();
    if (this.#clusters.has(id)) throw new AwsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists');
    if (!input.DBSubnetGroupName) throw new NotInTwinError('a DB cluster without DBSubnetGroupName');
    const { instances, subnetGroups } = this.#parts;
    const settings = readClusterSettings(input, this.#cloud.facts);
    const subnetGroup = subnetGroups.find(input.DBSubnetGroupName);
    if (settings.engine === 'mysql') requireZones(new Set(subnetGroup.subnets.map(({ zone }) => zone)).size);
    const changed = (): void => this.#cloud.signals.emit('rds:data-plane', { dbInstanceIdentifier: id });
    const cluster: DbCluster = {
      id,
      arn: serviceArn(this.#cloud, 'rds', `cluster:${id}`),
      resourceId: instances.newResourceId(this.#random).replace(/^db-/, 'cluster-'),
      createdMs: this.#cloud.clock.nowMs,
      settings,
      subnetGroup,
      endpointName: instances.endpointName(id, 'cluster-'),
      readerEndpointName: instances.endpointName(id, 'cluster-ro-'),
      plane: new DataPlane(this.#cloud.network, id, settings.port, [], changed),
      secretArn: input.ManageMasterUserPassword ? instances.makeSecret('cluster', settings.masterUsername) : undefined,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      members: new Map(),
      status: 'creating',
    };
    this.#clusters.set(id, cluster);
    this.#growUp(cluster);
    return cluster;
  }

  /** CreateDBInstance in a cluster: the writer if there is none yet, else a reader. */
  addInstance(input: CreateDBInstanceCommandInput): DbInstance {
    const cluster = this.find(input.DBClusterIdentifier);
    if (!isAurora(cluster)) {
      throw new AwsError(
        'InvalidParameterValue',
        "CreateDBInstance can't be used to create a DB instance in a Multi-AZ DB cluster. Use CreateDBCluster instead.",
      );
    }
    if (input.Engine !== cluster.settings.engine) {
      throw new AwsError('InvalidParameterCombination', 'The engine name requested for your DB instance does not match the cluster.');
    }
    if (cluster.members.size > MAX_READERS) {
      throw new AwsError('InvalidDBClusterStateFault', `The DB cluster ${cluster.id} has ${MAX_READERS} readers already.`);
    }
    const { members } = this.#parts;
    const instance = members.add(cluster, input);
    const { clock, facts } = this.#cloud;
    clock.after(facts.drawMs('rds.createAuroraInstance', this.#random), `rds ${instance.id} created`, () => {
      if (instance.status !== 'deleting') members.open(cluster, instance);
    });
    return instance;
  }

  /** The writer of an Aurora cluster may only go last: a failover by deletion is not played. */
  deleteInstance(instance: DbInstance, cluster: DbCluster): void {
    if (!isAurora(cluster)) {
      throw new AwsError('InvalidDBClusterStateFault', `${instance.id} is a member of a Multi-AZ DB cluster; delete the cluster instead.`);
    }
    if (instance.id === cluster.plane.writerKey && cluster.members.size > 1) {
      throw new NotInTwinError('the deletion of the writer of an Aurora cluster that has readers');
    }
    this.#parts.members.remove(cluster, instance);
  }

  /** What must be true for a deletion is checked first; then the final snapshot, then the deletion itself. */
  delete(input: DeleteDBClusterCommandInput): DbCluster {
    const cluster = this.find(input.DBClusterIdentifier);
    const finalId = input.FinalDBSnapshotIdentifier;
    this.#refuseDeletion(cluster, input);
    if (finalId !== undefined) this.#parts.snapshots.refuseTaken(finalId);
    this.setStatus(cluster, 'deleting', 'deletion asked for');
    if (finalId === undefined) this.#removeLater(cluster);
    else this.#parts.snapshots.take(cluster, finalId, [], () => this.#removeLater(cluster));
    return cluster;
  }

  setStatus(cluster: DbCluster, status: ClusterStatus, reason: string): void {
    this.#cloud.journal.write('activity', { what: 'database cluster', id: cluster.id, from: cluster.status, to: status, reason });
    cluster.status = status;
    if (status === 'available') this.#settled.tell(cluster.id);
  }

  /** Resolves when the cluster is available, or gone. */
  whenSettled(cluster: DbCluster): Promise<void> {
    return this.#settled.wait(cluster.id);
  }

  #refuseDeletion(cluster: DbCluster, { SkipFinalSnapshot: skip, FinalDBSnapshotIdentifier: finalId }: DeleteDBClusterCommandInput): void {
    if (cluster.settings.deletionProtection) {
      throw new AwsError(
        'InvalidParameterCombination',
        'Cannot delete protected Cluster, please disable deletion protection and try again.',
      );
    }
    if (Boolean(skip) === (finalId !== undefined)) {
      throw new AwsError(
        'InvalidParameterCombination',
        'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified, and excludes it.',
      );
    }
    if (isAurora(cluster) && cluster.members.size > 0) {
      throw new AwsError('InvalidDBClusterStateFault', 'Cluster cannot be deleted, it still contains DB instances in non-deleting state.');
    }
    if (cluster.status === 'deleting' || (finalId !== undefined && cluster.status !== 'available')) {
      throw new AwsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} is in state ${cluster.status}.`);
    }
  }

  #growUp(cluster: DbCluster): void {
    const { members, events } = this.#parts;
    const born = isAurora(cluster)
      ? []
      : Array.from({ length: CLUSTER_SIZE }, (_, index) => ({ DBInstanceIdentifier: `${cluster.id}-instance-${index + 1}` }));
    const instances = born.map((asked) => members.add(cluster, asked));
    const delayMs = this.#cloud.facts.drawMs(isAurora(cluster) ? 'rds.createAuroraCluster' : 'rds.createMultiZoneCluster', this.#random);
    this.#cloud.clock.after(delayMs, `rds ${cluster.id} created`, () => {
      if (cluster.status === 'deleting') return;
      for (const instance of instances) members.open(cluster, instance);
      events.tell('RDS-EVENT-0170', 'db-cluster', cluster);
      this.setStatus(cluster, 'available', 'created');
    });
  }

  #removeLater(cluster: DbCluster): void {
    const { members, instances, events } = this.#parts;
    const { clock, facts, network, journal } = this.#cloud;
    for (const { instance } of [...cluster.members.values()]) members.remove(cluster, instance);
    clock.after(facts.drawMs('rds.delete', this.#random), `rds ${cluster.id} deleted`, () => {
      for (const name of [cluster.endpointName, cluster.readerEndpointName]) if (network.hasName(name)) network.removeName(name);
      cluster.plane.close();
      if (cluster.secretArn) instances.deleteSecret(cluster.secretArn);
      this.#clusters.delete(cluster.id);
      journal.write('activity', { what: 'database cluster', id: cluster.id, from: 'deleting', to: 'gone', reason: 'deleted' });
      events.tell('RDS-EVENT-0171', 'db-cluster', cluster);
      this.#settled.tell(cluster.id);
    });
  }
}

function requireZones(zones: number): void {
  if (zones >= CLUSTER_SIZE) return;
  throw new AwsError(
    'DBSubnetGroupDoesNotCoverEnoughAZs',
    `A Multi-AZ DB cluster needs a DB subnet group over ${CLUSTER_SIZE} Availability Zones; this one covers ${zones}.`,
  );
}
