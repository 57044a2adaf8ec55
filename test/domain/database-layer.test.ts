import { describe, expect, it } from 'vitest';
import { databaseKind } from '#domain/layers/database.ts';
import { layerParameters } from '#domain/layers/index.ts';
import { judgeProtection, planSnapshot } from '#domain/teardown.ts';
import { databaseSchema } from '#events/site-database.ts';
import { siteSpec } from './support.ts';

const OUTPUTS = { DataSubnetIds: 'subnet-3,subnet-4', DataSecurityGroupId: 'sg-3' };
const INSTANCE = { instanceClass: 'db.t3.medium', storageGb: 20 };
const AURORA = { engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 3 };
const parametersOf = (database: object) => layerParameters('database', siteSpec({ database: databaseSchema.parse(database) }), OUTPUTS);
const zonesOf = (parameters: Record<string, string>, name: string) =>
  Object.entries(parameters)
    .filter(([key, value]) => key.startsWith(name) && value !== '')
    .map(([, value]) => value);

describe('the parameters of the database’s template', () => {
  it('spread the read replicas over the zones', () => {
    expect(zonesOf(parametersOf({ ...INSTANCE, readReplicas: 3 }), 'ReplicaZone')).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1a']);
  });

  it('begin the readers of Aurora in another zone than the writer’s', () => {
    const parameters = parametersOf(AURORA);

    expect(parameters.WriterZone).toBe('us-east-1a');
    expect(zonesOf(parameters, 'ReaderZone')).toEqual(['us-east-1b', 'us-east-1a', 'us-east-1b']);
  });

  it('refuse plain connections unless the site allows them, and leave the rest to RDS', () => {
    expect(parametersOf(INSTANCE)).toMatchObject({ RequireSecureTransport: '1', MaxConnections: '', BackupWindow: '' });
    expect(parametersOf({ ...INSTANCE, parameters: { require_secure_transport: 0 } })).toMatchObject({ RequireSecureTransport: '0' });
  });

  it.each([
    [{ ...INSTANCE, instanceClass: 'db.t3.micro' }, 'false'],
    [{ ...INSTANCE, instanceClass: 'db.t4g.small' }, 'false'],
    [INSTANCE, 'true'],
    [{ ...AURORA, instanceClass: 'db.t4g.medium' }, 'false'],
    [AURORA, 'true'],
  ])('ask for insights only of classes that have them: %j', (database, insights) => {
    expect(parametersOf(database).Insights).toBe(insights);
  });
});

describe('a protected database', () => {
  it.each<[isProtected: boolean, unprotect: string | undefined, action: string]>([
    [false, undefined, 'proceed'],
    [false, 'database', 'proceed'],
    [true, undefined, 'refuse'],
    [true, 'everything', 'refuse'],
    [true, 'database', 'proceed'],
  ])('(%s) asked to go with the word %s: %s', (isProtected, unprotect, action) => {
    expect(judgeProtection(isProtected, 'myapp-db', unprotect).action).toBe(action);
  });
});

describe('the final snapshot', () => {
  const facts = { exists: true, databaseId: 'myapp-db', snapshotId: 'final' };

  it.each<[name: string, database: object | undefined, exists: boolean, action: string]>([
    ['of a database', INSTANCE, true, 'take'],
    ['of a cluster', AURORA, true, 'take'],
    ['of one that is gone', INSTANCE, false, 'none'],
    ['that the site does without', { ...INSTANCE, snapshotOnDelete: false }, true, 'none'],
    ['of one that is there though the spec names none', undefined, true, 'take'],
  ])('%s', (_, database, exists, action) => {
    const spec = database && databaseSchema.parse(database);

    const plan = planSnapshot(spec, { ...facts, exists });

    expect(plan).toEqual({ action, kind: spec ? databaseKind(spec) : 'instance', databaseId: 'myapp-db', snapshotId: 'final' });
  });
});
