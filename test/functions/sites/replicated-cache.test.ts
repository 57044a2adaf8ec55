import {
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  DescribeSnapshotsCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { cachePromise } from '#functions/shared/sites/promises/cache.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const elastiCache = mockClient(ElastiCacheClient);
const spec = siteSpec({ cache: { engine: 'valkey', nodeType: 'cache.t4g.micro', nodes: 2 } });
const OUTPUTS = { CacheReplicationGroupId: 'myapp-cache' };
const MEMBERS = ['myapp-cache-001', 'myapp-cache-002'];
const GROUP = {
  Status: 'available',
  AutomaticFailover: 'enabled' as const,
  MultiAZ: 'enabled' as const,
  MemberClusters: MEMBERS,
  NodeGroups: [
    {
      NodeGroupMembers: [
        { CacheClusterId: MEMBERS[0], CurrentRole: 'primary', PreferredAvailabilityZone: 'us-east-1a' },
        { CacheClusterId: MEMBERS[1], CurrentRole: 'replica', PreferredAvailabilityZone: 'us-east-1b' },
      ],
    },
  ],
};
const there = (group: object, states = ['available', 'available']) => {
  elastiCache
    .on(DescribeReplicationGroupsCommand, { ReplicationGroupId: 'myapp-cache' })
    .resolves({ ReplicationGroups: [{ ...GROUP, ...group }] });
  for (const [index, CacheClusterId] of MEMBERS.entries())
    elastiCache.on(DescribeCacheClustersCommand, { CacheClusterId }).resolves({ CacheClusters: [{ CacheClusterStatus: states[index] }] });
};

beforeEach(() => {
  elastiCache.reset();
});

describe('what a primary and its replica promise', () => {
  it.each<[name: string, group: object, states: string[], action: string]>([
    ['both are available', {}, ['available', 'available'], 'proceed'],
    ['the replica is still being made', {}, ['available', 'creating'], 'wait'],
    ['the group is changing', { Status: 'modifying' }, ['available', 'available'], 'wait'],
    ['no replica takes over', { AutomaticFailover: 'disabled' }, ['available', 'available'], 'fail'],
    ['the group is in one zone only', { MultiAZ: 'disabled' }, ['available', 'available'], 'fail'],
    ['the group could not be made', { Status: 'create-failed' }, [], 'fail'],
  ])('is looked at: %s', async (_, group, states, action) => {
    there(group, states);

    expect(await cachePromise(spec, OUTPUTS)).toMatchObject({ action });
  });

  it('is broken when ElastiCache knows no such group', async () => {
    elastiCache.on(DescribeReplicationGroupsCommand).rejects(awsError('ReplicationGroupNotFoundFault'));

    expect(await cachePromise(spec, OUTPUTS)).toMatchObject({ action: 'fail', reason: 'The cache does not exist.' });
  });

  it('waits for a member that the group names and nobody describes yet', async () => {
    there({});
    elastiCache.on(DescribeCacheClustersCommand, { CacheClusterId: MEMBERS[1] }).rejects(awsError('CacheClusterNotFoundFault'));

    expect(await cachePromise(spec, {})).toMatchObject({ action: 'wait' });
  });

  it('is an error, not a broken promise, when ElastiCache does not answer', async () => {
    elastiCache.on(DescribeReplicationGroupsCommand).rejects(awsError('ThrottlingException'));

    await expect(cachePromise(spec, OUTPUTS)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('a replicated cache that is left behind', () => {
  const isLeft = async (resource: string) => {
    const [found] = billableOf([`arn:aws:elasticache:us-east-1:123456789012:${resource}`], []);
    return found !== undefined && (await isStillThere(found));
  };

  it('is told of while ElastiCache knows it', async () => {
    there({});
    elastiCache.on(DescribeSnapshotsCommand, { SnapshotName: 'last' }).resolves({ Snapshots: [{ SnapshotName: 'last' }] });

    expect(await isLeft('replicationgroup:myapp-cache')).toBe(true);
    expect(await isLeft('snapshot:last')).toBe(true);
  });

  it.each([
    ['replicationgroup:myapp-cache', 'ReplicationGroupNotFoundFault'],
    ['snapshot:last', 'SnapshotNotFoundFault'],
  ])('is gone when ElastiCache says so: %s', async (resource, fault) => {
    elastiCache.on(DescribeReplicationGroupsCommand).rejects(awsError(fault));
    elastiCache.on(DescribeSnapshotsCommand).rejects(awsError(fault));

    expect(await isLeft(resource)).toBe(false);
  });
});
