import { describe, expect, test } from 'vitest';
import { ofType } from '../support/policies.ts';
import { layer, only } from './support.ts';

const group = () => only('cache-valkey', 'AWS::ElastiCache::ReplicationGroup');

describe('Valkey and Redis', () => {
  test('are encrypted at rest and on the way, with no way in without TLS', () => {
    expect(group()).toMatchObject({
      Engine: { Ref: 'Engine' },
      AtRestEncryptionEnabled: true,
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
    });
  });

  test('take over by themselves, over the zones, as soon as there is a replica', () => {
    const whereReplicas = { 'Fn::If': ['HasReplicas', true, false] };

    expect(layer('cache-valkey')).toMatchObject({
      Conditions: { HasReplicas: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'NodeCount' }, '1'] }] } },
    });
    expect(group()).toMatchObject({
      NumCacheClusters: { Ref: 'NodeCount' },
      AutomaticFailoverEnabled: whereReplicas,
      MultiAZEnabled: whereReplicas,
    });
  });

  test('leave the maintenance window to AWS where a site names none', () => {
    expect(group().PreferredMaintenanceWindow).toEqual({
      'Fn::If': ['HasMaintenanceWindow', { Ref: 'MaintenanceWindow' }, { Ref: 'AWS::NoValue' }],
    });
  });

  test('are kept in a snapshot when a change would replace them', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = ofType(layer('cache-valkey'), 'AWS::ElastiCache::ReplicationGroup')[0]!;

    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Delete', 'Snapshot']);
  });

  test('tell a topic that ElastiCache can publish to: not encrypted, and open to the owner alone, by TLS', () => {
    const { PolicyDocument } = only('cache-valkey', 'AWS::SNS::TopicPolicy') as { PolicyDocument: { Statement: object[] } };

    expect(group().NotificationTopicArn).toEqual({ Ref: 'Topic' });
    expect(only('cache-valkey', 'AWS::SNS::Topic')).not.toHaveProperty('KmsMasterKeyId');
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Allow', Condition: { StringEquals: { 'aws:SourceOwner': { Ref: 'AWS::AccountId' } } } }),
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  test('put out both names: who writes asks the primary', () => {
    expect(layer('cache-valkey').Outputs).toMatchObject({
      CacheEndpoint: { Value: { 'Fn::GetAtt': ['Cache', 'PrimaryEndPoint.Address'] } },
      CacheReaderEndpoint: { Value: { 'Fn::GetAtt': ['Cache', 'ReaderEndPoint.Address'] } },
      CachePort: { Value: { 'Fn::GetAtt': ['Cache', 'PrimaryEndPoint.Port'] } },
      CacheEngine: { Value: { Ref: 'Engine' } },
    });
  });
});
