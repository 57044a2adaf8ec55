import type { DBClusterSnapshot, DescribeDBClusterSnapshotsCommandInput, Tag } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { tagList } from '../../tags.ts';
import { type DbCluster, isAurora } from './cluster.ts';
import type { EventLog } from './event-log.ts';

export type ClusterSnapshot = {
  readonly id: string;
  readonly arn: string;
  readonly cluster: DbCluster;
  readonly startedMs: number;
  readonly tags: Map<string, string>;
  status: 'creating' | 'available';
};

/** Manual snapshots of clusters; they outlive their cluster. */
export class ClusterSnapshots {
  readonly #cloud: Cloud;
  readonly #events: EventLog;
  readonly #random: Random;
  readonly #snapshots = new Map<string, ClusterSnapshot>();

  constructor(cloud: Cloud, events: EventLog) {
    this.#cloud = cloud;
    this.#events = events;
    this.#random = cloud.random.split('rds-cluster-snapshots');
  }

  all(): ClusterSnapshot[] {
    return [...this.#snapshots.values()];
  }

  find(id: string | undefined): ClusterSnapshot {
    const found = this.#snapshots.get((id ?? '').toLowerCase());
    if (!found) throw new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${id} not found.`, { statusCode: 404 });
    return found;
  }

  refuseTaken(id: string): void {
    if (!this.#snapshots.has(id.toLowerCase())) return;
    throw new AwsError(
      'DBClusterSnapshotAlreadyExistsFault',
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    );
  }

  /** Starts a snapshot; `done` is called when it is available. */
  take(cluster: DbCluster, givenId: string, tags: readonly Tag[] | undefined, done: () => void): ClusterSnapshot {
    this.refuseTaken(givenId);
    const id = givenId.toLowerCase();
    const { clock, facts, journal } = this.#cloud;
    const snapshot: ClusterSnapshot = {
      id,
      arn: serviceArn(this.#cloud, 'rds', `cluster-snapshot:${id}`),
      cluster,
      startedMs: clock.nowMs,
      tags: new Map(cluster.settings.copyTagsToSnapshot ? cluster.tags : []),
      status: 'creating',
    };
    for (const { Key, Value } of tags ?? []) snapshot.tags.set(Key ?? '', Value ?? '');
    this.#snapshots.set(id, snapshot);
    this.#events.tell('RDS-EVENT-0074', 'db-cluster-snapshot', snapshot);
    clock.after(facts.drawMs('rds.snapshot', this.#random), `rds cluster snapshot ${id}`, () => {
      snapshot.status = 'available';
      journal.write('activity', { what: 'snapshot', id, from: 'creating', to: 'available', reason: cluster.id });
      this.#events.tell('RDS-EVENT-0075', 'db-cluster-snapshot', snapshot);
      done();
    });
    return snapshot;
  }

  delete(id: string | undefined): ClusterSnapshot {
    const snapshot = this.find(id);
    if (snapshot.status !== 'available') {
      throw new AwsError('InvalidDBClusterSnapshotStateFault', `Cannot delete snapshot ${id} in state ${snapshot.status}.`);
    }
    this.#snapshots.delete(snapshot.id);
    return snapshot;
  }

  /** Only manual snapshots are kept here, so a question for automated ones answers none. */
  describe(input: DescribeDBClusterSnapshotsCommandInput): { DBClusterSnapshots: DBClusterSnapshot[] } {
    const { DBClusterSnapshotIdentifier: id, DBClusterIdentifier: clusterId, SnapshotType: type } = input;
    const found = id === undefined ? this.all() : [this.find(id)];
    const isWanted = ({ cluster }: ClusterSnapshot): boolean =>
      (clusterId === undefined || cluster.id === clusterId.toLowerCase()) && (type === undefined || type === 'manual');
    return { DBClusterSnapshots: found.filter(isWanted).map(describeClusterSnapshot) };
  }
}

/** Aurora tells no size of a snapshot's volume: 0 stands for it (API reference: DBClusterSnapshot). */
export function describeClusterSnapshot({ cluster, ...snapshot }: ClusterSnapshot): DBClusterSnapshot {
  const { settings } = cluster;
  return {
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterSnapshotArn: snapshot.arn,
    DBClusterIdentifier: cluster.id,
    DbClusterResourceId: cluster.resourceId,
    ClusterCreateTime: new Date(cluster.createdMs),
    SnapshotCreateTime: new Date(snapshot.startedMs),
    SnapshotType: 'manual',
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    Engine: settings.engine,
    EngineVersion: settings.engineVersion,
    AllocatedStorage: isAurora(cluster) ? 0 : (settings.storageGb ?? 0),
    StorageType: settings.storageType,
    StorageEncrypted: settings.storageEncrypted,
    MasterUsername: settings.masterUsername,
    VpcId: cluster.subnetGroup.vpcId,
    Port: settings.port,
    TagList: tagList(snapshot.tags),
  };
}
