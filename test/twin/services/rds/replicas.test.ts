// Goal: read replicas follow their source as in an account. Method: calls, virtual time and clients on the data plane.
import { beforeEach, describe, expect, it } from 'vitest';
import type { DataSession } from '#twin/network/network.ts';
import { connect, type DataAccount, makeDatabase, openDataAccount } from '../data-account.ts';
import { contextOf, make } from '../resources.ts';

const REPLICA = { DBInstanceIdentifier: 'copy', SourceDBInstanceIdentifier: 'myapp-db', DBInstanceClass: 'db.t3.micro' };
const OWN_PASSWORD = { ManageMasterUserPassword: undefined, MasterUserPassword: 'secret-of-ours' };
const MINUTES = 60;

describe('a read replica', () => {
  let account: DataAccount;
  const rds = (operation: string, input: object) => account.call('rds', operation, input);
  const shown = (id: string) => rds('DescribeDBInstances', { DBInstanceIdentifier: id }).DBInstances[0];
  const client = (id: string): DataSession => {
    const { Address, Port } = shown(id).Endpoint;
    const [address = ''] = account.cloud.network.resolve(Address).addresses;
    return account.cloud.network.data(address, Port).connect('test');
  };

  beforeEach(async () => {
    account = await openDataAccount();
  });

  it('has the rows of its source, and later ones a lag after they were acknowledged', async () => {
    await makeDatabase(account, OWN_PASSWORD);
    const source = connect(account);
    source.run({ kind: 'write-row', sequence: 1 });
    rds('CreateDBInstanceReadReplica', REPLICA);
    await account.play(13 * MINUTES);
    const copy = client('copy');
    source.run({ kind: 'write-row', sequence: 2 });

    const early = copy.run({ kind: 'read-rows', from: 1, to: 9 }).rows;
    await account.play(2);
    const late = copy.run({ kind: 'read-rows', from: 1, to: 9 }).rows;

    expect([early, late]).toEqual([[1], [1, 2]]);
    expect(() => copy.run({ kind: 'write-row', sequence: 3 })).toThrow('read-only');
  });

  it('is shown with its source, and says that it replicates', async () => {
    await makeDatabase(account, OWN_PASSWORD);

    rds('CreateDBInstanceReadReplica', { ...REPLICA, AvailabilityZone: 'us-east-1b' });
    const young = shown('copy');
    await account.play(13 * MINUTES);

    expect(young).toMatchObject({ DBInstanceStatus: 'creating', ReadReplicaSourceDBInstanceIdentifier: 'myapp-db' });
    expect(young).not.toHaveProperty('StatusInfos');
    expect(shown('copy')).toMatchObject({
      DBInstanceStatus: 'available',
      AvailabilityZone: 'us-east-1b',
      MultiAZ: false,
      StatusInfos: [{ StatusType: 'read replication', Status: 'replicating', Normal: true }],
    });
    expect(shown('myapp-db').ReadReplicaDBInstanceIdentifiers).toEqual(['copy']);
    expect(account.told.map(({ id, detail }) => [id, detail.SourceIdentifier])).toEqual([
      ['RDS-EVENT-0005', 'copy'],
      ['RDS-EVENT-0046', 'copy'],
    ]);
  });

  it('goes on reading through a failover of its source', async () => {
    await makeDatabase(account, OWN_PASSWORD);
    rds('CreateDBInstanceReadReplica', REPLICA);
    await account.play(13 * MINUTES);
    const copy = client('copy');

    rds('RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
    await account.play(5 * MINUTES);
    connect(account).run({ kind: 'write-row', sequence: 7 });
    await account.play(2);

    expect(copy.run({ kind: 'read-row', sequence: 7 }).rows).toEqual([7]);
  });

  it('has a lag to be alarmed by while it copies, and none when it is gone', async () => {
    account.settings['rds:replica-lag'] = 90;
    await makeDatabase(account, OWN_PASSWORD);
    const source = account.rds.metricSources.find(({ metricName }) => metricName === 'ReplicaLag')!;
    const lag = () => source.read({ DBInstanceIdentifier: 'copy' }, account.cloud.clock.nowMs - 60_000, account.cloud.clock.nowMs);
    rds('CreateDBInstanceReadReplica', REPLICA);
    const before = lag();

    await account.play(15 * MINUTES);
    const during = lag();
    rds('DeleteDBInstance', { DBInstanceIdentifier: 'copy', SkipFinalSnapshot: true });

    expect(before).toBeUndefined();
    expect(during).toEqual({ sampleCount: 1, sum: 90, minimum: 90, maximum: 90 });
    expect(lag()).toBeUndefined();
  });

  it.each<[name: string, source: object, error: string]>([
    ['whose password RDS manages', {}, 'where ManageMasterUserPassword is enabled is not supported'],
    ['without backups', { ...OWN_PASSWORD, BackupRetentionPeriod: 0 }, 'Automated backups are not enabled'],
  ])('is refused of a source %s', async (_, source, error) => {
    await makeDatabase(account, source);

    expect(() => rds('CreateDBInstanceReadReplica', REPLICA)).toThrow(error);
  });

  it('is refused beside fifteen others, of another replica, and under a name that is taken', async () => {
    await makeDatabase(account, OWN_PASSWORD);
    for (let count = 1; count <= 15; count += 1) rds('CreateDBInstanceReadReplica', { ...REPLICA, DBInstanceIdentifier: `copy-${count}` });

    expect(() => rds('CreateDBInstanceReadReplica', REPLICA)).toThrow('15 read replicas already');
    expect(() => rds('CreateDBInstanceReadReplica', { ...REPLICA, SourceDBInstanceIdentifier: 'copy-1' })).toThrow(
      'the twin does not have',
    );
  });

  it('keeps its source from being deleted under it, and is not rebooted', async () => {
    await makeDatabase(account, OWN_PASSWORD);
    rds('CreateDBInstanceReadReplica', REPLICA);
    await account.play(13 * MINUTES);

    expect(() => rds('DeleteDBInstance', { DBInstanceIdentifier: 'myapp-db', SkipFinalSnapshot: true })).toThrow('read replicas');
    expect(() => rds('RebootDBInstance', { DBInstanceIdentifier: 'copy' })).toThrow('the twin does not have');
  });

  it('is made and deleted by CloudFormation with its parameter group', async () => {
    await makeDatabase(account, OWN_PASSWORD);
    const group = await make(account.cloud, 'AWS::RDS::DBParameterGroup', { Family: 'mysql8.4', Description: 'd', Parameters: {} });
    const properties = { SourceDBInstanceIdentifier: 'myapp-db', DBInstanceIdentifier: 'copy', DBParameterGroupName: group.physicalId };

    const made = await make(account.cloud, 'AWS::RDS::DBInstance', properties);
    const inUse = () => account.cloud.provider('AWS::RDS::DBParameterGroup').delete(group.physicalId, {}, contextOf());

    expect(made.attributes?.['Endpoint.Address']).toMatch(/^copy\.c[0-9a-f]+\.us-east-1\.rds\.amazonaws\.com$/);
    expect(inUse).toThrow('still members of this parameter group');
  });

  it('needs a parameter group of its engine that exists', async () => {
    await makeDatabase(account, OWN_PASSWORD);
    const group = await make(account.cloud, 'AWS::RDS::DBParameterGroup', { Family: 'aurora-mysql8.4', Description: 'd' });

    expect(() => rds('CreateDBInstanceReadReplica', { ...REPLICA, DBParameterGroupName: 'nobody' })).toThrow('not found');
    expect(() => rds('CreateDBInstanceReadReplica', { ...REPLICA, DBParameterGroupName: group.physicalId })).toThrow(
      'cannot be used for mysql',
    );
  });
});
