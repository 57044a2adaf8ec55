import { describe, expect, it } from 'vitest';
import { databaseGivenUp, judgeChange, judgeChanges } from '#domain/change-gates.ts';
import { layerChange } from '#domain/change-set.ts';
import type { Layer } from '#domain/glossary.ts';

type Change = [action: string, type: string, replacement?: string | undefined, id?: string];
const change = (layer: Layer, ...changes: Change[]) =>
  layerChange(
    layer,
    changes.map(([action, type, replacement, id = 'Thing']) => ({ action, id, type: `AWS::${type}`, replacement })),
  );
const ALL: Layer[] = ['network', 'database', 'web'];
const judge = (layer: Layer, changed: Change, replaceData: string[] = []) =>
  judgeChange(change(layer, changed), { replaceData, standing: ALL });

describe('a change of data', () => {
  it.each<Change>([
    ['Modify', 'RDS::DBInstance', 'True'],
    ['Modify', 'RDS::DBCluster', 'Conditional'],
    ['Remove', 'RDS::DBCluster'],
    ['Dynamic', 'EFS::FileSystem'],
    ['Modify', 'S3::Bucket', 'True'],
    ['Modify', 'DynamoDB::Table'],
    ['Remove', 'SQS::Queue'],
    ['Modify', 'SecretsManager::Secret', 'True'],
  ])('that is %s of %s with replacement %s is refused without its word, and says the word', (...changed) => {
    expect(judge('database', changed)).toMatchObject({ action: 'refuse', reason: expect.stringContaining('replaceData=database') });
  });

  it('goes through with the word for its layer, and not with that for another', () => {
    const changed: Change = ['Modify', 'RDS::DBInstance', 'True'];

    expect(judge('database', changed, ['database']).action).toBe('proceed');
    expect(judge('database', changed, ['files']).action).toBe('refuse');
  });

  it.each<Change>([
    ['Modify', 'RDS::DBInstance', 'False'],
    ['Add', 'RDS::DBInstance'],
    ['Remove', 'RDS::DBInstance', undefined, 'Replica2'],
    ['Modify', 'RDS::DBInstance', 'True', 'Reader1'],
    ['Modify', 'ElastiCache::CacheCluster', 'True'],
    ['Modify', 'AutoScaling::AutoScalingGroup', 'True'],
  ])('needs no word where nothing is lost: %s of %s with replacement %s, %s', (...changed) => {
    expect(judge('database', changed).action).toBe('proceed');
  });
});

describe('a database that a change gives up', () => {
  it.each<[changes: Change[], kind: string | undefined]>([
    [[['Remove', 'RDS::DBInstance', undefined, 'Database']], 'instance'],
    [[['Modify', 'RDS::DBInstance', 'Conditional', 'Database']], 'instance'],
    [
      [
        ['Remove', 'RDS::DBInstance', undefined, 'Database'],
        ['Add', 'RDS::DBCluster'],
      ],
      'instance',
    ],
    [
      [
        ['Remove', 'RDS::DBCluster'],
        ['Remove', 'RDS::DBInstance', undefined, 'Writer'],
      ],
      'cluster',
    ],
    [
      [
        ['Modify', 'RDS::DBCluster', 'False'],
        ['Remove', 'RDS::DBInstance', undefined, 'Writer'],
      ],
      undefined,
    ],
    [[['Remove', 'RDS::DBInstance', undefined, 'Replica1']], undefined],
    [[['Modify', 'RDS::DBInstance', 'False', 'Database']], undefined],
    [[['Remove', 'EFS::FileSystem']], undefined],
  ])('of %j is an: %s', (changes, kind) => {
    expect(databaseGivenUp(change('database', ...changes))).toBe(kind);
  });
});

describe('a change of the network', () => {
  it.each<Change>([
    ['Modify', 'EC2::VPC', 'True'],
    ['Modify', 'EC2::Subnet', 'Conditional'],
    ['Remove', 'EC2::Subnet'],
    ['Modify', 'EC2::SecurityGroup', 'True'],
  ])('that is %s of %s with replacement %s is refused while others stand in it, whatever the word', (...changed) => {
    expect(judge('network', changed, ['database'])).toMatchObject({
      action: 'refuse',
      reason: expect.stringContaining('database, web stand in it'),
    });
  });

  it('may replace anything while nothing stands in it', () => {
    const step = change('network', ['Modify', 'EC2::VPC', 'True']);

    expect(judgeChange(step, { replaceData: [], standing: ['network'] }).action).toBe('proceed');
  });

  it('may replace a route or a gateway', () => {
    expect(judge('network', ['Modify', 'EC2::NatGateway', 'True']).action).toBe('proceed');
  });
});

describe('changes of several layers', () => {
  const facts = { replaceData: [], standing: ALL };

  it('are refused with every reason at once', () => {
    const steps = [change('network', ['Remove', 'EC2::Subnet']), change('database', ['Remove', 'RDS::DBInstance'])];

    const { action, reason } = judgeChanges(steps, facts);

    expect(action).toBe('refuse');
    expect(reason).toContain('In the layer network');
    expect(reason).toContain('In the layer database');
  });

  it('of which one cannot be known are refused', () => {
    const unknown = {
      layer: 'web' as const,
      action: 'not-known' as const,
      reason: 'CloudFormation has not answered in time.',
      resources: [],
    };

    expect(judgeChanges([unknown], facts)).toMatchObject({ action: 'refuse', reason: expect.stringContaining('has not answered') });
  });

  it('name what would change, and no more', () => {
    const none = { layer: 'cache' as const, action: 'none' as const, reason: 'As asked.', resources: [] };

    expect(judgeChanges([none, change('web', ['Modify', 'EC2::LaunchTemplate', 'False'])], facts).reason).toBe('Would change: web.');
    expect(judgeChanges([none], facts).reason).toBe('Nothing that stands would change.');
  });
});
