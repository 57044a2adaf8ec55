import type { CreateDBInstanceCommandInput, DeleteDBInstanceCommandInput } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroup, SubnetGroups } from '../../network/subnet-groups.ts';
import { DataPlane } from './data-plane.ts';
import type { EventLog } from './event-log.ts';
import type { DbInstance, InstanceStatus } from './instance.ts';
import { readSettings } from './settings.ts';
import type { Snapshots } from './snapshots.ts';

/** Letters of the part of an endpoint's name that an account has in a region, and of a resource id. */
const SUFFIX_LENGTH = 12;
const RESOURCE_ID_LENGTH = 26;
const RDS = { kind: 'service', service: 'rds.amazonaws.com' } as const;

/** The DB instances of the account, from creation to deletion. */
export class Instances {
  readonly #cloud: Cloud;
  readonly #subnetGroups: SubnetGroups;
  readonly #snapshots: Snapshots;
  readonly #events: EventLog;
  readonly #random;
  readonly #suffix: string;
  readonly #instances = new Map<string, DbInstance>();
  readonly #waiting = new Map<string, (() => void)[]>();

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
    if (this.#instances.has(id)) throw new AwsError('DBInstanceAlreadyExistsFault', 'DB instance already exists');
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
      resourceId: `db-${this.#random.hex(RESOURCE_ID_LENGTH).toUpperCase()}`,
      createdMs: this.#cloud.clock.nowMs,
      settings,
      subnetGroup: group,
      endpointName: `${id}.${this.#suffix}.${this.#cloud.region}.rds.amazonaws.com`,
      plane: new DataPlane(this.#cloud.network, id, settings.port, places, changed),
      addresses: places.map((place) => place.address),
      secretArn: input.ManageMasterUserPassword ? this.#makeSecret(settings.masterUsername) : undefined,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      status: 'creating',
      hasEndpoint: false,
      shownZone: zone,
      shownStandbyZone: standby,
      redundant: false,
    };
    this.#instances.set(id, instance);
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
    if (finalId === undefined) this.#removeLater(instance);
    else this.#snapshots.take(instance, finalId, [], () => this.#removeLater(instance));
    return instance;
  }

  setStatus(instance: DbInstance, status: InstanceStatus, reason: string): void {
    this.#cloud.journal.write('activity', { what: 'database', id: instance.id, from: instance.status, to: status, reason });
    instance.status = status;
    const waiting = this.#waiting.get(instance.id);
    if (status !== 'available' || !waiting) return;
    this.#waiting.delete(instance.id);
    for (const done of waiting) done();
  }

  /** Resolves when the instance is available, or gone. */
  whenSettled(instance: DbInstance): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(instance.id) ?? [];
      this.#waiting.set(instance.id, [...waiting, resolve]);
    });
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

  #removeLater(instance: DbInstance): void {
    const { clock, facts, network } = this.#cloud;
    clock.after(facts.drawMs('rds.delete', this.#random), `rds ${instance.id} deleted`, () => {
      if (instance.hasEndpoint) network.removeName(instance.endpointName);
      for (const address of instance.addresses) this.#subnetGroups.release(address);
      if (instance.secretArn)
        this.#cloud.callNow('secretsmanager', 'DeleteSecret', { SecretId: instance.secretArn, ForceDeleteWithoutRecovery: true }, RDS);
      this.#instances.delete(instance.id);
      this.#cloud.journal.write('activity', { what: 'database', id: instance.id, from: 'deleting', to: 'gone', reason: 'deleted' });
      this.#events.tell('RDS-EVENT-0003', 'db-instance', instance);
      for (const done of this.#waiting.get(instance.id) ?? []) done();
      this.#waiting.delete(instance.id);
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

  #makeSecret(username: string): string {
    const value = JSON.stringify({ username, password: this.#random.hex(SUFFIX_LENGTH * 2) });
    const input = { Name: `rds!db-${this.#random.uuid()}`, SecretString: value };
    return this.#cloud.callNow<{ ARN: string }>('secretsmanager', 'CreateSecret', input, RDS).ARN;
  }
}
