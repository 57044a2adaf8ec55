import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { cacheSchema } from '#events/site-cache.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { siteSpec } from '../domain/support.ts';

describe('the cache section of a site', () => {
  it('is Memcached where it says nothing else', () => {
    expect(cacheSchema.parse({ nodeType: 'cache.t3.micro', nodes: 2 })).toEqual({
      engine: 'memcached',
      nodeType: 'cache.t3.micro',
      nodes: 2,
    });
  });

  it.each(['valkey', 'redis'])('takes %s with replicas, its snapshots and its maintenance', (engine) => {
    const cache = { engine, nodeType: 'cache.t4g.micro', nodes: 6, snapshotRetentionDays: 7, maintenanceWindow: 'sun:23:30-mon:00:30' };

    expect(cacheSchema.parse(cache)).toEqual(cache);
  });

  const valkey = { engine: 'valkey', nodeType: 'cache.t4g.micro', nodes: 2 };
  it.each<[name: string, cache: object, path: string, found: string, allowed: RegExp]>([
    [
      'an engine that AWS does not have',
      { ...valkey, engine: 'dragonfly' },
      'cache.engine',
      '"dragonfly"',
      /one of memcached, valkey, redis/,
    ],
    ['seven nodes of Valkey', { ...valkey, nodes: 7 }, 'cache.nodes', '7', /at most 6 for valkey/],
    [
      'an old node for Valkey',
      { ...valkey, nodeType: 'cache.t1.micro' },
      'cache.nodeType',
      '"cache.t1.micro"',
      /a node type that replicates/,
    ],
    [
      'snapshots of Memcached',
      { ...valkey, engine: 'memcached', snapshotRetentionDays: 1 },
      'cache.snapshotRetentionDays',
      '1',
      /nothing, for Memcached/,
    ],
    ['a snapshot for ever', { ...valkey, snapshotRetentionDays: 36 }, 'cache.snapshotRetentionDays', '36', /35/],
    [
      'half an hour of maintenance',
      { ...valkey, maintenanceWindow: 'sun:05:00-sun:05:30' },
      'cache.maintenanceWindow',
      '"sun:05:00-sun:05:30"',
      /an hour/,
    ],
    ['maintenance without a day', { ...valkey, maintenanceWindow: '05:00-06:00' }, 'cache.maintenanceWindow', '"05:00-06:00"', /an hour/],
    ['no nodes', { ...valkey, nodes: 0 }, 'cache.nodes', '0', /1/],
    ['a key that it does not know', { ...valkey, shards: 2 }, 'cache.shards', '2', /one of engine, nodeType, nodes/],
  ])('does not take %s', (_, cache, path, found, allowed) => {
    const parsed = parseInput(siteSpecSchema, { ...siteSpec(), cache });

    expect(parsed).toMatchObject({ ok: false, problems: [{ path, found, allowed: expect.stringMatching(allowed) }] });
  });

  it('tells every problem at once', () => {
    const parsed = parseInput(siteSpecSchema, {
      ...siteSpec(),
      cache: { engine: 'redis', nodeType: 'cache.t1.micro', nodes: 9, maintenanceWindow: 'never' },
    });

    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path).sort()).toEqual([
      'cache.maintenanceWindow',
      'cache.nodeType',
      'cache.nodes',
    ]);
  });
});
