import { describe, expect, it } from 'vitest';
import { cacheEngineOf, gateReplication, type ReplicationFacts } from '#domain/layers/cache.ts';
import { layerParameters } from '#domain/layers/index.ts';
import { billableOf } from '#domain/leftovers.ts';
import { planSite } from '#domain/site-plan.ts';
import { siteSpec } from '../support.ts';

const OUTPUTS = { DataSubnetIds: 'subnet-3,subnet-4', DataSecurityGroupId: 'sg-3' };
const valkey = { engine: 'valkey', nodeType: 'cache.t4g.micro', nodes: 2 } as const;

describe('the cache layer', () => {
  it('hands Valkey its engine and a day of snapshots where the site says nothing of them', () => {
    const parameters = layerParameters('cache', siteSpec({ cache: valkey }), OUTPUTS);

    expect(parameters).toMatchObject({ Engine: 'valkey', NodeCount: '2', SnapshotRetentionDays: '1', MaintenanceWindow: '' });
  });

  it('hands Memcached neither', () => {
    const parameters = layerParameters('cache', siteSpec(), OUTPUTS);

    expect(parameters).not.toHaveProperty('Engine');
    expect(parameters).not.toHaveProperty('SnapshotRetentionDays');
  });

  it('is built in the same wave, whatever its engine', () => {
    const waves = planSite(siteSpec({ cache: valkey })).map((wave) => wave.map(({ layer }) => layer));

    expect(waves[1]).toEqual(['database', 'cache']);
  });

  it.each([
    [valkey, 'valkey'],
    [undefined, ''],
  ] as const)('tells the nodes of %o that they speak to "%s"', (cache, engine) => {
    expect(cacheEngineOf({ cache })).toBe(engine);
  });
});

describe('a primary and its replica', () => {
  const node = (role: string | undefined, zone: string, state = 'available') => ({ role, zone, state });
  const good: ReplicationFacts = { status: 'available', hasFailover: true, nodes: [node('primary', 'a'), node('replica', 'b')] };
  const cases: [name: string, facts: ReplicationFacts | undefined, action: string][] = [
    ['both available, in two zones', good, 'proceed'],
    ['the other one is the primary', { ...good, nodes: [node('replica', 'a'), node('primary', 'b')] }, 'proceed'],
    ['still being made', { ...good, status: 'creating' }, 'wait'],
    ['the replica is still being made', { ...good, nodes: [node('primary', 'a'), node('replica', 'b', 'creating')] }, 'wait'],
    ['the replica is missing', { ...good, nodes: [node('primary', 'a')] }, 'wait'],
    ['no primary yet', { ...good, nodes: [node(undefined, 'a'), node(undefined, 'b')] }, 'wait'],
    ['nobody takes over', { ...good, hasFailover: false }, 'fail'],
    ['all in one zone', { ...good, nodes: [node('primary', 'a'), node('replica', 'a')] }, 'fail'],
    ['could not be made', { ...good, status: 'create-failed' }, 'fail'],
    ['not there', undefined, 'fail'],
  ];

  it.each(cases)('are answered for: %s', (_, facts, action) => {
    expect(gateReplication({ nodes: 2 }, facts).action).toBe(action);
  });

  it('need no failover where there is one node', () => {
    expect(gateReplication({ nodes: 1 }, { status: 'available', hasFailover: false, nodes: [node('primary', 'a')] }).action).toBe(
      'proceed',
    );
  });
});

it.each([
  ['replicationgroup:myapp-cache', 'ElastiCache replication group'],
  ['cluster:myapp-cache-001', 'ElastiCache cluster'],
  ['snapshot:myapp-cache-last', 'ElastiCache snapshot'],
])('%s costs by standing there', (resource, kind) => {
  expect(billableOf([`arn:aws:elasticache:us-east-1:123456789012:${resource}`], [])).toEqual([expect.objectContaining({ kind })]);
});
