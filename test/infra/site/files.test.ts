import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer, only } from './support.ts';

describe('the shared files', () => {
  test('are encrypted, backed up on request and kept when a change would replace them', () => {
    const [, { UpdateReplacePolicy }] = ofType(layer('files'), 'AWS::EFS::FileSystem')[0]!;

    expect(only('files', 'AWS::EFS::FileSystem')).toMatchObject({
      Encrypted: true,
      ThroughputMode: { Ref: 'ThroughputMode' },
      BackupPolicy: { Status: { 'Fn::If': ['HasBackups', 'ENABLED', 'DISABLED'] } },
    });
    expect(UpdateReplacePolicy).toBe('Retain');
  });

  test('let nobody in by their own policy, and nobody at all without TLS', () => {
    const { FileSystemPolicy } = only('files', 'AWS::EFS::FileSystem') as { FileSystemPolicy: { Statement: { Effect: string }[] } };

    expect(FileSystemPolicy.Statement.map(({ Effect }) => Effect)).toEqual(['Deny']);
    expect(FileSystemPolicy.Statement[0]).toMatchObject({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  });

  test('have a mount target in each zone that the site has, reached through the group of the files alone', () => {
    const targets = ofType(layer('files'), 'AWS::EFS::MountTarget');

    expect(targets.map(([id, { Condition }]) => [id, Condition])).toEqual([
      ['FirstMountTarget', undefined],
      ['SecondMountTarget', undefined],
      ['ThirdMountTarget', 'HasThirdZone'],
      ['FourthMountTarget', 'HasFourthZone'],
    ]);
    for (const [index, [, target]] of targets.entries()) {
      expect(propertiesOf(target)).toMatchObject({
        SubnetId: { 'Fn::Select': [index, { Ref: 'DataSubnetIds' }] },
        SecurityGroups: [{ Ref: 'FilesSecurityGroupId' }],
      });
    }
  });

  test('are entered as PHP’s user, whoever asks', () => {
    expect(only('files', 'AWS::EFS::AccessPoint')).toMatchObject({
      PosixUser: { Uid: '48', Gid: '48' },
      RootDirectory: { Path: '/site', CreationInfo: { OwnerUid: '48', OwnerGid: '48', Permissions: '0755' } },
    });
  });
});

describe('a web node', () => {
  test('may mount and write its site’s files through their access point, where there are any', () => {
    const { Policies } = only('web', 'AWS::IAM::Role') as { Policies: { 'Fn::If'?: [string, { PolicyName: string }, unknown] }[] };

    const [condition, policy, otherwise] = Policies.find((given) => given['Fn::If']?.[0] === 'HasFiles')?.['Fn::If'] ?? [];

    expect(condition).toBe('HasFiles');
    expect(otherwise).toEqual({ Ref: 'AWS::NoValue' });
    const text = JSON.stringify(policy);
    expect(text).toContain('"Action":["elasticfilesystem:ClientMount","elasticfilesystem:ClientWrite"]');
    expect(text).toContain('elasticfilesystem:AccessPointArn');
    expect(text).not.toContain('ClientRootAccess');
  });
});
