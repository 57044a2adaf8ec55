import type { CreateReplicationGroupCommandInput } from '@aws-sdk/client-elasticache';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroups } from '../../network/subnet-groups.ts';
import type { CacheEvents } from './cache-events.ts';
import { CacheNode } from './cache-node.ts';
import { shortRegion } from './clusters.ts';
import { type Group, isUp, type Member, replicasOf } from './replication-group.ts';

const PORT = 6379;
/** A primary and five replicas (IncreaseReplicaCount). */
export const MAX_MEMBERS = 6;
const SUFFIX_LENGTH = 6;

/** The replication groups of the account: how they come, grow, shrink and go. */
export class ReplicationGroups {
  readonly #cloud: Cloud;
  readonly #subnets: SubnetGroups;
  readonly #events: CacheEvents;
  readonly #random;
  readonly #suffix: string;
  readonly #groups = new Map<string, Group>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(cloud: Cloud, subnets: SubnetGroups, events: CacheEvents) {
    this.#cloud = cloud;
    this.#subnets = subnets;
    this.#events = events;
    this.#random = cloud.random.split('elasticache replication');
    this.#suffix = this.#random.hex(SUFFIX_LENGTH);
  }

  all(): Group[] {
    return [...this.#groups.values()];
  }

  find(id: string | undefined): Group {
    const group = this.#groups.get((id ?? '').toLowerCase());
    if (!group) throw new AwsError('ReplicationGroupNotFoundFault', `ReplicationGroup ${id} not found`, { statusCode: 404 });
    return group;
  }

  /** The member of a name, of whichever group. */
  memberOf(clusterId: string | undefined): { group: Group; member: Member } | undefined {
    const id = (clusterId ?? '').toLowerCase();
    const group = this.all().find(({ members }) => members.some((member) => member.id === id));
    return group && { group, member: group.members.find((member) => member.id === id) as Member };
  }

  create(input: CreateReplicationGroupCommandInput): Group {
    const group = this.#build(input);
    this.#groups.set(group.id, group);
    const { clock, facts } = this.#cloud;
    clock.after(facts.drawMs('elasticache.createReplicationGroup', this.#random), `elasticache ${group.id} created`, () => {
      for (const member of group.members) this.#open(group, member);
      this.settle(group, 'created');
      this.#events.note({ type: 'replication-group', id: group.id }, 'Replication group created');
      this.#events.notify(group.settings.topicArn, 'CreateReplicationGroupComplete', group.id);
    });
    return group;
  }

  /** Adds replicas or takes some away, which is refused below what a group needs for its failover. */
  setReplicas(group: Group, count: number): Group {
    this.mustBe(group, 'available');
    const least = group.settings.hasFailover ? 1 : 0;
    if (count < least || count >= MAX_MEMBERS)
      throw new AwsError('InvalidParameterValueException', `The number of replicas must be between ${least} and ${MAX_MEMBERS - 1}.`);
    const difference = count - replicasOf(group).length;
    if (difference === 0) throw new AwsError('InvalidParameterValueException', `The replication group has ${count} replicas already.`);
    this.setStatus(group, 'modifying', `${count} replicas asked for`);
    const { clock, facts } = this.#cloud;
    if (difference > 0) {
      const added: Member[] = [];
      while (added.length < difference) {
        group.lastNumber += 1;
        added.push(this.#newMember(group, [...group.members, ...added], group.lastNumber));
      }
      group.members = [...group.members, ...added];
      clock.after(facts.drawMs('elasticache.createNode', this.#random), `elasticache ${group.id} grown`, () => {
        for (const member of added) this.#open(group, member);
        this.settle(group, `${count} replicas`);
      });
      return group;
    }
    const removed = replicasOf(group).slice(difference);
    clock.after(facts.drawMs('elasticache.delete', this.#random), `elasticache ${group.id} shrunk`, () => {
      for (const member of removed) this.#drop(group, member);
      this.settle(group, `${count} replicas`);
    });
    return group;
  }

  delete(group: Group): Group {
    this.mustBe(group, 'available');
    this.setStatus(group, 'deleting', 'deletion asked for');
    for (const { node } of group.members) node.close();
    const { clock, facts, network } = this.#cloud;
    clock.after(facts.drawMs('elasticache.delete', this.#random), `elasticache ${group.id} deleted`, () => {
      for (const member of [...group.members]) this.#drop(group, member);
      for (const name of [group.primaryName, group.readerName]) network.removeName(name);
      this.#groups.delete(group.id);
      this.#settled(group);
    });
    return group;
  }

  mustBe(group: Group, status: Group['status']): void {
    if (group.status !== status)
      throw new AwsError('InvalidReplicationGroupStateFault', `Replication group ${group.id} is ${group.status}, not ${status}.`);
  }

  setStatus(group: Group, status: Group['status'], reason: string): void {
    this.#cloud.journal.write('activity', { what: 'cache', id: group.id, from: group.status, to: status, reason });
    group.status = status;
  }

  /** Everybody follows the primary, and the two names point to who serves. */
  point(group: Group): void {
    const { facts, network } = this.#cloud;
    const ttlSeconds = facts.value('elasticache.endpointTtl');
    group.primary.node.lead(
      replicasOf(group)
        .filter(isUp)
        .map(({ node }) => node),
    );
    const readers = replicasOf(group).filter(isUp);
    network.setName(group.primaryName, [group.primary.node.address], ttlSeconds);
    network.setName(
      group.readerName,
      (readers.length > 0 ? readers : [group.primary]).map(({ node }) => node.address),
      ttlSeconds,
    );
  }

  /** Available again, and whoever waits for it is told. */
  settle(group: Group, reason: string): void {
    if (group.status === 'deleting') return;
    this.point(group);
    this.setStatus(group, 'available', reason);
    this.#settled(group);
  }

  /** Resolves when the group is available, or gone. */
  whenSettled(group: Group): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(group.id, [...(this.#waiting.get(group.id) ?? []), resolve]);
    });
  }

  #settled(group: Group): void {
    for (const done of this.#waiting.get(group.id) ?? []) done();
    this.#waiting.delete(group.id);
  }

  #open(group: Group, member: Member): void {
    member.node.open();
    this.#cloud.network.setName(member.name, [member.node.address], this.#cloud.facts.value('elasticache.endpointTtl'));
    this.#events.note({ type: 'cache-cluster', id: member.id }, 'Cache cluster created');
    this.#events.notify(group.settings.topicArn, 'CacheClusterProvisioningComplete', member.id);
  }

  #drop(group: Group, member: Member): void {
    member.node.close();
    this.#cloud.network.removeName(member.name);
    this.#subnets.release(member.node.address);
    group.members = group.members.filter((other) => other !== member);
    this.#events.note({ type: 'cache-cluster', id: member.id }, 'Cache cluster deleted');
    this.#events.notify(group.settings.topicArn, 'DeleteCacheClusterComplete', member.id);
  }

  #build(input: CreateReplicationGroupCommandInput): Group {
    const id = (input.ReplicationGroupId ?? '').toLowerCase();
    const count = input.NumCacheClusters ?? 1;
    this.#check(id, count, input);
    const domain = `${this.#suffix}.${shortRegion(this.#cloud.region)}.cache.amazonaws.com`;
    const isEncryptedInTransit = input.TransitEncryptionEnabled ?? false;
    // The two forms of names are the console's: with TLS, and without.
    const names = isEncryptedInTransit
      ? { primaryName: `master.${id}.${domain}`, readerName: `replica.${id}.${domain}` }
      : { primaryName: `${id}.${domain.replace('.', '.ng.0001.')}`, readerName: `${id}-ro.${domain}` };
    const place = { id, port: input.Port ?? PORT, subnets: this.#subnets.find(input.CacheSubnetGroupName) };
    const primary = this.#newMember(place, [], 1);
    const members = [primary];
    while (members.length < count) members.push(this.#newMember(place, members, members.length + 1));
    return {
      ...place,
      arn: serviceArn(this.#cloud, 'elasticache', `replicationgroup:${id}`),
      engine: input.Engine as Group['engine'],
      createdMs: this.#cloud.clock.nowMs,
      isEncryptedAtRest: input.AtRestEncryptionEnabled ?? false,
      isEncryptedInTransit,
      ...names,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      settings: {
        description: input.ReplicationGroupDescription ?? '',
        nodeType: input.CacheNodeType ?? '',
        engineVersion: input.EngineVersion,
        hasFailover: input.AutomaticFailoverEnabled ?? false,
        isMultiAz: input.MultiAZEnabled ?? false,
        topicArn: input.NotificationTopicArn,
        snapshotRetentionDays: input.SnapshotRetentionLimit ?? 0,
        maintenanceWindow: input.PreferredMaintenanceWindow,
        securityGroupIds: input.SecurityGroupIds ?? [],
      },
      status: 'creating',
      members,
      primary,
      lastNumber: count,
      testsMs: [],
    };
  }

  #check(id: string, count: number, input: CreateReplicationGroupCommandInput): void {
    if (input.Engine !== 'valkey' && input.Engine !== 'redis')
      throw new NotInTwinError(`a replication group of the engine ${input.Engine}`);
    if (!input.CacheSubnetGroupName) throw new NotInTwinError('a replication group without CacheSubnetGroupName');
    if (this.#groups.has(id)) throw new AwsError('ReplicationGroupAlreadyExistsFault', `Replication group ${id} already exists.`);
    if (count < 1 || count > MAX_MEMBERS)
      throw new AwsError('InvalidParameterValueException', `NumCacheClusters should be between 1 and ${MAX_MEMBERS}.`);
    checkFailover({ hasFailover: input.AutomaticFailoverEnabled ?? false, isMultiAz: input.MultiAZEnabled ?? false }, count);
  }

  /** Zones in turn over the subnet group's: where the fewest members are. */
  #newMember(group: Pick<Group, 'id' | 'port' | 'subnets'>, others: readonly Member[], number: number): Member {
    const id = `${group.id}-${String(number).padStart(3, '0')}`;
    const zones = [...new Set(group.subnets.subnets.map((subnet) => subnet.zone))].sort();
    const membersIn = (zone: string): number => others.filter(({ node }) => node.zone === zone).length;
    const zone = zones.reduce((best, one) => (membersIn(one) < membersIn(best) ? one : best));
    const { clock, network } = this.#cloud;
    const place = { id: '0001', zone, address: this.#subnets.takeAddress(group.subnets, zone), createdMs: clock.nowMs };
    return {
      id,
      arn: serviceArn(this.#cloud, 'elasticache', `cluster:${id}`),
      node: new CacheNode(network, group.port, place),
      name: `${id}.${group.id}.${this.#suffix}.${shortRegion(this.#cloud.region)}.cache.amazonaws.com`,
    };
  }
}

/** What a group needs before one of its replicas may take over. */
export function checkFailover({ hasFailover, isMultiAz }: { hasFailover: boolean; isMultiAz: boolean }, members: number): void {
  if (hasFailover && members < 2)
    throw new AwsError('InvalidParameterCombinationException', 'Automatic failover needs at least one replica.');
  if (isMultiAz && !hasFailover)
    throw new AwsError('InvalidParameterCombinationException', 'Multi-AZ needs automatic failover to be enabled.');
}
