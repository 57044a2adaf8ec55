import type { CreateDBInstanceCommandInput } from '@aws-sdk/client-rds';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { type DbCluster, isAurora, openMembers } from './cluster.ts';
import type { DbInstance, InstanceSettings } from './instance.ts';
import type { Instances } from './instances.ts';

/** Where a failover looks first unless told otherwise (CreateDBInstance: PromotionTier). */
const DEFAULT_TIER = 1;

type Asked = Partial<
  Pick<
    CreateDBInstanceCommandInput,
    'DBInstanceIdentifier' | 'DBInstanceClass' | 'AvailabilityZone' | 'DBParameterGroupName' | 'PromotionTier' | 'Tags'
  >
>;

/** The instances of clusters, and the names under which a cluster is reached. */
export class ClusterMembers {
  readonly #cloud: Cloud;
  readonly #instances: Instances;
  readonly #random: Random;

  constructor(cloud: Cloud, instances: Instances) {
    this.#cloud = cloud;
    this.#instances = instances;
    this.#random = cloud.random.split('rds-members');
  }

  /** An instance is born in a cluster: its server stands there, closed until `open`. */
  add(cluster: DbCluster, asked: Asked): DbInstance {
    const id = (asked.DBInstanceIdentifier ?? '').toLowerCase();
    this.#instances.refuseTaken(id);
    const zone = asked.AvailabilityZone ?? this.#emptiestZone(cluster);
    const address = this.#instances.takeAddress(cluster.subnetGroup, zone);
    const instance: DbInstance = {
      id,
      arn: serviceArn(this.#cloud, 'rds', `db:${id}`),
      resourceId: this.#instances.newResourceId(this.#random),
      createdMs: this.#cloud.clock.nowMs,
      settings: memberSettings(cluster, asked),
      subnetGroup: cluster.subnetGroup,
      endpointName: this.#instances.endpointName(id),
      plane: cluster.plane,
      addresses: [address],
      secretArn: undefined,
      clusterId: cluster.id,
      tags: new Map((asked.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      status: 'creating',
      hasEndpoint: false,
      shownZone: zone,
      shownStandbyZone: undefined,
      redundant: false,
    };
    cluster.plane.add({ key: id, zone, address, serverId: id });
    cluster.members.set(id, { instance, promotionTier: asked.PromotionTier ?? DEFAULT_TIER, isWriter: false });
    this.#instances.register(instance);
    return instance;
  }

  /** The first server of a cluster takes writes, every other one reads. */
  open(cluster: DbCluster, instance: DbInstance): void {
    const member = cluster.members.get(instance.id);
    if (!member) throw new RangeError(`${instance.id} is no member of ${cluster.id}`);
    instance.hasEndpoint = true;
    const { network, facts } = this.#cloud;
    network.setName(instance.endpointName, [cluster.plane.addressIn(instance.id)], facts.value('rds.endpointTtl'));
    if (cluster.plane.writerKey === undefined) {
      member.isWriter = true;
      cluster.plane.open(instance.id);
    } else cluster.plane.openReader(instance.id);
    this.nameServers(cluster);
    this.#instances.tell('RDS-EVENT-0005', instance);
    this.#instances.setStatus(instance, 'available', 'created');
  }

  /** Refuses what a cluster cannot lose; then the server goes, and later the instance. */
  remove(cluster: DbCluster, instance: DbInstance): void {
    if (instance.status === 'deleting') {
      throw new AwsError('InvalidDBInstanceStateFault', `Instance ${instance.id} is in state ${instance.status}.`);
    }
    this.#instances.setStatus(instance, 'deleting', 'deletion asked for');
    cluster.plane.remove(instance.id);
    cluster.members.delete(instance.id);
    this.nameServers(cluster);
    this.#instances.removeLater(instance);
  }

  /** The writer's name follows the writer; the readers' name holds the readers, or the writer where there are none. */
  nameServers(cluster: DbCluster): void {
    const { network, facts } = this.#cloud;
    const ttlSeconds = facts.value('rds.endpointTtl');
    const { plane } = cluster;
    const addresses = openMembers(cluster).map(({ instance }) => plane.addressIn(instance.id));
    if (plane.writerKey === undefined) return;
    network.setName(cluster.endpointName, [plane.addressIn(plane.writerKey)], ttlSeconds);
    const readers = addresses.filter((address) => address !== plane.addressIn(plane.writerKey as string));
    network.setName(cluster.readerEndpointName, readers.length > 0 ? readers : addresses, ttlSeconds);
  }

  /** AWS chooses a zone for an instance that names none; here the emptiest, the first of them by name. */
  #emptiestZone(cluster: DbCluster): string {
    const zones = [...new Set(cluster.subnetGroup.subnets.map((subnet) => subnet.zone))].sort();
    const count = (zone: string): number => [...cluster.members.values()].filter(({ instance }) => instance.shownZone === zone).length;
    return zones.reduce((best, zone) => (count(zone) < count(best) ? zone : best));
  }
}

function memberSettings(cluster: DbCluster, asked: Asked): InstanceSettings {
  const { settings } = cluster;
  return {
    instanceClass: asked.DBInstanceClass ?? settings.instanceClass ?? '',
    engine: settings.engine,
    engineVersion: settings.engineVersion,
    // Aurora shows 1 wherever it is asked for a size (API reference: DBInstance).
    storageGb: isAurora(cluster) ? 1 : (settings.storageGb ?? 0),
    storageType: settings.storageType,
    storageEncrypted: settings.storageEncrypted,
    multiAz: false,
    backupRetentionDays: settings.backupRetentionDays,
    deletionProtection: false,
    copyTagsToSnapshot: settings.copyTagsToSnapshot,
    publiclyAccessible: false,
    masterUsername: settings.masterUsername,
    databaseName: settings.databaseName,
    parameterGroupName:
      asked.DBParameterGroupName ?? `default.${settings.engine}${settings.engineVersion.split('.').slice(0, 2).join('.')}`,
    securityGroupIds: settings.securityGroupIds,
    port: settings.port,
  };
}
