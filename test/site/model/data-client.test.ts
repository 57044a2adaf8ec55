// Goal: a node's client follows the writer of a cluster by its name. Method: a real Aurora cluster of the twin's under the client.
import { describe, expect, it } from 'vitest';
import { DataClient } from '#site/model/data-client.ts';
import { openDataAccount } from '../../twin/services/data-account.ts';

const ID = { DBClusterIdentifier: 'myapp-db' };

/** A client of an Aurora cluster with a writer and a reader. */
async function openClient(isPinned: boolean) {
  const account = await openDataAccount();
  const rds = (operation: string, input: object) => account.call('rds', operation, input);
  rds('CreateDBSubnetGroup', { DBSubnetGroupName: 'site', DBSubnetGroupDescription: 'data', SubnetIds: account.subnetIds });
  const master = { MasterUsername: 'nines', ManageMasterUserPassword: true, DBSubnetGroupName: 'site' };
  const { DBCluster } = rds('CreateDBCluster', { ...ID, ...master, Engine: 'aurora-mysql', EngineVersion: '8.4' });
  await account.play(60);
  for (const zone of ['a', 'b']) {
    const member = { ...ID, DBInstanceIdentifier: `myapp-db-${zone}`, AvailabilityZone: `us-east-1${zone}`, Engine: 'aurora-mysql' };
    rds('CreateDBInstance', { ...member, DBInstanceClass: 'db.r6g.large' });
    await account.play(20 * 60);
  }
  const client = new DataClient({
    cloud: account.cloud,
    random: account.cloud.random.split('client'),
    endpoint: { host: DBCluster.Endpoint, port: 3306 },
    client: 'node',
    isPinned: () => isPinned,
    onChange: () => undefined,
  });
  return { account, client, rds };
}

describe('a node’s client of a cluster', () => {
  it('writes to the writer, loses it for the failover, and follows the name to the next', async () => {
    const { account, client, rds } = await openClient(false);
    client.run({ kind: 'write-row', sequence: 1 });
    const before = client.run({ kind: 'who-writes' }).serverId;

    rds('FailoverDBCluster', ID);
    await account.play(30);
    const during = () => client.run({ kind: 'write-row', sequence: 2 });
    expect(during).toThrow();
    await account.play(60);
    client.run({ kind: 'write-row', sequence: 3 });

    expect([before, client.run({ kind: 'who-writes' }).serverId]).toEqual(['myapp-db-a', 'myapp-db-b']);
    expect(client.run({ kind: 'read-rows', from: 1, to: 3 }).rows).toEqual([1, 3]);
  });

  it('that never looks the name up again stays with what is a reader now, and cannot write', async () => {
    const { account, client, rds } = await openClient(true);
    client.run({ kind: 'write-row', sequence: 1 });

    rds('FailoverDBCluster', ID);
    await account.play(120);

    expect(client.run({ kind: 'who-writes' }).serverId).toBe('myapp-db-a');
    expect(() => client.run({ kind: 'write-row', sequence: 2 })).toThrow('read-only');
  });
});
