import type { CreateDBInstanceReadReplicaCommandInput } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { DataPlane } from './data-plane.ts';
import type { DbInstance } from './instance.ts';
import type { Instances } from './instances.ts';

/** MySQL instances have up to this many replicas (RDS User Guide: working with DB instance read replicas). */
const MAX_REPLICAS = 15;

/** Since when a replica copies, and how far behind it is. */
export type Replication = { sinceMs: number; readonly lagMs: number };

/** Read replicas of MySQL instances: a copy of the source's rows, and every later row a lag after it was acknowledged. */
export class Replicas {
  readonly #cloud: Cloud;
  readonly #instances: Instances;
  readonly #random: Random;
  readonly #replications = new Map<string, Replication>();

  constructor(cloud: Cloud, instances: Instances) {
    this.#cloud = cloud;
    this.#instances = instances;
    this.#random = cloud.random.split('rds-replicas');
  }

  of(source: DbInstance): DbInstance[] {
    return this.#instances.all().filter(({ replicaOf }) => replicaOf === source.id);
  }

  /** How a replica copies; undefined before it does, and when it is gone. */
  replication(id: string | undefined): Replication | undefined {
    return this.#replications.get((id ?? '').toLowerCase());
  }

  create(input: CreateDBInstanceReadReplicaCommandInput): DbInstance {
    const source = this.#instances.find(input.SourceDBInstanceIdentifier);
    this.#refuse(source);
    const id = (input.DBInstanceIdentifier ?? '').toLowerCase();
    this.#instances.refuseTaken(id);
    const zones = [...new Set(source.subnetGroup.subnets.map(({ zone }) => zone))].sort();
    const zone = input.AvailabilityZone ?? this.#random.pick(zones);
    const address = this.#instances.takeAddress(source.subnetGroup, zone);
    const changed = (): void => this.#cloud.signals.emit('rds:data-plane', { dbInstanceIdentifier: id });
    const replica: DbInstance = {
      id,
      arn: serviceArn(this.#cloud, 'rds', `db:${id}`),
      resourceId: this.#instances.newResourceId(this.#random),
      createdMs: this.#cloud.clock.nowMs,
      settings: {
        ...source.settings,
        instanceClass: input.DBInstanceClass ?? source.settings.instanceClass,
        multiAz: false,
        // A replica keeps no backups of its own unless asked to (CreateDBInstanceReadReplica).
        backupRetentionDays: 0,
        deletionProtection: input.DeletionProtection ?? false,
        copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
        publiclyAccessible: input.PubliclyAccessible ?? false,
        parameterGroupName: input.DBParameterGroupName ?? source.settings.parameterGroupName,
        securityGroupIds: input.VpcSecurityGroupIds ?? [],
      },
      subnetGroup: source.subnetGroup,
      endpointName: this.#instances.endpointName(id),
      plane: new DataPlane(this.#cloud.network, id, source.settings.port, [{ zone, address }], changed),
      addresses: [address],
      secretArn: undefined,
      replicaOf: source.id,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      status: 'creating',
      hasEndpoint: false,
      shownZone: zone,
      shownStandbyZone: undefined,
      redundant: false,
    };
    this.#instances.register(replica);
    this.#growUp(replica, source, zone);
    return replica;
  }

  /** RDS would promote the replicas of a source that goes (R22); that is not played. */
  refuseDeletion(source: DbInstance): void {
    if (this.of(source).length > 0) throw new NotInTwinError('the deletion of a DB instance that has read replicas');
  }

  /** A replica that goes copies no more. */
  forget(replica: DbInstance): void {
    if (!this.#replications.delete(replica.id)) return;
    this.#cloud.signals.emit('cloudwatch:data', { namespace: 'AWS/RDS', metricName: 'ReplicaLag' });
  }

  #refuse(source: DbInstance): void {
    if (source.settings.engine !== 'mysql' || source.clusterId !== undefined || source.replicaOf !== undefined) {
      throw new NotInTwinError('a read replica of anything but a MySQL instance');
    }
    // As Terraform's users are told: terraform-aws-modules/terraform-aws-rds#532.
    if (source.secretArn !== undefined) {
      throw new AwsError(
        'InvalidParameterValue',
        'Creating read replicas for source instance with engine mysql where ManageMasterUserPassword is enabled is not supported.',
      );
    }
    if (source.settings.backupRetentionDays === 0) {
      throw new AwsError('InvalidDBInstanceStateFault', 'Automated backups are not enabled for this database instance.');
    }
    if (source.status !== 'available') {
      throw new AwsError('InvalidDBInstanceStateFault', `Instance ${source.id} is not in available state.`);
    }
    if (this.of(source).length >= MAX_REPLICAS) {
      throw new AwsError('InstanceQuotaExceededFault', `The DB instance ${source.id} has ${MAX_REPLICAS} read replicas already.`);
    }
  }

  #growUp(replica: DbInstance, source: DbInstance, zone: string): void {
    const { clock, facts, network, faults } = this.#cloud;
    const setting = faults.read('rds:replica-lag', replica.id);
    const lagMs = setting === undefined ? facts.valueMs('rds.replicaLag') : Number(setting) * 1000;
    clock.after(facts.drawMs('rds.createReplica', this.#random), `rds ${replica.id} created`, () => {
      if (replica.status === 'deleting') return;
      replica.hasEndpoint = true;
      network.setName(replica.endpointName, [replica.plane.addressIn(zone)], facts.value('rds.endpointTtl'));
      replica.plane.copy(source.plane);
      replica.plane.openReader(zone);
      this.#follow(replica, source, lagMs);
      this.#instances.tell('RDS-EVENT-0005', replica);
      this.#instances.tell('RDS-EVENT-0046', replica);
      this.#instances.setStatus(replica, 'available', 'created');
    });
  }

  #follow(replica: DbInstance, source: DbInstance, lagMs: number): void {
    const { clock, signals } = this.#cloud;
    this.#replications.set(replica.id, { sinceMs: clock.nowMs, lagMs });
    source.plane.follow((sequence) => {
      if (replica.status === 'deleting') return;
      clock.after(lagMs, `rds ${replica.id} copies`, () => replica.plane.apply(sequence));
    });
    signals.emit('cloudwatch:data', { namespace: 'AWS/RDS', metricName: 'ReplicaLag' });
  }
}
