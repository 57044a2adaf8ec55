// Goal: a replication group is made, grows, shrinks, fails over and goes as ElastiCache does it. Method: calls, sessions by name and
// virtual time; what it tells a topic is read from the journal.
import { beforeEach, describe, expect, it } from 'vitest';
import type { DataCommand } from '#twin/network/network.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { type DataAccount, openDataAccount } from '../data-account.ts';
import { contextOf, played } from '../resources.ts';

const ID = { ReplicationGroupId: 'myapp-cache' };
const SET: DataCommand = { kind: 'cache-set', key: 'k', value: 'v' };
const GET: DataCommand = { kind: 'cache-get', key: 'k' };

describe('a replication group', () => {
  let account: DataAccount;
  const call = (operation: string, input: object = ID) => account.call('elasticache', operation, input);
  const group = () => call('DescribeReplicationGroups').ReplicationGroups[0];
  const endpoints = () => group().NodeGroups[0];
  const roles = (): Record<string, string> =>
    Object.fromEntries(
      endpoints().NodeGroupMembers.map((member: { CacheClusterId: string; CurrentRole: string }) => [
        member.CacheClusterId,
        member.CurrentRole,
      ]),
    );
  const messages = (): string[] => call('DescribeEvents', { Duration: 1_440 }).Events.map(({ Message }: { Message: string }) => Message);
  const create = (more: object = {}) =>
    call('CreateReplicationGroup', {
      ...ID,
      ReplicationGroupDescription: 'cache',
      Engine: 'valkey',
      CacheNodeType: 'cache.t4g.micro',
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      TransitEncryptionEnabled: true,
      CacheSubnetGroupName: 'site',
      ...more,
    });
  /** Connects to where a name leads now. */
  const ask = (name: string, command: DataCommand) =>
    account.cloud.network
      .data(account.cloud.network.resolve(name).addresses[0] as string, 6379)
      .connect('test')
      .run(command);
  const primaryName = (): string => endpoints().PrimaryEndpoint.Address;

  beforeEach(async () => {
    account = await openDataAccount();
    call('CreateCacheSubnetGroup', { CacheSubnetGroupName: 'site', CacheSubnetGroupDescription: 'data', SubnetIds: account.subnetIds });
  });

  it('takes minutes to make, then has a primary and a replica in two zones behind two names', async () => {
    create();
    await account.play(5.9 * 60);
    const early = group();
    await account.play(4 * 60);

    expect(early).toMatchObject({ Status: 'creating', MemberClusters: ['myapp-cache-001', 'myapp-cache-002'] });
    expect(early.NodeGroups[0]).not.toHaveProperty('PrimaryEndpoint');
    expect(group()).toMatchObject({
      Status: 'available',
      AutomaticFailover: 'enabled',
      MultiAZ: 'enabled',
      TransitEncryptionEnabled: true,
    });
    expect(roles()).toEqual({ 'myapp-cache-001': 'primary', 'myapp-cache-002': 'replica' });
    expect(primaryName()).toMatch(/^master\.myapp-cache\..*\.use1\.cache\.amazonaws\.com$/);
    const zones = call('DescribeCacheClusters', {}).CacheClusters.map(
      (one: { PreferredAvailabilityZone: string }) => one.PreferredAvailabilityZone,
    );
    expect(zones).toEqual(['us-east-1a', 'us-east-1b']);
  });

  it('gives a replica what the primary was told, and takes no writes there', async () => {
    create();
    await account.play(600);

    ask(primaryName(), SET);

    const { Address: reader } = endpoints().ReaderEndpoint;
    expect(ask(reader, GET)).toMatchObject({ value: 'v', zone: 'us-east-1b' });
    expect(() => ask(reader, SET)).toThrow(expect.objectContaining({ code: 'READONLY' }));
  });

  it('keeps its keys when the primary is lost: the replica takes over, and the name follows', async () => {
    create();
    await account.play(600);
    ask(primaryName(), SET);

    account.elasticache.loseNode('myapp-cache-001', '0001');
    const refused = () => ask(primaryName(), GET);

    expect(refused).toThrow(expect.objectContaining({ code: 'ECONNREFUSED' }));
    await account.play(31);
    expect(roles()).toMatchObject({ 'myapp-cache-002': 'primary' });
    expect(ask(primaryName(), GET)).toMatchObject({ value: 'v', zone: 'us-east-1b' });
    ask(primaryName(), { kind: 'cache-set', key: 'later', value: 'w' });
    await account.play(600);
    expect(group().Status).toBe('available');
    expect(roles()).toEqual({ 'myapp-cache-001': 'replica', 'myapp-cache-002': 'primary' });
    expect(ask(endpoints().ReaderEndpoint.Address, { kind: 'cache-get', key: 'later' }).value).toBe('w');
  });

  it('goes on when a replica is lost', async () => {
    create();
    await account.play(600);
    ask(primaryName(), SET);

    account.elasticache.loseNode('myapp-cache-002', '0001');

    expect(ask(primaryName(), GET).value).toBe('v');
    await account.play(600);
    expect(roles()).toEqual({ 'myapp-cache-001': 'primary', 'myapp-cache-002': 'replica' });
  });

  it('loses its keys with its only node, which comes back empty under the same name', async () => {
    create({ NumCacheClusters: 1, AutomaticFailoverEnabled: false, MultiAZEnabled: false });
    await account.play(600);
    ask(primaryName(), SET);

    account.elasticache.loseNode('myapp-cache-001', '0001');
    await account.play(600);

    expect(ask(primaryName(), GET).value).toBeUndefined();
  });

  it('tells of a tested failover in the order of the API reference', async () => {
    create();
    await account.play(600);
    const before = messages().length;

    const { ReplicationGroup: told } = call('TestFailover', { ...ID, NodeGroupId: '0001' });
    await account.play(600);

    const completed = 'Failover from primary node myapp-cache-001 to replica node myapp-cache-002 completed';
    expect(told.Status).toBe('modifying');
    expect(messages().slice(before)).toEqual([
      'Test Failover API called for node group 0001',
      completed,
      completed,
      'Recovering cache nodes 0001',
      'Finished recovery for cache nodes 0001',
    ]);
  });

  it('tells its topic, and EventBridge nothing', async () => {
    account.cloud.add(createSns(account.cloud));
    const { TopicArn } = account.cloud.callNow('sns', 'CreateTopic', { Name: 'nines-myapp-cache' });
    create({ NotificationTopicArn: TopicArn });
    await account.play(600);
    call('TestFailover', { ...ID, NodeGroupId: '0001' });
    await account.play(600);

    const sent = account.cloud.journal.lines
      .map((line) => JSON.parse(line))
      .filter((entry) => entry.operation === 'Publish')
      .map((entry) => entry.input.Message);
    expect(sent).toContain('{"ElastiCache:CreateReplicationGroupComplete":"myapp-cache"}');
    expect(sent).toContain('{"ElastiCache:FailoverComplete":"myapp-cache-002"}');
    expect(account.told).toEqual([]);
  });

  it('grows and shrinks by its replicas, and keeps one for its failover', async () => {
    create();
    await account.play(600);

    call('IncreaseReplicaCount', { ...ID, NewReplicaCount: 2, ApplyImmediately: true });
    await account.play(600);
    const grown = Object.keys(roles());
    call('DecreaseReplicaCount', { ...ID, NewReplicaCount: 1, ApplyImmediately: true });
    await account.play(600);

    expect(grown).toEqual(['myapp-cache-001', 'myapp-cache-002', 'myapp-cache-003']);
    expect(Object.keys(roles())).toEqual(['myapp-cache-001', 'myapp-cache-002']);
    expect(() => call('DecreaseReplicaCount', { ...ID, NewReplicaCount: 0, ApplyImmediately: true })).toThrow(
      expect.objectContaining({ shape: 'InvalidParameterValueException' }),
    );
  });

  it('leaves nothing behind when it is deleted', async () => {
    create();
    await account.play(600);
    const names = [primaryName(), endpoints().ReaderEndpoint.Address];

    call('DeleteReplicationGroup');
    const { Status: status } = group();
    await account.play(600);

    expect(status).toBe('deleting');
    expect(() => group()).toThrow(expect.objectContaining({ shape: 'ReplicationGroupNotFoundFault' }));
    expect(names.map((name) => account.cloud.network.hasName(name))).toEqual([false, false]);
    expect(account.tag.resources().filter((resource) => resource.billable)).toEqual([]);
  });

  it('is made, changed and deleted by its provider', async () => {
    const provider = account.cloud.provider('AWS::ElastiCache::ReplicationGroup');
    const properties = {
      ReplicationGroupId: 'myapp-cache',
      ReplicationGroupDescription: 'cache',
      Engine: 'redis',
      CacheNodeType: 'cache.t3.micro',
      NumCacheClusters: '1',
      AutomaticFailoverEnabled: 'false',
      MultiAZEnabled: 'false',
      TransitEncryptionEnabled: true,
      CacheSubnetGroupName: 'site',
    };
    const two = { ...properties, NumCacheClusters: '2', AutomaticFailoverEnabled: 'true', MultiAZEnabled: 'true' };
    const wait = <T>(made: T | Promise<T>) => played(account.cloud, Promise.resolve(made));

    const made = await wait(provider.create(properties, contextOf('Cache')));
    await wait(provider.update?.(made.physicalId, two, properties, contextOf('Cache')));
    const seen = provider.read?.(made.physicalId, two);
    const grown = { failover: group().AutomaticFailover, members: Object.keys(roles()) };
    await wait(provider.update?.(made.physicalId, properties, two, contextOf('Cache')));
    const shrunk = Object.keys(roles());
    const replaced = await wait(provider.update?.(made.physicalId, { ...properties, Engine: 'valkey' }, properties, contextOf('Cache')));
    await wait(provider.delete(made.physicalId, properties, contextOf('Cache')));

    expect(made).toMatchObject({ physicalId: 'myapp-cache', attributes: { 'PrimaryEndPoint.Port': '6379' } });
    expect(seen).toMatchObject({ Engine: 'redis', NumCacheClusters: 2, AutomaticFailoverEnabled: true, TransitEncryptionEnabled: true });
    expect(provider.read?.(made.physicalId, two)).toBeUndefined();
    expect(grown).toEqual({ failover: 'enabled', members: ['myapp-cache-001', 'myapp-cache-002'] });
    expect(shrunk).toEqual(['myapp-cache-001']);
    expect(replaced).toBe('replace');
    expect(call('DescribeReplicationGroups', {}).ReplicationGroups).toEqual([]);
  });

  it.each([
    ['a failover without a replica', { NumCacheClusters: 1 }, 'InvalidParameterCombinationException'],
    ['several zones without a failover', { AutomaticFailoverEnabled: false }, 'InvalidParameterCombinationException'],
    ['seven nodes', { NumCacheClusters: 7 }, 'InvalidParameterValueException'],
    ['an unknown subnet group', { CacheSubnetGroupName: 'none' }, 'CacheSubnetGroupNotFoundFault'],
  ])('is refused with %s', (_, more, shape) => {
    expect(() => create(more)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses another of its name, engines that it does not play, and tests that it cannot take', async () => {
    create();

    expect(() => create()).toThrow(expect.objectContaining({ shape: 'ReplicationGroupAlreadyExistsFault' }));
    expect(() => create({ ReplicationGroupId: 'm', Engine: 'memcached' })).toThrow('the engine memcached');
    expect(() => call('TestFailover', { ...ID, NodeGroupId: '0001' })).toThrow(
      expect.objectContaining({ shape: 'InvalidReplicationGroupStateFault' }),
    );
    await account.play(600);
    expect(() => call('TestFailover', { ...ID, NodeGroupId: '0002' })).toThrow(
      expect.objectContaining({ shape: 'NodeGroupNotFoundFault' }),
    );
  });

  it.each(['RebootCacheCluster', 'DeleteCacheCluster'])('refuses %s of one of its members by name', async (operation) => {
    create();
    await account.play(600);
    const more = operation === 'RebootCacheCluster' ? { CacheNodeIdsToReboot: ['0001'] } : {};

    expect(() => call(operation, { CacheClusterId: 'myapp-cache-002', ...more })).toThrow('of a member of a replication group');
  });

  it('takes fifteen tests a day', async () => {
    create();
    await account.play(600);
    for (let test = 0; test < 15; test++) {
      call('TestFailover', { ...ID, NodeGroupId: '0001' });
      await account.play(600);
    }

    expect(() => call('TestFailover', { ...ID, NodeGroupId: '0001' })).toThrow(
      expect.objectContaining({ shape: 'APICallRateForCustomerExceededFault' }),
    );
  });
});
