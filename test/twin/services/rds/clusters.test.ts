// Goal: Aurora and Multi-AZ DB clusters live, fail over and go as in an account. Method: calls, virtual time, clients on the data plane.
import { describe, expect, it } from 'vitest';
import type { DataSession } from '#twin/network/network.ts';
import { type DataAccount, openDataAccount } from '../data-account.ts';
import { contextOf, make, played } from '../resources.ts';

const ID = { DBClusterIdentifier: 'myapp-db' };
const MINUTES = 60;
const MASTER = { MasterUsername: 'nines', ManageMasterUserPassword: true, DBSubnetGroupName: 'site', CopyTagsToSnapshot: true };
const AURORA = { ...ID, ...MASTER, Engine: 'aurora-mysql', EngineVersion: '8.4', BackupRetentionPeriod: 7 };
const MULTI_AZ = {
  ...ID,
  ...MASTER,
  Engine: 'mysql',
  EngineVersion: '8.4',
  DBClusterInstanceClass: 'db.m6gd.large',
  AllocatedStorage: 100,
  Iops: 1_000,
  StorageType: 'io1',
};

const rds = (account: DataAccount, operation: string, input: object = ID) => account.call('rds', operation, input);
const shown = (account: DataAccount) => rds(account, 'DescribeDBClusters').DBClusters[0];
const writerShown = (account: DataAccount): string =>
  shown(account).DBClusterMembers.find(({ IsClusterWriter }: { IsClusterWriter: boolean }) => IsClusterWriter)?.DBInstanceIdentifier;
const open = (account: DataAccount, name: string): DataSession => {
  const [address = ''] = account.cloud.network.resolve(name).addresses;
  return account.cloud.network.data(address, 3306).connect('test');
};
const told = (account: DataAccount) => account.told.map(({ id }) => id);

async function openClusterAccount(more: object = {}) {
  const account = await openDataAccount({ zones: 3, ...more });
  rds(account, 'CreateDBSubnetGroup', { DBSubnetGroupName: 'site', DBSubnetGroupDescription: 'data', SubnetIds: account.subnetIds });
  return account;
}

/** An Aurora cluster with a writer in the first zone and readers in the others, played until all of it is available. */
async function openAurora(readers: number, more: object = {}) {
  const account = await openClusterAccount(more);
  rds(account, 'CreateDBCluster', AURORA);
  await account.play(MINUTES);
  for (let index = 0; index <= readers; index += 1) {
    const zone = `us-east-1${'abc'[index % 3]}`;
    const member = { ...ID, DBInstanceIdentifier: `myapp-db-${index + 1}`, AvailabilityZone: zone, PromotionTier: index === 0 ? 0 : 1 };
    rds(account, 'CreateDBInstance', { ...member, Engine: 'aurora-mysql', DBInstanceClass: 'db.r6g.large' });
    await account.play(19 * MINUTES);
  }
  account.told.length = 0;
  return account;
}

async function openMultiAz(more: object = {}) {
  const account = await openClusterAccount(more);
  rds(account, 'CreateDBCluster', MULTI_AZ);
  await account.play(21 * MINUTES);
  return account;
}

/** What RDS says of a lag over the last minute. */
const lagOf = ({ rds, cloud: { clock } }: DataAccount, name: string, dimensions: Readonly<Record<string, string>>) =>
  rds.metricSources.find(({ metricName }) => metricName === name)?.read(dimensions, clock.nowMs - 60_000, clock.nowMs);

describe('an Aurora cluster', () => {
  it('is there in a minute, empty, and takes its first instance for its writer', async () => {
    const account = await openClusterAccount();
    rds(account, 'CreateDBCluster', AURORA);
    await account.play(MINUTES);
    const empty = shown(account);

    const grown = await openAurora(2);

    expect(empty).toMatchObject({ Status: 'available', DBClusterMembers: [], AllocatedStorage: 1 });
    expect(account.cloud.network.hasName(empty.Endpoint)).toBe(false);
    expect(writerShown(grown)).toBe('myapp-db-1');
    expect(shown(grown)).toMatchObject({ MultiAZ: true, AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] });
  });

  it('writes through one name and reads through another, on one volume', async () => {
    const account = await openAurora(1);
    const { Endpoint, ReaderEndpoint } = shown(account);

    open(account, Endpoint).run({ kind: 'write-row', sequence: 1 });
    const reader = open(account, ReaderEndpoint);

    expect(Endpoint).toMatch(/^myapp-db\.cluster-c[0-9a-f]+\./);
    expect(ReaderEndpoint).toMatch(/^myapp-db\.cluster-ro-c[0-9a-f]+\./);
    expect(reader.run({ kind: 'read-row', sequence: 1 }).rows).toEqual([1]);
    expect(reader.run({ kind: 'who-writes' })).toEqual({ serverId: 'myapp-db-2', zone: 'us-east-1b' });
    expect(() => reader.run({ kind: 'write-row', sequence: 2 })).toThrow('read-only');
  });

  it.each(['AuroraReplicaLag', 'AuroraReplicaLagMaximum'])('has a lag of its readers as %s, and none without any', async (name) => {
    expect(lagOf(await openAurora(1), name, ID)).toMatchObject({ maximum: 100 });
    expect(lagOf(await openAurora(0), name, ID)).toBeUndefined();
  });

  it('has the lag of each reader, and none of its writer', async () => {
    const account = await openAurora(1);
    for (const { DBInstanceIdentifier, IsClusterWriter } of shown(account).DBClusterMembers) {
      const lag = lagOf(account, 'AuroraReplicaLag', { DBInstanceIdentifier });
      expect(lag?.maximum).toBe(IsClusterWriter ? undefined : 100);
      expect(lagOf(account, 'ReplicaLag', { DBInstanceIdentifier })).toBeUndefined();
    }
  });

  it.each<[name: string, operation: string, input: object, error: string]>([
    ['a size', 'CreateDBCluster', { ...AURORA, DBClusterIdentifier: 'other', AllocatedStorage: 20 }, "AllocatedStorage isn't supported"],
    ['a deletion while it has instances', 'DeleteDBCluster', { ...ID, SkipFinalSnapshot: true }, 'still contains DB instances'],
    ['a failover without a reader', 'FailoverDBCluster', ID, 'no reader to fail over to'],
    ['a failover to a stranger', 'FailoverDBCluster', { ...ID, TargetDBInstanceIdentifier: 'nobody' }, 'no available reader'],
    ['an instance of another engine', 'CreateDBInstance', { ...ID, DBInstanceIdentifier: 'x', Engine: 'mysql' }, 'does not match'],
    ['a second cluster of its name', 'CreateDBCluster', AURORA, 'already exists'],
  ])('refuses %s', async (_, operation, input, error) => {
    const account = await openAurora(0);

    expect(() => rds(account, operation, input)).toThrow(error);
  });

  it('refuses what it does not know by name', async () => {
    const account = await openAurora(1);

    expect(() => rds(account, 'CreateDBCluster', { ...AURORA, DBClusterIdentifier: 'other', BacktrackWindow: 3600 })).toThrow(
      'BacktrackWindow',
    );
    expect(() => rds(account, 'DeleteDBInstance', { DBInstanceIdentifier: 'myapp-db-1', SkipFinalSnapshot: true })).toThrow('the writer');
    expect(() => rds(account, 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db-1' })).toThrow('member of a cluster');
    expect(() => rds(account, 'DescribeDBClusters', { DBClusterIdentifier: 'nobody' })).toThrow('not found');
  });
});

describe.each([
  ['documented', 61, 75],
  ['observed', 11, 30],
] as const)('a failover of Aurora in the profile %s', (profile, leastSeconds, mostSeconds) => {
  it('moves the writer and its name to a reader, and keeps every acknowledged row', async () => {
    const account = await openAurora(2, { profile });
    const { Endpoint } = shown(account);
    const old = open(account, Endpoint);
    old.run({ kind: 'write-row', sequence: 1 });
    const startMs = account.cloud.clock.nowMs;

    rds(account, 'FailoverDBCluster');
    const during = shown(account).Status;
    let writtenMs = 0;
    let hasFailed = false;
    for (let second = 0; second < 120 && writtenMs === 0; second += 1) {
      await account.play(1);
      try {
        open(account, Endpoint).run({ kind: 'write-row', sequence: 2 });
        if (hasFailed) writtenMs = account.cloud.clock.nowMs - startMs;
      } catch {
        hasFailed = true;
      }
    }
    await account.play(MINUTES);

    expect(during).toBe('failing-over');
    expect(writtenMs / 1000).toBeGreaterThanOrEqual(leastSeconds);
    expect(writtenMs / 1000).toBeLessThanOrEqual(mostSeconds);
    expect(old.isOpen()).toBe(false);
    expect(shown(account).Status).toBe('available');
    expect(writerShown(account)).toBe('myapp-db-2');
    expect(open(account, Endpoint).run({ kind: 'read-rows', from: 1, to: 2 }).rows).toEqual([1, 2]);
    expect(told(account)).toEqual(['RDS-EVENT-0073', 'RDS-EVENT-0071']);
    expect(account.told.at(-1)).toMatchObject({
      type: 'RDS DB Cluster Event',
      detail: { SourceType: 'CLUSTER', Message: 'Completed failover to DB instance: myapp-db-2', SourceIdentifier: 'myapp-db' },
    });
  });

  it('goes to the reader that is asked for, and leaves the old writer as a reader', async () => {
    const account = await openAurora(2, { profile });

    rds(account, 'FailoverDBCluster', { ...ID, TargetDBInstanceIdentifier: 'myapp-db-3' });
    await account.play(3 * MINUTES);
    const readers = account.cloud.network.resolve(shown(account).ReaderEndpoint).addresses;

    expect(writerShown(account)).toBe('myapp-db-3');
    expect(readers).toHaveLength(2);
    expect(account.rds.databaseState('myapp-db')).toEqual({ writerZone: 'us-east-1c', acceptsWrites: true, redundant: true });
  });
});

describe('a failover that never ends', () => {
  it('leaves the cluster failing over, without a writer', async () => {
    const account = await openAurora(1, { faults: { 'rds:failover-never-ends': true } });

    rds(account, 'FailoverDBCluster');
    await account.play(30 * MINUTES);

    expect(shown(account).Status).toBe('failing-over');
    expect(account.rds.databaseState('myapp-db')).toMatchObject({ acceptsWrites: false, redundant: false });
    expect(() => rds(account, 'FailoverDBCluster')).toThrow('not in available state');
  });
});

describe('a Multi-AZ DB cluster', () => {
  it('is born with a writer and two readers, in three zones', async () => {
    const account = await openMultiAz();

    expect(shown(account)).toMatchObject({
      Status: 'available',
      AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      Iops: 1_000,
    });
    expect(shown(account).DBClusterMembers).toHaveLength(3);
    expect(account.cloud.network.resolve(shown(account).ReaderEndpoint).addresses).toHaveLength(2);
    expect(told(account)).toEqual(['RDS-EVENT-0005', 'RDS-EVENT-0005', 'RDS-EVENT-0005', 'RDS-EVENT-0170']);
  });

  it('has the lag of each reader in seconds, and none of its writer', async () => {
    const account = await openMultiAz();

    for (const { DBInstanceIdentifier, IsClusterWriter } of shown(account).DBClusterMembers) {
      expect(lagOf(account, 'ReplicaLag', { DBInstanceIdentifier })?.maximum).toBe(IsClusterWriter ? undefined : 1);
    }
    expect(lagOf(account, 'AuroraReplicaLag', ID)).toBeUndefined();
  });

  it('fails over to one of its readers', async () => {
    const account = await openMultiAz();
    const writer = writerShown(account);

    rds(account, 'FailoverDBCluster');
    await account.play(MINUTES);
    open(account, shown(account).Endpoint).run({ kind: 'write-row', sequence: 1 });

    expect(writerShown(account)).not.toBe(writer);
  });

  it.each<[name: string, changes: object, error: string]>([
    ['a burstable class', { DBClusterInstanceClass: 'db.t3.medium' }, "doesn't support the DB instance class db.t3.medium"],
    ['no I/O', { Iops: undefined }, 'requires AllocatedStorage and Iops'],
    ['an engine of its own', { Engine: 'postgres' }, 'the twin does not have'],
  ])('is refused with %s', async (_, changes, error) => {
    const account = await openClusterAccount();

    expect(() => rds(account, 'CreateDBCluster', { ...MULTI_AZ, ...changes })).toThrow(error);
  });

  it('is refused over two zones', async () => {
    const account = await openDataAccount();
    rds(account, 'CreateDBSubnetGroup', { DBSubnetGroupName: 'site', DBSubnetGroupDescription: 'data', SubnetIds: account.subnetIds });

    expect(() => rds(account, 'CreateDBCluster', MULTI_AZ)).toThrow('this one covers 2');
  });

  it('takes no instance more, and gives none away', async () => {
    const account = await openMultiAz();

    expect(() => rds(account, 'CreateDBInstance', { ...ID, DBInstanceIdentifier: 'x', Engine: 'mysql' })).toThrow(
      'Use CreateDBCluster instead',
    );
    expect(() => rds(account, 'DeleteDBInstance', { DBInstanceIdentifier: 'myapp-db-instance-2' })).toThrow('delete the cluster instead');
  });

  it('is protected, snapshotted and deleted with all that it has', async () => {
    const account = await openClusterAccount();
    rds(account, 'CreateDBCluster', { ...MULTI_AZ, DeletionProtection: true, Tags: [{ Key: 'nines:site', Value: 'myapp' }] });
    await account.play(21 * MINUTES);
    const { Endpoint, MasterUserSecret } = shown(account);
    account.told.length = 0;
    expect(() => rds(account, 'DeleteDBCluster', { ...ID, SkipFinalSnapshot: true })).toThrow('Cannot delete protected Cluster');

    rds(account, 'ModifyDBCluster', { ...ID, DeletionProtection: false, ApplyImmediately: true });
    rds(account, 'CreateDBClusterSnapshot', { ...ID, DBClusterSnapshotIdentifier: 'final' });
    expect(() => rds(account, 'FailoverDBCluster')).toThrow('not in available state');
    await account.play(7 * MINUTES);
    rds(account, 'DeleteDBCluster', { ...ID, SkipFinalSnapshot: true });
    await account.play(6 * MINUTES);

    expect(() => shown(account)).toThrow('not found');
    expect(account.cloud.network.hasName(Endpoint)).toBe(false);
    expect(() => account.call('secretsmanager', 'GetSecretValue', { SecretId: MasterUserSecret.SecretArn })).toThrow();
    expect(rds(account, 'DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: 'final' }).DBClusterSnapshots).toMatchObject([
      { Status: 'available', DBClusterIdentifier: 'myapp-db', AllocatedStorage: 100, TagList: [{ Key: 'nines:site', Value: 'myapp' }] },
    ]);
    expect(told(account)).toEqual(expect.arrayContaining(['RDS-EVENT-0074', 'RDS-EVENT-0075', 'RDS-EVENT-0171']));
    expect(account.told.find(({ id }) => id === 'RDS-EVENT-0075')?.type).toBe('RDS DB Cluster Snapshot Event');
  });

  it('leaves a last snapshot when its deletion asks for one', async () => {
    const account = await openMultiAz();

    rds(account, 'DeleteDBCluster', { ...ID, FinalDBSnapshotIdentifier: 'last' });
    await account.play(12 * MINUTES);

    expect(() => shown(account)).toThrow('not found');
    expect(rds(account, 'DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: 'last' }).DBClusterSnapshot.Status).toBe('available');
    expect(() => rds(account, 'DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: 'last' })).toThrow('not found');
  });
});

describe('clusters of CloudFormation', () => {
  it('have their endpoints, their secret and a parameter group as attributes and properties', async () => {
    const account = await openClusterAccount();
    const group = await make(account.cloud, 'AWS::RDS::DBClusterParameterGroup', { Family: 'mysql8.4', Description: 'd', Parameters: {} });

    const made = await make(account.cloud, 'AWS::RDS::DBCluster', { ...MULTI_AZ, DBClusterParameterGroupName: group.physicalId });

    expect(made).toMatchObject({ physicalId: 'myapp-db' });
    expect(made.attributes?.['Endpoint.Address']).toBe(shown(account).Endpoint);
    expect(made.attributes?.['ReadEndpoint.Address']).toBe(shown(account).ReaderEndpoint);
    expect(made.attributes?.['MasterUserSecret.SecretArn']).toContain(':secret:rds!cluster-');
    expect(() => account.cloud.provider('AWS::RDS::DBClusterParameterGroup').delete(group.physicalId, {}, contextOf())).toThrow(
      'still members',
    );
  });

  it('change their protection in place, are replaced with their name, and refuse the rest by name', async () => {
    const account = await openClusterAccount();
    await make(account.cloud, 'AWS::RDS::DBCluster', MULTI_AZ);
    const provider = account.cloud.provider('AWS::RDS::DBCluster');
    const change = (changes: object) => provider.update?.('myapp-db', { ...MULTI_AZ, ...changes }, MULTI_AZ, contextOf());

    change({ DeletionProtection: true });

    expect(shown(account).DeletionProtection).toBe(true);
    expect(change({ DBClusterIdentifier: 'other' })).toBe('replace');
    expect(() => change({ Iops: 2_000 })).toThrow('Iops');
  });

  it('go with their members', async () => {
    const account = await openClusterAccount();
    await make(account.cloud, 'AWS::RDS::DBCluster', MULTI_AZ);

    await played(account.cloud, Promise.resolve(account.cloud.provider('AWS::RDS::DBCluster').delete('myapp-db', {}, contextOf())));

    expect(rds(account, 'DescribeDBInstances', {}).DBInstances).toEqual([]);
  });
});
