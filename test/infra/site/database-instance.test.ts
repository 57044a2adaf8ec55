import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer, only } from './support.ts';

const instances = () => new Map(ofType(layer('database-instance'), 'AWS::RDS::DBInstance'));
const source = () => propertiesOf<Record<string, unknown>>(instances().get('Database')!);
const replicas = () => [...instances()].filter(([id]) => id !== 'Database');

describe('the database', () => {
  test('is encrypted, private, patched and backed up', () => {
    expect(source()).toMatchObject({
      StorageEncrypted: true,
      PubliclyAccessible: false,
      AutoMinorVersionUpgrade: true,
      CopyTagsToSnapshot: true,
      BackupRetentionPeriod: { Ref: 'BackupRetentionDays' },
      DeletionProtection: { Ref: 'DeletionProtection' },
      EnableCloudwatchLogsExports: ['error', 'slowquery'],
    });
  });

  test('leaves no second snapshot behind its teardown, and keeps its data through a replacement', () => {
    const database = instances().get('Database')!;

    expect([database.DeletionPolicy, database.UpdateReplacePolicy]).toEqual(['Delete', 'Snapshot']);
  });

  test('has a password that nobody types: managed by RDS, or where replicas forbid that, drawn by the stack', () => {
    const { ManageMasterUserPassword, MasterUserPassword } = source();

    expect(ManageMasterUserPassword).toEqual({ 'Fn::If': ['HasReplica1', { Ref: 'AWS::NoValue' }, true] });
    expect(JSON.stringify(MasterUserPassword)).toContain('{{resolve:secretsmanager:');
    expect(ofType(layer('database-instance'), 'AWS::SecretsManager::Secret')[0]![1].Condition).toBe('HasReplica1');
  });

  test('puts out the secret that holds, and the endpoint that reads', () => {
    const { Outputs } = layer('database-instance');

    expect(Outputs?.DatabaseSecretArn?.Value).toEqual({
      'Fn::If': ['HasReplica1', { Ref: 'Secret' }, { 'Fn::GetAtt': ['Database', 'MasterUserSecret.SecretArn'] }],
    });
    expect(Outputs?.DatabaseReaderEndpoint?.Value).toEqual({
      'Fn::If': ['HasReplica1', { 'Fn::GetAtt': ['Replica1', 'Endpoint.Address'] }, { 'Fn::GetAtt': ['Database', 'Endpoint.Address'] }],
    });
  });

  test('refuses plain connections as its site says, and leaves to RDS what the site does not name', () => {
    const { Parameters } = only('database-instance', 'AWS::RDS::DBParameterGroup') as { Parameters: Record<string, unknown> };

    expect(Parameters).toMatchObject({ slow_query_log: '1', log_output: 'FILE' });
    expect(Parameters.require_secure_transport).toEqual({
      'Fn::If': ['HasRequireSecureTransport', { Ref: 'RequireSecureTransport' }, { Ref: 'AWS::NoValue' }],
    });
  });
});

describe('its read replicas', () => {
  test('are up to fifteen, each where its zone is named, made after their source', () => {
    expect(replicas()).toHaveLength(15);
    for (const [id, replica] of replicas()) {
      expect(replica.Condition).toBe(`Has${id}`);
      expect(replica.Properties).toMatchObject({
        SourceDBInstanceIdentifier: { Ref: 'Database' },
        AvailabilityZone: { Ref: id.replace('Replica', 'ReplicaZone') },
        PubliclyAccessible: false,
      });
    }
  });

  test('name nothing that is their source’s', () => {
    for (const [, replica] of replicas()) {
      for (const name of [
        'AllocatedStorage',
        'MasterUsername',
        'StorageEncrypted',
        'DBSubnetGroupName',
        'BackupRetentionPeriod',
        'PreferredBackupWindow',
      ])
        expect(replica.Properties).not.toHaveProperty(name);
    }
  });
});

describe.each(['database-instance', 'database-cluster', 'database-aurora'])('%s', (template) => {
  test('makes the log groups first, so that RDS makes none that last for ever', () => {
    const groups = ofType(layer(template), 'AWS::Logs::LogGroup');
    const writers = [...ofType(layer(template), 'AWS::RDS::DBInstance'), ...ofType(layer(template), 'AWS::RDS::DBCluster')];
    const exporting = writers.filter(([, { Properties }]) => Properties?.EnableCloudwatchLogsExports !== undefined);

    expect(groups.map(([, { Properties }]) => Properties?.RetentionInDays)).toEqual(groups.map(() => 30));
    expect(groups).toHaveLength(exporting.length * 2);
    for (const [, { DependsOn }] of exporting) expect(DependsOn).toHaveLength(2);
  });

  test('has no password and no address in it', () => {
    const text = JSON.stringify(layer(template));

    expect(text).not.toMatch(/"MasterUserPassword":"(?!\{\{)/);
    expect(text).not.toContain('"PubliclyAccessible":true');
  });
});
