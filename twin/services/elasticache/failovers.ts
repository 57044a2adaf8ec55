import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { CacheEvents } from './cache-events.ts';
import { type Group, isUp, type Member, NODE_GROUP, replicasOf } from './replication-group.ts';
import type { ReplicationGroups } from './replication-groups.ts';

/** TestFailover in a rolling day (API reference). */
const MAX_TESTS = 15;
const DAY_MS = 86_400_000;

/** What becomes of a group when a node of it is lost, by accident or by TestFailover. */
export class Failovers {
  readonly #cloud: Cloud;
  readonly #groups: ReplicationGroups;
  readonly #events: CacheEvents;
  readonly #random;

  constructor(cloud: Cloud, groups: ReplicationGroups, events: CacheEvents) {
    this.#cloud = cloud;
    this.#groups = groups;
    this.#events = events;
    this.#random = cloud.random.split('elasticache failovers');
  }

  /** Takes the primary away, as an accident would. The events come in the order that the API reference gives. */
  test(group: Group, nodeGroupId: string | undefined): Group {
    this.#groups.mustBe(group, 'available');
    if (nodeGroupId !== NODE_GROUP)
      throw new AwsError('NodeGroupNotFoundFault', `Node group ${nodeGroupId} not found`, { statusCode: 404 });
    if (!group.settings.hasFailover)
      throw new AwsError('InvalidParameterCombinationException', `Automatic failover is not enabled for ${group.id}.`);
    const { nowMs } = this.#cloud.clock;
    group.testsMs = group.testsMs.filter((atMs) => atMs > nowMs - DAY_MS);
    if (group.testsMs.length >= MAX_TESTS)
      throw new AwsError('APICallRateForCustomerExceededFault', 'The customer has exceeded the allowed rate of API calls.');
    group.testsMs.push(nowMs);
    this.#events.note({ type: 'replication-group', id: group.id }, `Test Failover API called for node group ${NODE_GROUP}`);
    this.lose(group, group.primary, 'test of the failover');
    return group;
  }

  /** A node is gone with all that it had. Of a primary, a replica takes the place; then ElastiCache makes the node anew. */
  lose(group: Group, member: Member, reason: string): void {
    if (!isUp(member)) throw new AwsError('InvalidCacheClusterStateFault', `Cache cluster ${member.id} is not available.`);
    this.#groups.setStatus(group, 'modifying', reason);
    member.node.lose();
    this.#cloud.journal.write('activity', { what: 'cache node', id: member.id, from: 'available', to: 'lost', reason });
    const { clock, facts } = this.#cloud;
    if (member !== group.primary || !group.settings.hasFailover) {
      this.#recover(group, member);
      return;
    }
    clock.after(facts.drawMs('elasticache.failover', this.#random), `elasticache ${group.id} fails over`, () => {
      if (group.status === 'deleting') return;
      this.#promote(group, member);
      this.#recover(group, member);
    });
  }

  /** The replica with the least lag takes over (ElastiCache User Guide); here all are alike, and one in another zone comes first. */
  #promote(group: Group, lost: Member): void {
    const candidates = replicasOf(group).filter(isUp);
    const next = candidates.find(({ node }) => node.zone !== lost.node.zone) ?? candidates[0];
    // Every replica is away as well: the primary's own return is all that is left.
    if (next === undefined) return;
    group.primary = next;
    this.#groups.point(group);
    const text = `Failover from primary node ${lost.id} to replica node ${next.id} completed`;
    this.#cloud.journal.write('activity', { what: 'cache failover', id: group.id, from: lost.id, to: next.id, reason: text });
    this.#events.note({ type: 'cache-cluster', id: next.id }, text);
    this.#events.note({ type: 'replication-group', id: group.id }, text);
    this.#events.notify(group.settings.topicArn, 'FailoverComplete', next.id);
  }

  /** A few minutes (X4), which are taken to be those of a new node. */
  #recover(group: Group, member: Member): void {
    this.#events.note({ type: 'cache-cluster', id: member.id }, `Recovering cache nodes ${member.node.id}`);
    this.#events.notify(group.settings.topicArn, 'CacheNodeReplaceStarted', member.id);
    const { clock, facts } = this.#cloud;
    clock.after(facts.drawMs('elasticache.createNode', this.#random), `elasticache ${member.id} back`, () => {
      if (group.status === 'deleting') return;
      member.node.open();
      this.#events.note({ type: 'cache-cluster', id: member.id }, `Finished recovery for cache nodes ${member.node.id}`);
      this.#events.notify(group.settings.topicArn, 'CacheNodeReplaceComplete', member.id);
      if (group.members.every(isUp)) this.#groups.settle(group, 'every node is back');
      else this.#groups.point(group);
    });
  }
}
