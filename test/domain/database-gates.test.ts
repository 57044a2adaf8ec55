import { describe, expect, it } from 'vitest';
import type { DatabaseSpec } from '#domain/layers/database.ts';
import { gateDatabase, type LayerFacts, type MemberFacts, type ReplicaFacts } from '#domain/layers/database-gates.ts';
import { judgeDrillable } from '#domain/steady-state.ts';
import { databaseSchema } from '#events/site-database.ts';

const CLUSTER = { deployment: 'cluster', instanceClass: 'db.m6gd.large', storageGb: 100, iops: 1_000 };
const AURORA = { engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 1 };
const spec = (database: object): DatabaseSpec => databaseSchema.parse(database);
const gate = (wanted: object, facts: Partial<LayerFacts>) => gateDatabase(spec(wanted), { replicas: [], ...facts });

describe('an instance with read replicas', () => {
  const wanted = { instanceClass: 'db.t3.medium', storageGb: 20, readReplicas: 2 };
  const instance = { status: 'available', multiAz: true, zone: 'us-east-1a', secondaryZone: 'us-east-1b' };
  const replica = (changes: Partial<ReplicaFacts> = {}): ReplicaFacts => ({
    id: 'copy',
    status: 'available',
    isReplicating: true,
    ...changes,
  });

  it.each<[name: string, replicas: ReplicaFacts[], action: string]>([
    ['all of which copy', [replica(), replica()], 'proceed'],
    ['of which one does not copy yet', [replica(), replica({ isReplicating: false })], 'wait'],
    ['of which one is being made', [replica(), replica({ status: 'creating' })], 'wait'],
    ['of which one is not there', [replica()], 'wait'],
    ['of which one has failed', [replica(), replica({ status: 'failed' })], 'fail'],
  ])('%s', (_, replicas, action) => {
    expect(gate(wanted, { instance, replicas }).action).toBe(action);
  });

  it('is asked for itself first', () => {
    expect(gate(wanted, { instance: { ...instance, multiAz: false }, replicas: [replica(), replica()] }).action).toBe('fail');
  });
});

describe('a cluster', () => {
  const member = (zone: string, changes: Partial<MemberFacts> = {}): MemberFacts => ({
    id: `myapp-db-${zone}`,
    status: 'available',
    isWriter: zone === 'a',
    zone,
    ...changes,
  });
  const three = ['a', 'b', 'c'].map((zone) => member(zone));

  it.each<[name: string, wanted: object, members: MemberFacts[], status: string, action: string]>([
    ['Multi-AZ, in three zones', CLUSTER, three, 'available', 'proceed'],
    ['Multi-AZ, in two zones', CLUSTER, [member('a'), member('b'), member('c', { zone: 'b' })], 'available', 'fail'],
    ['Multi-AZ, with an instance still creating', CLUSTER, [...three.slice(1), member('a', { status: 'creating' })], 'available', 'wait'],
    ['Multi-AZ, failing over', CLUSTER, three, 'failing-over', 'wait'],
    ['Multi-AZ, without a writer', CLUSTER, three.map((one) => ({ ...one, isWriter: false })), 'available', 'wait'],
    ['Multi-AZ, failed', CLUSTER, three, 'failed', 'fail'],
    ['Aurora, writer and reader in two zones', AURORA, three.slice(0, 2), 'available', 'proceed'],
    ['Aurora, writer and reader in one zone', AURORA, [member('a'), member('b', { zone: 'a' })], 'available', 'fail'],
    ['Aurora, without its reader', AURORA, [member('a')], 'available', 'wait'],
    ['Aurora, with a reader that failed', AURORA, [member('a'), member('b', { status: 'failed' })], 'available', 'fail'],
    ['Aurora, alone as asked for', { ...AURORA, readers: 0 }, [member('a')], 'available', 'proceed'],
  ])('%s', (_, wanted, members, status, action) => {
    expect(gate(wanted, { cluster: { status, members } }).action).toBe(action);
  });

  it.each([CLUSTER, AURORA])('that is not there has failed: %j', (wanted) => {
    expect(gate(wanted, {}).action).toBe('fail');
  });

  it.each([CLUSTER, AURORA])('is refused by the drill, with a reason: %j', (wanted) => {
    expect(judgeDrillable(spec(wanted))).toMatchObject({ action: 'refuse', reason: expect.stringContaining('is a cluster') });
  });
});
