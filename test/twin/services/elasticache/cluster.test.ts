// Goal: a Memcached cluster is made, keeps keys, and forgets them with a node. Method: calls, sessions and virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import { type DataAccount, openDataAccount } from '../data-account.ts';
import { contextOf } from '../resources.ts';

const ID = { CacheClusterId: 'myapp-cache' };

describe('ElastiCache', () => {
  let account: DataAccount;
  const call = (operation: string, input: object = ID) => account.call('elasticache', operation, input);
  const shown = () => call('DescribeCacheClusters', { ...ID, ShowCacheNodeInfo: true }).CacheClusters[0];
  const create = (more: object = {}) =>
    call('CreateCacheCluster', {
      ...ID,
      Engine: 'memcached',
      CacheNodeType: 'cache.t3.micro',
      NumCacheNodes: 2,
      AZMode: 'cross-az',
      CacheSubnetGroupName: 'site',
      ...more,
    });
  const connect = (nodeId: string) => {
    const { Endpoint: endpoint } = shown().CacheNodes.find((node: { CacheNodeId: string }) => node.CacheNodeId === nodeId);
    return account.cloud.network
      .data(account.cloud.network.resolve(endpoint.Address).addresses[0] as string, endpoint.Port)
      .connect('test');
  };

  beforeEach(async () => {
    account = await openDataAccount();
    call('CreateCacheSubnetGroup', { CacheSubnetGroupName: 'site', CacheSubnetGroupDescription: 'data', SubnetIds: account.subnetIds });
  });

  it('takes minutes to make, then has a node in each zone behind one name', async () => {
    create();
    await account.play(3.6 * 60);
    const early = shown();
    await account.play(3 * 60);

    const { CacheClusterStatus: status, CacheNodes: nodes, ConfigurationEndpoint: endpoint } = shown();
    expect(early.CacheClusterStatus).toBe('creating');
    expect(early).not.toHaveProperty('ConfigurationEndpoint');
    expect(status).toBe('available');
    expect(nodes.map((node: { CustomerAvailabilityZone: string }) => node.CustomerAvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b']);
    expect(account.cloud.network.resolve(endpoint.Address).addresses).toHaveLength(2);
  });

  it('keeps a key on one node only, and loses it with the node', async () => {
    create();
    await account.play(600);
    const session = connect('0001');
    session.run({ kind: 'cache-set', key: 'k', value: 'v' });
    const other = connect('0002').run({ kind: 'cache-get', key: 'k' }).value;

    account.elasticache.loseNode('myapp-cache', '0001');
    const isOpen = session.isOpen();
    const refused = () => connect('0001');

    expect(other).toBeUndefined();
    expect(isOpen).toBe(false);
    expect(refused).toThrow(expect.objectContaining({ code: 'ECONNREFUSED' }));
    await account.play(600);
    expect(connect('0001').run({ kind: 'cache-get', key: 'k' }).value).toBeUndefined();
    expect(shown().CacheClusterStatus).toBe('available');
  });

  it('gives a key back while its node lives', async () => {
    create();
    await account.play(600);
    connect('0002').run({ kind: 'cache-set', key: 'k', value: 'v' });

    expect(connect('0002').run({ kind: 'cache-get', key: 'k' })).toEqual({ serverId: '0002', zone: 'us-east-1b', value: 'v' });
  });

  it('leaves nothing behind when it is deleted', async () => {
    create();
    await account.play(600);
    const { Address: name } = shown().ConfigurationEndpoint;

    call('DeleteCacheCluster');
    const status = shown().CacheClusterStatus;
    await account.play(600);

    expect(status).toBe('deleting');
    expect(() => shown()).toThrow(expect.objectContaining({ shape: 'CacheClusterNotFoundFault' }));
    expect(account.cloud.network.hasName(name)).toBe(false);
    expect(account.tag.resources().filter((resource) => resource.billable)).toEqual([]);
  });

  it('is made and deleted by its provider', async () => {
    const provider = account.cloud.provider('AWS::ElastiCache::CacheCluster');
    const properties = {
      ClusterName: 'myapp-cache',
      Engine: 'memcached',
      CacheNodeType: 'cache.t3.micro',
      NumCacheNodes: '2',
      AZMode: 'cross-az',
      CacheSubnetGroupName: 'site',
    };

    const making = Promise.resolve(provider.create(properties, contextOf('Cluster')));
    await account.play(600);
    const made = await making;

    expect(made).toMatchObject({ physicalId: 'myapp-cache', attributes: { 'ConfigurationEndpoint.Port': '11211' } });
    expect(call('ListTagsForResource', { ResourceName: 'arn:aws:elasticache:us-east-1:123456789012:cluster:myapp-cache' }).TagList).toEqual(
      [{ Key: 'nines:site', Value: 'myapp' }],
    );
  });

  it.each([
    ['one node over two zones', { NumCacheNodes: 1 }, 'InvalidParameterCombinationException'],
    ['41 nodes', { NumCacheNodes: 41 }, 'InvalidParameterValueException'],
    ['an unknown subnet group', { CacheSubnetGroupName: 'none' }, 'CacheSubnetGroupNotFoundFault'],
  ])('refuses %s', (_, more, shape) => {
    expect(() => create(more)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses a second of its name, a deletion while it is made, and engines that it does not play', () => {
    create();

    expect(() => create()).toThrow(expect.objectContaining({ shape: 'CacheClusterAlreadyExistsFault' }));
    expect(() => call('DeleteCacheCluster')).toThrow(expect.objectContaining({ shape: 'InvalidCacheClusterStateFault' }));
    expect(() => create({ CacheClusterId: 'r', Engine: 'redis' })).toThrow('the cache engine redis');
  });
});
