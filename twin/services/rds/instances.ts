import type { CreateDBInstanceCommandInput, DeleteDBInstanceCommandInput } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroup, SubnetGroups } from '../../network/subnet-groups.ts';
import type { Random } from '../../random.ts';
import { DataPlane } from './data-plane.ts';
import type { EventLog } from './event-log.ts';
import type { EventId } from './event-messages.ts';
import type { DbInstance, InstanceStatus } from './instance.ts';
import { readSettings } from './settings.ts';
import type { Snapshots } from './snapshots.ts';
import { WhenSettled } from './when-settled.ts';

/** Letters of the part of an endpoint's name that an account has in a region, and of a resource id. */
const SUFFIX_LENGTH = 12;
const RESOURCE_ID_LENGTH = 26;
const RDS = { kind: 'service', service: 'rds.amazonaws.com' } as const;

/** The DB instances of the account, from creation to deletion, and what members of clusters and read replicas share with them. */
export class Instances {
  readonly #cloud: Cloud;
  readonly #subnetGroups: SubnetGroups;
  readonly #snapshots: Snapshots;
  readonly #events: EventLog;
  readonly #random;
  readonly #suffix: string;
  readonly #instances = new Map<string, DbInstance>();
  readonly #settled = new WhenSettled();

  constructor(cloud: Cloud, subnetGroups: SubnetGroups, snapshots: Snapshots, events: EventLog) {
    this.#cloud = cloud;
    this.#subnetGroups = subnetGroups;
    this.#snapshots = snapshots;
    this.#events = events;
    this.#random = cloud.random.split('rds');
    this.#suffix = `c${this.#random.hex(SUFFIX_LENGTH - 1)}`;
  }

  all(): DbInstance[] {
    return [...this.#instances.values()];
  }

  /** By identifier, in any case, or by ARN. */
  find(id: string | undefined): DbInstance {
    const key = (id ?? '').toLowerCase();
    const found = this.#instances.get(key.startsWith('arn:') ? key.slice(key.lastIndexOf(':') + 1) : key);
    if (!found) throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, { statusCode: 404 });
    return found;
  }

  create(input: CreateDBInstanceCommandInput): DbInstance {
    const id = (input.DBInstanceIdentifier ?? '').toLowerCase();
    this.refuseTaken(id);
    if (!input.DBSubnetGroupName) throw new NotInTwinError('a DB instance without DBSubnetGroupName');
    const settings = readSettings(input, this.#cloud.facts);
    const group = this.#subnetGroups.find(input.DBSubnetGroupName);
    const zones = this.#chooseZones(group, settings.multiAz, input.AvailabilityZone);
    const places = zones.map((zone) => ({ zone, address: this.#subnetGroups.takeAddress(group, zone) }));
    const changed = (): void => this.#cloud.signals.emit('rds:data-plane', { dbInstanceIdentifier: id });
    const [zone = '', standby] = zones;
    const instance: DbInstance = {
      id,
      arn: serviceArn(this.#cloud, 'rds', `db:${id}`),
      resourceId: this.newResourceId(this.#random),
      createdMs: this.#cloud.clock.nowMs,
      settings,
      subnetGroup: group,
      endpointName: this.endpointName(id),
      plane: new DataPlane(this.#cloud.network, id, settings.port, places, changed),
      addresses: places.map((place) => place.address),
      secretArn: input.ManageMasterUserPassword ? this.makeSecret('db', settings.masterUsername) : undefined,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      status: 'creating',
      hasEndpoint: false,
      shownZone: zone,
      shownStandbyZone: standby,
      redundant: false,
    };
    this.register(instance);
    this.#growUp(instance, zone);
    return instance;
  }

  /** What must be true for a deletion is checked first; then the final snapshot, then the deletion itself. */
  delete(input: DeleteDBInstanceCommandInput): DbInstance {
    const instance = this.find(input.DBInstanceIdentifier);
    const finalId = input.FinalDBSnapshotIdentifier;
    if (instance.settings.deletionProtection) {
      throw new AwsError(
        'InvalidParameterCombination',
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      );
    }
    if (Boolean(input.SkipFinalSnapshot) === (finalId !== undefined)) {
      throw new AwsError(
        'InvalidParameterCombination',
        'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified, and excludes it.',
      );
    }
    if (instance.status === 'deleting' || (finalId !== undefined && instance.status === 'creating')) {
      throw new AwsError('InvalidDBInstanceStateFault', `Instance ${instance.id} is in state ${instance.status}.`);
    }
    if (finalId !== undefined) this.#snapshots.refuseTaken(finalId);
    this.setStatus(instance, 'deleting', 'deletion asked for');
    instance.plane.close();
    if (finalId === undefined) this.removeLater(instance);
    else this.#snapshots.take(instance, finalId, [], () => this.removeLater(instance));
    return instance;
  }

  refuseTaken(id: string): void {
    if (this.#instances.has(id)) throw new AwsError('DBInstanceAlreadyExistsFault', 'DB instance already exists');
  }

  /** An instance that somebody else brings up exists from now on. */
  register(instance: DbInstance): void {
    this.#instances.set(instance.id, instance);
  }

  /** `<id>.<the account's part>.<region>…`; clusters have a word before the account's part. */
  endpointName(id: string, word = ''): string {
    return `${id}.${word}${this.#suffix}.${this.#cloud.region}.rds.amazonaws.com`;
  }

  newResourceId(random: Random): string {
    return `db-${random.hex(RESOURCE_ID_LENGTH).toUpperCase()}`;
  }

  takeAddress(group: SubnetGroup, zone: string): string {
    return this.#subnetGroups.takeAddress(group, zone);
  }

  tell(id: EventId, instance: DbInstance): void {
    this.#events.tell(id, 'db-instance', instance);
  }

  setStatus(instance: DbInstance, status: InstanceStatus, reason: string): void {
    this.#cloud.journal.write('activity', { what: 'database', id: instance.id, from: instance.status, to: status, reason });
    instance.status = status;
    if (status === 'available') this.#settled.tell(instance.id);
  }

  /** Resolves when the instance is available, or gone. */
  whenSettled(instance: DbInstance): Promise<void> {
    return this.#settled.wait(instance.id);
  }

  #growUp(instance: DbInstance, zone: string): void {
    const { clock, facts } = this.#cloud;
    const { settings } = instance;
    const totalMs = facts.drawMs(settings.multiAz ? 'rds.createMultiZone' : 'rds.createSingleZone', this.#random);
    const backs = settings.backupRetentionDays > 0;
    const bornMs = backs ? Math.round(totalMs * (1 - facts.value('rds.initialBackupShare'))) : totalMs;
    const unlessDeleting = (act: () => void) => (): void => {
      if (instance.status !== 'deleting') act();
    };
    clock.after(
      bornMs,
      `rds ${instance.id} created`,
      unlessDeleting(() => {
        instance.hasEndpoint = true;
        this.#cloud.network.setName(instance.endpointName, [instance.plane.addressIn(zone)], facts.value('rds.endpointTtl'));
        instance.redundant = settings.multiAz;
        instance.plane.open(zone);
        this.#events.tell('RDS-EVENT-0005', 'db-instance', instance);
        this.setStatus(instance, backs ? 'backing-up' : 'available', 'created');
        if (backs) this.#events.tell('RDS-EVENT-0001', 'db-instance', instance);
      }),
    );
    if (!backs) return;
    const backedUp = (): void => {
      this.#events.tell('RDS-EVENT-0002', 'db-instance', instance);
      this.setStatus(instance, 'available', 'backed up');
    };
    clock.after(totalMs, `rds ${instance.id} backed up`, unlessDeleting(backedUp));
  }

  /** The instance goes, with its name, its addresses and the secret that RDS kept for it. */
  removeLater(instance: DbInstance): void {
    const { clock, facts, network } = this.#cloud;
    clock.after(facts.drawMs('rds.delete', this.#random), `rds ${instance.id} deleted`, () => {
      if (instance.hasEndpoint) network.removeName(instance.endpointName);
      for (const address of instance.addresses) this.#subnetGroups.release(address);
      if (instance.secretArn) this.deleteSecret(instance.secretArn);
      this.#instances.delete(instance.id);
      this.#cloud.journal.write('activity', { what: 'database', id: instance.id, from: 'deleting', to: 'gone', reason: 'deleted' });
      this.#events.tell('RDS-EVENT-0003', 'db-instance', instance);
      this.#settled.tell(instance.id);
    });
  }

  /** The primary's zone is AWS's choice unless asked for; a standby is in another. */
  #chooseZones(group: SubnetGroup, multiAz: boolean, wanted: string | undefined): string[] {
    const zones = [...new Set(group.subnets.map((subnet) => subnet.zone))].sort();
    if (multiAz && wanted !== undefined) {
      throw new AwsError('InvalidParameterCombination', 'Requesting a specific availability zone is not valid for Multi-AZ instances.');
    }
    const first = wanted ?? this.#random.pick(zones);
    if (!zones.includes(first))
      throw new AwsError('InvalidVPCNetworkStateFault', `The DB subnet group ${group.name} has no subnet in ${first}.`);
    return multiAz ? [first, this.#random.pick(zones.filter((zone) => zone !== first))] : [first];
  }

  /** A master password that RDS manages: the secret is RDS's own, and so is its rotation. */
  makeSecret(kind: 'db' | 'cluster', username: string): string {
    const value = JSON.stringify({ username, password: this.#random.hex(SUFFIX_LENGTH * 2) });
    const input = { Name: `rds!${kind}-${this.#random.uuid()}`, SecretString: value };
    return this.#cloud.callNow<{ ARN: string }>('secretsmanager', 'CreateSecret', input, RDS).ARN;
  }

  deleteSecret(arn: string): void {
    this.#cloud.callNow('secretsmanager', 'DeleteSecret', { SecretId: arn, ForceDeleteWithoutRecovery: true }, RDS);
  }
}
