// Goal: a DB instance lives as in an account: made, shown, snapshotted, deleted. Method: calls and virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import { connect, type DataAccount, makeDatabase, openDataAccount } from '../data-account.ts';
import { contextOf } from '../resources.ts';

const ID = { DBInstanceIdentifier: 'myapp-db' };

describe('a DB instance', () => {
  let account: DataAccount;
  const rds = (operation: string, input: object = ID) => account.call('rds', operation, input);
  const shown = () => rds('DescribeDBInstances').DBInstances[0];

  beforeEach(async () => {
    account = await openDataAccount();
  });

  it('is creating, then backing up, then available, within published times', async () => {
    const making = makeDatabase(account, {}, 0);
    const startMs = account.cloud.clock.nowMs;
    await making;
    const seen: string[] = [];
    for (let waited = 0; seen.at(-1) !== 'available' && waited < 120; waited++) {
      if (seen.at(-1) !== shown().DBInstanceStatus) seen.push(shown().DBInstanceStatus);
      await account.play(10);
    }
    const minutes = (account.cloud.clock.nowMs - startMs) / 60_000;

    expect(seen).toEqual(['creating', 'backing-up', 'available']);
    expect(minutes).toBeGreaterThan(7.6);
    expect(minutes).toBeLessThan(17.5);
    expect(shown()).toMatchObject({ MultiAZ: true, AvailabilityZone: expect.any(String), SecondaryAvailabilityZone: expect.any(String) });
    expect(shown().AvailabilityZone).not.toBe(shown().SecondaryAvailabilityZone);
  });

  it('has no endpoint before it is born', async () => {
    await makeDatabase(account);
    account.call('rds', 'CreateDBInstance', {
      DBInstanceIdentifier: 'second',
      Engine: 'mysql',
      DBInstanceClass: 'db.t3.micro',
      MasterUsername: 'a',
      MasterUserPassword: 'b',
      DBSubnetGroupName: 'site',
    });

    const [second] = rds('DescribeDBInstances', { DBInstanceIdentifier: 'SECOND' }).DBInstances;

    expect(second).toMatchObject({ DBInstanceStatus: 'creating', MultiAZ: false });
    expect(second).not.toHaveProperty('Endpoint');
  });

  it('keeps its master password in a secret that never reaches the journal', async () => {
    await makeDatabase(account);

    const { SecretArn: arn } = shown().MasterUserSecret;
    const value = JSON.parse(account.call('secretsmanager', 'GetSecretValue', { SecretId: arn }).SecretString);

    expect(value.username).toBe('nines');
    expect(value.password).toHaveLength(24);
    expect(account.cloud.journal.text()).not.toContain(value.password);
    expect(() => account.call('secretsmanager', 'PutSecretValue', { SecretId: arn, SecretString: 'x' })).toThrow(
      'managed by the service rds',
    );
  });

  it('is rebooted alone in seconds, and comes back in its zone', async () => {
    await makeDatabase(account, { MultiAZ: false });
    const session = connect(account);

    rds('RebootDBInstance');
    const during = shown().DBInstanceStatus;
    await account.play(14);

    expect(during).toBe('rebooting');
    expect(session.isOpen()).toBe(false);
    expect(shown().DBInstanceStatus).toBe('available');
    expect(account.told.map(({ id }) => id)).toEqual(['RDS-EVENT-0004', 'RDS-EVENT-0006']);
  });

  it('takes a snapshot, cannot be rebooted meanwhile, and the snapshot outlives it', async () => {
    await makeDatabase(account);
    rds('CreateDBSnapshot', { ...ID, DBSnapshotIdentifier: 'before' });

    expect(() => rds('RebootDBInstance')).toThrow(expect.objectContaining({ shape: 'InvalidDBInstanceStateFault' }));
    await account.play(180);
    rds('DeleteDBInstance', { ...ID, SkipFinalSnapshot: true });
    await account.play(600);

    expect(() => shown()).toThrow(expect.objectContaining({ shape: 'DBInstanceNotFoundFault' }));
    expect(rds('DescribeDBSnapshots', ID).DBSnapshots).toMatchObject([
      { Status: 'available', TagList: [{ Key: 'nines:site', Value: 'myapp' }] },
    ]);
  });

  it('leaves nothing billable but its final snapshot', async () => {
    await makeDatabase(account);
    const { Address: name } = shown().Endpoint;

    rds('DeleteDBInstance', { ...ID, FinalDBSnapshotIdentifier: 'final' });
    await account.play(900);

    const billable = account.tag.resources().filter((resource) => resource.billable);
    expect(billable.map(({ arn }) => arn)).toEqual(['arn:aws:rds:us-east-1:123456789012:snapshot:final']);
    expect(account.cloud.network.hasName(name)).toBe(false);
    expect(account.told.map(({ id, type }) => `${id} ${type}`)).toEqual([
      'RDS-EVENT-0040 RDS DB Snapshot Event',
      'RDS-EVENT-0042 RDS DB Snapshot Event',
      'RDS-EVENT-0003 RDS DB Instance Event',
    ]);
  });

  it.each([
    ['an unknown instance', 'RebootDBInstance', { DBInstanceIdentifier: 'none' }, 'DBInstanceNotFoundFault'],
    ['a deletion without a word on the snapshot', 'DeleteDBInstance', ID, 'InvalidParameterCombination'],
    [
      'a deletion with both words',
      'DeleteDBInstance',
      { ...ID, SkipFinalSnapshot: true, FinalDBSnapshotIdentifier: 'x' },
      'InvalidParameterCombination',
    ],
    ['an unknown snapshot', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'none' }, 'DBSnapshotNotFoundFault'],
    ['events of a source without its type', 'DescribeEvents', { SourceIdentifier: 'myapp-db' }, 'InvalidParameterCombination'],
    ['a subnet group in use', 'DeleteDBSubnetGroup', { DBSubnetGroupName: 'site' }, 'InvalidDBSubnetGroupStateFault'],
  ])('refuses %s', async (_, operation, input, shape) => {
    await makeDatabase(account);

    expect(() => rds(operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses a forced failover without a standby', async () => {
    await makeDatabase(account, { MultiAZ: false });

    expect(() => rds('RebootDBInstance', { ...ID, ForceFailover: true })).toThrow(
      expect.objectContaining({ shape: 'InvalidParameterCombination' }),
    );
  });

  it('refuses to delete what is protected, until it is not', async () => {
    await makeDatabase(account, { DeletionProtection: true });

    expect(() => rds('DeleteDBInstance', { ...ID, SkipFinalSnapshot: true })).toThrow('Cannot delete protected DB Instance');
    rds('ModifyDBInstance', { ...ID, DeletionProtection: false });

    expect(rds('DeleteDBInstance', { ...ID, SkipFinalSnapshot: true }).DBInstance.DBInstanceStatus).toBe('deleting');
  });

  it('refuses subnets in one zone only, and engines that it does not play', async () => {
    const group = { DBSubnetGroupName: 'narrow', DBSubnetGroupDescription: 'x', SubnetIds: account.subnetIds.slice(0, 1) };

    expect(() => rds('CreateDBSubnetGroup', group)).toThrow(expect.objectContaining({ shape: 'DBSubnetGroupDoesNotCoverEnoughAZs' }));
    expect(() => rds('ModifyDBInstance', { ...ID, NewDBInstanceIdentifier: 'x' })).toThrow(
      'rds:ModifyDBInstance with NewDBInstanceIdentifier',
    );
  });
});

describe('the providers of RDS', () => {
  it('make the layer’s instance, with what the template asks of it, and delete it', async () => {
    const account = await openDataAccount();
    const { cloud } = account;
    const group = await cloud
      .provider('AWS::RDS::DBSubnetGroup')
      .create({ DBSubnetGroupDescription: 'data', SubnetIds: account.subnetIds }, contextOf('Group'));
    const properties = {
      DBInstanceIdentifier: 'myapp-db',
      Engine: 'mysql',
      EngineVersion: '8.4',
      DBInstanceClass: 'db.t3.medium',
      AllocatedStorage: '20',
      StorageEncrypted: true,
      MultiAZ: 'true',
      BackupRetentionPeriod: 7,
      MasterUsername: 'nines',
      ManageMasterUserPassword: true,
      DBSubnetGroupName: group.physicalId,
      VPCSecurityGroups: ['sg-1'],
    };
    const provider = cloud.provider('AWS::RDS::DBInstance');

    const making = Promise.resolve(provider.create(properties, contextOf('Database')));
    await account.play(20 * 60);
    const made = await making;
    const deleting = Promise.resolve(provider.delete(made.physicalId, properties, contextOf('Database')));
    await account.play(10 * 60);
    await deleting;

    expect(made).toMatchObject({
      physicalId: 'myapp-db',
      attributes: { 'Endpoint.Port': '3306', 'MasterUserSecret.SecretArn': expect.stringContaining('secret:rds!db-') },
    });
    expect(account.tag.resources().filter((resource) => resource.billable)).toEqual([]);
  });

  it('refuse a property that they do not know', async () => {
    const account = await openDataAccount();
    const provider = account.cloud.provider('AWS::RDS::DBInstance');

    await expect(Promise.resolve(provider.create({ ReplicaMode: 'mounted' }, contextOf('Database')))).rejects.toThrow(
      'AWS::RDS::DBInstance with ReplicaMode',
    );
  });
});
