import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer, only } from './support.ts';

describe.each(['database-cluster', 'database-aurora'])('the cluster of %s', (template) => {
  test('is encrypted, backed up, protected as the site says, with a password that RDS keeps and rotates', () => {
    expect(only(template, 'AWS::RDS::DBCluster')).toMatchObject({
      StorageEncrypted: true,
      ManageMasterUserPassword: true,
      CopyTagsToSnapshot: true,
      BackupRetentionPeriod: { Ref: 'BackupRetentionDays' },
      DeletionProtection: { Ref: 'DeletionProtection' },
      EnableCloudwatchLogsExports: ['error', 'slowquery'],
    });
  });

  test('leaves no second snapshot behind its teardown, and keeps its data through a replacement', () => {
    const [, cluster] = ofType(layer(template), 'AWS::RDS::DBCluster')[0]!;

    expect([cluster.DeletionPolicy, cluster.UpdateReplacePolicy]).toEqual(['Delete', 'Snapshot']);
  });

  test('puts out the names under which it is written and read', () => {
    const { Outputs } = layer(template);

    expect(Outputs?.DatabaseEndpoint?.Value).toEqual({ 'Fn::GetAtt': ['Cluster', 'Endpoint.Address'] });
    expect(Outputs?.DatabaseReaderEndpoint?.Value).toEqual({ 'Fn::GetAtt': ['Cluster', 'ReadEndpoint.Address'] });
  });
});

describe('a Multi-AZ DB cluster', () => {
  test('has everything that RDS asks of one, and makes its instances by itself', () => {
    expect(only('database-cluster', 'AWS::RDS::DBCluster')).toMatchObject({
      Engine: 'mysql',
      DBClusterInstanceClass: { Ref: 'InstanceClass' },
      StorageType: 'io1',
      AllocatedStorage: { Ref: 'StorageGb' },
      Iops: { Ref: 'Iops' },
      PubliclyAccessible: false,
    });
    expect(ofType(layer('database-cluster'), 'AWS::RDS::DBInstance')).toEqual([]);
  });
});

describe('Aurora', () => {
  const members = () => ofType(layer('database-aurora'), 'AWS::RDS::DBInstance');
  const readers = () => members().filter(([id]) => id !== 'Writer');

  test('has a writer always, and up to fifteen readers after it, each in the zone that is named', () => {
    expect(members()).toHaveLength(16);
    expect(members().find(([id]) => id === 'Writer')?.[1]).not.toHaveProperty('Condition');
    for (const [id, reader] of readers()) {
      expect(reader).toMatchObject({ Condition: `Has${id}`, DependsOn: ['Writer'] });
      expect(reader.Properties?.AvailabilityZone).toEqual({ Ref: id.replace('Reader', 'ReaderZone') });
    }
  });

  test('makes the writer of the beginning the first choice, and every reader the next', () => {
    const tier = (id: string) => propertiesOf<{ PromotionTier: number }>(members().find(([name]) => name === id)![1]).PromotionTier;

    expect([tier('Writer'), tier('Reader1')]).toEqual([0, 1]);
  });

  test('takes each parameter at its level, and no storage', () => {
    const { Parameters: ofCluster } = only('database-aurora', 'AWS::RDS::DBClusterParameterGroup') as { Parameters: object };
    const { Parameters: ofInstances } = only('database-aurora', 'AWS::RDS::DBParameterGroup') as { Parameters: object };

    expect(Object.keys(ofCluster)).toEqual(['character_set_server', 'collation_server', 'require_secure_transport', 'time_zone']);
    expect(ofInstances).toHaveProperty('max_connections');
    expect(only('database-aurora', 'AWS::RDS::DBCluster')).not.toHaveProperty('AllocatedStorage');
  });
});
