import { describe, expect, it } from 'vitest';
import { gateDeepPage } from '#domain/deep-page.ts';
import { LAYERS } from '#domain/glossary.ts';
import { gateCache } from '#domain/layers/cache.ts';
import { gateInstance } from '#domain/layers/database-gates.ts';
import { layerParameters } from '#domain/layers/index.ts';
import { OutputMissingError } from '#domain/layers/rules.ts';
import { gateWeb } from '#domain/layers/web.ts';
import { layerStep, planSite, planTeardown } from '#domain/site-plan.ts';
import { gateSnapshot } from '#domain/snapshot.ts';
import { edgeSchema } from '#events/site-edge.ts';
import { mediaSchema } from '#events/site-media.ts';
import { workerSchema } from '#events/site-worker.ts';
import { siteSpec } from './support.ts';

const OUTPUTS = {
  VpcId: 'vpc-1',
  PublicSubnetIds: 'subnet-1,subnet-2',
  ApplicationSubnetIds: 'subnet-1,subnet-2',
  DataSubnetIds: 'subnet-3,subnet-4',
  LoadBalancerSecurityGroupId: 'sg-1',
  WebSecurityGroupId: 'sg-2',
  DataSubnetZones: '10.0.11.0/24=us-east-1a,10.0.12.0/24=us-east-1b',
  DataSecurityGroupId: 'sg-3',
  FilesSecurityGroupId: 'sg-4',
  DatabaseEndpoint: 'myapp-db.example',
  DatabasePort: '3306',
  DatabaseSecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db',
  CacheEndpoint: 'myapp-cache.example',
  CachePort: '11211',
  FileSystemId: 'fs-1',
  AccessPointId: 'fsap-1',
  GroupName: 'myapp-asg',
  WorkerSecurityGroupId: 'sg-5',
  MediaBucketName: 'nines-myapp-media-media-1',
  MediaUrl: 'https://d111.cloudfront.net',
  LoadBalancerDnsName: 'nines-myapp-1.us-east-1.elb.amazonaws.com',
  LoadBalancerZoneId: 'Z35SXDOTRQ7X7K',
  LoadBalancerFullName: 'app/nines-myapp/1',
  TargetGroupFullName: 'targetgroup/nines-myapp/1',
};
/** A site with every layer. */
const EVERYTHING = siteSpec({
  files: { throughput: 'elastic', backups: true },
  media: mediaSchema.parse({}),
  worker: workerSchema.parse({ instanceType: 't3.micro', max: 2 }),
  edge: edgeSchema.parse({ hostedZone: 'Z0123456789ABC', zone: 'example.org', name: 'www.example.org', routing: 'simple' }),
});
const without = (...names: string[]) => Object.fromEntries(Object.entries(OUTPUTS).filter(([name]) => !names.includes(name)));
const names = (waves: { layer: string }[][]) => waves.map((wave) => wave.map(({ layer }) => layer));

describe('a site’s plan', () => {
  it('builds database and cache at the same time, after the network and before the web', () => {
    expect(names(planSite(siteSpec()))).toEqual([['network'], ['database', 'cache'], ['web'], ['watch']]);
  });

  it('leaves out what the spec leaves out', () => {
    expect(names(planSite(siteSpec({ database: undefined, cache: undefined })))).toEqual([['network'], ['web'], ['watch']]);
  });

  it('takes down every layer that may exist, in reverse', () => {
    expect(names(planTeardown('myapp'))).toEqual([
      ['watch'],
      ['edge'],
      ['web', 'worker'],
      ['database', 'cache', 'files', 'media'],
      ['network'],
    ]);
  });

  it('names the stacks after site and layer', () => {
    expect(planSite(siteSpec())[0]?.[0]?.stackName).toBe('nines-myapp-network');
  });

  it.each([
    [undefined, 'create'],
    ['REVIEW_IN_PROGRESS', 'create'],
    ['DELETE_COMPLETE', 'create'],
    ['CREATE_COMPLETE', 'update'],
    ['UPDATE_ROLLBACK_COMPLETE', 'update'],
    ['CREATE_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait'],
    ['ROLLBACK_COMPLETE', 'delete'],
    ['DELETE_FAILED', 'delete'],
    ['ROLLBACK_IN_PROGRESS', 'wait'],
    ['DELETE_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_FAILED', 'fail'],
    ['UPDATE_FAILED', 'fail'],
    ['SOMETHING_NEW', 'fail'],
  ])('does with a stack that is %s: %s', (status, action) => {
    expect(layerStep(status).action).toBe(action);
  });
});

describe('a layer’s parameters', () => {
  it.each(LAYERS)('of %s are texts, with the site’s name', (layer) => {
    const parameters = layerParameters(layer, EVERYTHING, OUTPUTS);

    expect(parameters.SiteName).toBe('myapp');
    for (const value of Object.values(parameters)) expect(value).toBeTypeOf('string');
  });

  it('hand the web layer nothing of what the site does without', () => {
    const spec = siteSpec({ database: undefined, cache: undefined });

    const parameters = layerParameters('web', spec, without('DatabaseEndpoint', 'CacheEndpoint'));

    expect(parameters).toMatchObject({ DatabaseEndpoint: '', DatabasePort: '', DatabaseSecretArn: '', CacheEndpoint: '', CachePort: '' });
  });

  it('name every output that an earlier layer should have given', () => {
    const ask = () => layerParameters('web', siteSpec(), without('VpcId', 'WebSecurityGroupId'));

    expect(ask).toThrow(OutputMissingError);
    expect(ask).toThrow('VpcId, WebSecurityGroupId');
  });

  it.each(['database', 'cache', 'files', 'media'] as const)('are refused for a %s that the site does not have', (layer) => {
    expect(() => layerParameters(layer, siteSpec({ [layer]: undefined }), OUTPUTS)).toThrow(RangeError);
  });
});

describe('the gates of the layers', () => {
  const wanted = siteSpec().database!;
  const good = { status: 'available', multiAz: true, zone: 'us-east-1a', secondaryZone: 'us-east-1b' };

  it.each<[name: string, facts: Parameters<typeof gateInstance>[1], action: string]>([
    ['available with its standby', good, 'proceed'],
    ['no zone of the standby told', { ...good, secondaryZone: undefined }, 'proceed'],
    ['backing up', { ...good, status: 'backing-up' }, 'wait'],
    ['still creating', { ...good, status: 'creating' }, 'wait'],
    ['failed', { ...good, status: 'failed' }, 'fail'],
    ['without its standby', { ...good, multiAz: false }, 'fail'],
    ['a standby in the same zone', { ...good, secondaryZone: 'us-east-1a' }, 'fail'],
    ['not there', undefined, 'fail'],
  ])('answer a database that is %s', (_, facts, action) => {
    expect(gateInstance(wanted, facts).action).toBe(action);
  });

  it('ask no standby of a database that is to have none', () => {
    expect(gateInstance({ ...wanted, multiAz: false }, { ...good, multiAz: false }).action).toBe('proceed');
  });

  it.each<[states: string[] | undefined, action: string]>([
    [['available', 'available'], 'proceed'],
    [['available', 'creating'], 'wait'],
    [[], 'wait'],
    [undefined, 'fail'],
  ])('answer a cache of nodes %s with %s', (nodeStates, action) => {
    expect(gateCache(siteSpec().cache!, nodeStates && { nodeStates }).action).toBe(action);
  });

  const target = (zone: string, health = 'healthy') => ({ health, zone });
  it.each<[name: string, targets: { health: string; zone: string }[], action: string]>([
    ['two, in two zones', [target('a'), target('b')], 'proceed'],
    ['two, in one zone', [target('a'), target('a')], 'wait'],
    ['one healthy of two', [target('a'), target('b', 'unhealthy')], 'wait'],
    ['none', [], 'wait'],
  ])('answer healthy targets: %s', (_, targets, action) => {
    expect(gateWeb({ min: 2 }, { targets }).action).toBe(action);
  });

  it('take one target for a site of one', () => {
    expect(gateWeb({ min: 1 }, { targets: [target('a')] }).action).toBe('proceed');
  });

  it.each<[name: string, facts: Parameters<typeof gateDeepPage>[1], action: string]>([
    ['all well', { status: 200, database: 'ok', cache: 'ok' }, 'proceed'],
    ['no answer', {}, 'wait'],
    ['504', { status: 504 }, 'wait'],
    ['a database that is not well', { status: 200, database: 'error', cache: 'ok' }, 'wait'],
    ['no database, where there should be one', { status: 200, database: 'absent', cache: 'ok' }, 'wait'],
    ['nothing of its database', { status: 200, cache: 'ok' }, 'wait'],
    ['no cache, where there should be one', { status: 200, database: 'ok', cache: 'absent' }, 'wait'],
  ])('answer a deep page that says: %s', (_, facts, action) => {
    expect(gateDeepPage(siteSpec(), facts).action).toBe(action);
  });

  it('asks a site without a database for none', () => {
    const spec = {};

    const decision = gateDeepPage(spec, { status: 200, database: 'absent', cache: 'absent' });

    expect(decision).toMatchObject({ action: 'proceed', reason: 'The deep page answered and reached what the site has.' });
  });

  const snapshot = { status: 'available', databaseId: 'myapp-db', storageGb: 20 };
  it.each<[name: string, facts: Parameters<typeof gateSnapshot>[1], action: string]>([
    ['available', snapshot, 'proceed'],
    ['creating', { ...snapshot, status: 'creating' }, 'wait'],
    ['failed', { ...snapshot, status: 'failed' }, 'fail'],
    ['of another database', { ...snapshot, databaseId: 'other-db' }, 'fail'],
    ['too small', { ...snapshot, storageGb: 10 }, 'fail'],
    ['not there', undefined, 'fail'],
  ])('answer a final snapshot that is %s', (_, facts, action) => {
    expect(gateSnapshot({ databaseId: 'myapp-db', storageGb: 20 }, facts).action).toBe(action);
  });
});
