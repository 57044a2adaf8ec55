import type { CreateDBSnapshotCommandInput, DBSnapshot, DescribeDBSnapshotsCommandInput } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { tagList } from '../../tags.ts';
import type { EventLog } from './event-log.ts';
import type { DbInstance } from './instance.ts';

export type Snapshot = {
  readonly id: string;
  readonly arn: string;
  readonly instance: DbInstance;
  readonly startedMs: number;
  readonly tags: Map<string, string>;
  status: 'creating' | 'available';
};

/** Manual snapshots; they outlive their instance. */
export class Snapshots {
  readonly #cloud: Cloud;
  readonly #events: EventLog;
  readonly #random;
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(cloud: Cloud, events: EventLog) {
    this.#cloud = cloud;
    this.#events = events;
    this.#random = cloud.random.split('rds-snapshots');
  }

  all(): Snapshot[] {
    return [...this.#snapshots.values()];
  }

  find(id: string | undefined): Snapshot {
    const found = this.#snapshots.get((id ?? '').toLowerCase());
    if (!found) throw new AwsError('DBSnapshotNotFoundFault', `DBSnapshot ${id} not found.`, { statusCode: 404 });
    return found;
  }

  refuseTaken(id: string): void {
    if (this.#snapshots.has(id.toLowerCase())) {
      throw new AwsError(
        'DBSnapshotAlreadyExistsFault',
        `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
      );
    }
  }

  /** Starts a snapshot; `done` is called when it is available. */
  take(instance: DbInstance, id: string, tags: CreateDBSnapshotCommandInput['Tags'], done: () => void): Snapshot {
    this.refuseTaken(id);
    const key = id.toLowerCase();
    const snapshot: Snapshot = {
      id: key,
      arn: serviceArn(this.#cloud, 'rds', `snapshot:${key}`),
      instance,
      startedMs: this.#cloud.clock.nowMs,
      tags: new Map(instance.settings.copyTagsToSnapshot ? instance.tags : []),
      status: 'creating',
    };
    for (const { Key, Value } of tags ?? []) snapshot.tags.set(Key ?? '', Value ?? '');
    this.#snapshots.set(key, snapshot);
    this.#events.tell('RDS-EVENT-0040', 'db-snapshot', snapshot);
    const { clock, facts, journal } = this.#cloud;
    clock.after(facts.drawMs('rds.snapshot', this.#random), `rds snapshot ${key}`, () => {
      snapshot.status = 'available';
      journal.write('activity', { what: 'snapshot', id: key, from: 'creating', to: 'available', reason: instance.id });
      this.#events.tell('RDS-EVENT-0042', 'db-snapshot', snapshot);
      done();
    });
    return snapshot;
  }

  delete(id: string | undefined): Snapshot {
    const snapshot = this.find(id);
    if (snapshot.status !== 'available')
      throw new AwsError('InvalidDBSnapshotStateFault', `Cannot delete snapshot ${id} in state ${snapshot.status}.`);
    this.#snapshots.delete(snapshot.id);
    this.#events.tell('RDS-EVENT-0041', 'db-snapshot', snapshot);
    return snapshot;
  }

  /** Only manual snapshots are kept here, so a question for automated ones answers none. */
  describe(input: DescribeDBSnapshotsCommandInput): { DBSnapshots: DBSnapshot[] } {
    const { DBSnapshotIdentifier: id, DBInstanceIdentifier: instanceId, SnapshotType: type } = input;
    const found = id === undefined ? this.all() : [this.find(id)];
    const wanted = found.filter(
      (snapshot) =>
        (instanceId === undefined || snapshot.instance.id === instanceId.toLowerCase()) && (type === undefined || type === 'manual'),
    );
    return { DBSnapshots: wanted.map(describeSnapshot) };
  }
}

export function describeSnapshot(snapshot: Snapshot): DBSnapshot {
  const { settings, ...instance } = snapshot.instance;
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotArn: snapshot.arn,
    DBInstanceIdentifier: instance.id,
    DbiResourceId: instance.resourceId,
    InstanceCreateTime: new Date(instance.createdMs),
    SnapshotCreateTime: new Date(snapshot.startedMs),
    SnapshotType: 'manual',
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    Engine: settings.engine,
    EngineVersion: settings.engineVersion,
    AllocatedStorage: settings.storageGb,
    StorageType: settings.storageType,
    Encrypted: settings.storageEncrypted,
    MasterUsername: settings.masterUsername,
    AvailabilityZone: instance.shownZone,
    VpcId: instance.subnetGroup.vpcId,
    Port: settings.port,
    TagList: tagList(snapshot.tags),
  };
}
