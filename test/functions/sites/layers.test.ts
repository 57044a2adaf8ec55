import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeCacheClustersCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { DescribeDBClustersCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseSchema } from '#events/site-database.ts';
import { handler as askDeepPage } from '#functions/sites/ask-deep-page.ts';
import { handler as checkLayer } from '#functions/sites/check-layer.ts';
import { handler as planTeardown } from '#functions/sites/plan-teardown.ts';
import { handler as prepareLayer } from '#functions/sites/prepare-layer.ts';
import { siteSpec } from '../../domain/support.ts';
import { mockSiteKey } from '../aws-state.ts';
import { awsError, invoke, run } from '../support.ts';

const clients = {
  stacks: mockClient(CloudFormationClient),
  rds: mockClient(RDSClient),
  cache: mockClient(ElastiCacheClient),
  balancing: mockClient(ElasticLoadBalancingV2Client),
  groups: mockClient(AutoScalingClient),
};
const NETWORK = {
  VpcId: 'vpc-1',
  PublicSubnetIds: 'a,b',
  DataSubnetIds: 'c,d',
  LoadBalancerSecurityGroupId: 'sg-1',
  WebSecurityGroupId: 'sg-2',
  DataSubnetZones: '10.0.11.0/24=us-east-1a,10.0.12.0/24=us-east-1b',
  DataSecurityGroupId: 'sg-3',
};
const WEB = { GroupName: 'myapp-asg', TargetGroupArn: 'arn:tg', LoadBalancerDnsName: 'myapp.example' };

type Stack = { status?: string; outputs?: Record<string, string>; tags?: Record<string, string> };
/** The stacks that there are; any other is answered as CloudFormation answers what it does not know. */
function stacks(found: Record<string, Stack>): void {
  clients.stacks.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    const stack = found[StackName.replace('nines-myapp-', '')];
    if (!stack) throw awsError('ValidationError', `Stack with id ${StackName} does not exist`);
    const pairs = (values: object, key: string, value: string) =>
      Object.entries(values).map(([name, text]) => ({ [key]: name, [value]: text }));
    return {
      Stacks: [
        {
          StackId: `id-of-${StackName}`,
          StackStatus: stack.status ?? 'CREATE_COMPLETE',
          Outputs: pairs(stack.outputs ?? {}, 'OutputKey', 'OutputValue'),
          Tags: pairs(stack.tags ?? {}, 'Key', 'Value'),
        },
      ],
    };
  });
}
const targets = (...states: string[]) =>
  clients.balancing.on(DescribeTargetHealthCommand).resolves({
    TargetHealthDescriptions: states.map((State, index) => ({ Target: { Id: `i-${index}` }, TargetHealth: { State } })) as never,
  });

beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  clients.stacks.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  clients.groups.on(DescribeAutoScalingGroupsCommand).resolves({
    AutoScalingGroups: [
      {
        Instances: [
          { InstanceId: 'i-0', AvailabilityZone: 'us-east-1a' },
          { InstanceId: 'i-1', AvailabilityZone: 'us-east-1b' },
        ],
      },
    ] as never,
  });
});

describe('preparing a layer', () => {
  const prepare = (layer: string) => invoke(prepareLayer, { run: run({ kind: 'provision-site' }), spec: siteSpec(), layer });

  it('gives template, parameters from the earlier layers, and the tags of site and run', async () => {
    stacks({ network: { outputs: NETWORK } });

    const step = await prepare('database');

    expect(step).toMatchObject({ action: 'create', templateUrl: 'https://templates.example/database-instance' });
    expect(step).toMatchObject({
      parameters: expect.arrayContaining([
        { ParameterKey: 'DataSubnetIds', ParameterValue: 'c,d' },
        { ParameterKey: 'MultiAz', ParameterValue: 'true' },
      ]),
      tags: [
        { Key: 'nines:site', Value: 'myapp' },
        { Key: 'nines:run', Value: 'run-1' },
      ],
    });
  });

  it.each([
    ['ROLLBACK_COMPLETE', 'delete'],
    ['CREATE_IN_PROGRESS', 'wait'],
    ['DELETE_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_FAILED', 'fail'],
  ])('answers a stack that is %s with %s', async (status, action) => {
    stacks({ network: { status } });

    expect(await prepare('network')).toMatchObject({ action });
  });

  it('is an error when an earlier layer gave too little', async () => {
    stacks({ network: { outputs: { VpcId: 'vpc-1' } } });

    await expect(prepare('cache')).rejects.toMatchObject({ name: 'OutputMissingError' });
  });

  it('is an error, not an empty site, when CloudFormation does not answer', async () => {
    clients.stacks.on(DescribeStacksCommand).rejects(awsError('AccessDenied'));

    await expect(prepare('network')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('checking a layer', () => {
  const check = (layer: string) => invoke(checkLayer, { spec: siteSpec(), layer });

  it('lets a database through that is available with its standby', async () => {
    stacks({ database: { outputs: { DatabaseIdentifier: 'myapp-db' } } });
    clients.rds
      .on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'myapp-db' })
      .resolves({ DBInstances: [{ DBInstanceStatus: 'available', MultiAZ: true }] });

    expect(await check('database')).toMatchObject({ action: 'proceed', outputs: { DatabaseIdentifier: 'myapp-db' } });
  });

  it('waits for a replica that does not copy yet', async () => {
    stacks({});
    const instance = (id: string, more: object) =>
      clients.rds.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: id }).resolves({
        DBInstances: [{ DBInstanceIdentifier: id, DBInstanceStatus: 'available', ...more }],
      });
    instance('myapp-db', { MultiAZ: true, ReadReplicaDBInstanceIdentifiers: ['one', 'two'] });
    instance('one', { StatusInfos: [{ StatusType: 'read replication', Status: 'replicating' }] });
    instance('two', { StatusInfos: [{ StatusType: 'read replication', Status: 'error' }] });
    const database = { ...siteSpec().database!, readReplicas: 2 };

    const decision = await invoke(checkLayer, { spec: siteSpec({ database }), layer: 'database' });

    expect(decision).toMatchObject({ action: 'wait', reason: expect.stringContaining('1 of 2 read replicas') });
  });

  it('reads a cluster with the zones of its members', async () => {
    stacks({ database: { outputs: { DatabaseIdentifier: 'myapp-db' } } });
    const members = ['a', 'b'].map((letter) => ({ DBInstanceIdentifier: `myapp-db-${letter}`, IsClusterWriter: letter === 'a' }));
    clients.rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Status: 'available', DBClusterMembers: members }] });
    clients.rds.on(DescribeDBInstancesCommand).callsFake(({ DBInstanceIdentifier: id }) => ({
      DBInstances: [{ DBInstanceStatus: 'available', AvailabilityZone: `us-east-1${id.at(-1)}` }],
    }));
    const database = databaseSchema.parse({ engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 1 });

    const decision = await invoke(checkLayer, { spec: siteSpec({ database }), layer: 'database' });

    expect(decision).toMatchObject({ action: 'proceed', reason: expect.stringContaining('over 2 zones') });
  });

  it('stops at a cluster that is not there', async () => {
    stacks({});
    clients.rds.on(DescribeDBClustersCommand).rejects(awsError('DBClusterNotFoundFault'));
    const database = databaseSchema.parse({ engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 0 });

    expect(await invoke(checkLayer, { spec: siteSpec({ database }), layer: 'database' })).toMatchObject({ action: 'fail' });
  });

  it('stops at a database that is not there', async () => {
    stacks({});
    clients.rds.on(DescribeDBInstancesCommand).rejects(awsError('DBInstanceNotFoundFault'));

    expect(await check('database')).toMatchObject({ action: 'fail' });
  });

  it('waits for the last cache node', async () => {
    stacks({});
    const CacheNodes = [{ CacheNodeStatus: 'available' }, { CacheNodeStatus: 'creating' }];
    clients.cache.on(DescribeCacheClustersCommand).resolves({ CacheClusters: [{ CacheNodes }] });

    expect(await check('cache')).toMatchObject({ action: 'wait', reason: '1 of 2 cache nodes are available.' });
  });

  it.each([
    [['healthy', 'healthy'], 'proceed'],
    [['healthy', 'initial'], 'wait'],
    [[], 'wait'],
  ])('answers targets that are %j with %s', async (states, action) => {
    stacks({ web: { outputs: WEB } });
    targets(...states);

    expect(await check('web')).toMatchObject({ action });
  });

  it('stops at a web layer without a target group', async () => {
    stacks({});

    expect(await check('web')).toMatchObject({ action: 'fail' });
  });
});

describe('asking the deep page', () => {
  const page = (answer: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(answer));
  const ask = async () => {
    stacks({ web: { outputs: WEB } });
    targets('healthy', 'healthy');
    mockSiteKey();
    return invoke(askDeepPage, { spec: siteSpec() });
  };

  it('goes through the load balancer, and measures what it found', async () => {
    page(async () => new Response('{"database":"ok","cache":"ok"}', { status: 200 }));

    expect(await ask()).toMatchObject({
      action: 'proceed',
      objective: { healthyTargets: 2, deepPageStatus: 200 },
      measured: { healthyTargets: 2, deepPageStatus: 200 },
    });
    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toMatch(/^http:\/\/myapp\.example\/nines\/health\?sequence=\d+$/);
  });

  it.each<[name: string, answer: () => Promise<Response>, status: number | null]>([
    ['504', async () => new Response('<html>', { status: 504 }), 504],
    ['nothing', async () => Promise.reject(new TypeError('fetch failed')), null],
    ['a database that is not well', async () => new Response('{"database":"error","cache":"ok"}', { status: 200 }), 200],
    ['no JSON at all', async () => new Response('hello', { status: 200 }), 200],
  ])('waits on %s', async (_, answer, status) => {
    page(answer);

    expect(await ask()).toMatchObject({ action: 'wait', measured: { deepPageStatus: status } });
  });

  it('goes by the name of a site that has a certificate, and says where that has to lead when it does not answer', async () => {
    page(async () => Promise.reject(new TypeError('fetch failed')));
    stacks({ web: { outputs: WEB } });
    targets('healthy', 'healthy');
    mockSiteKey();
    const https = { name: 'www.example.com', hostedZone: 'Z0123456789ABC' };

    const answer = await invoke(askDeepPage, { spec: siteSpec({ web: { ...siteSpec().web, https } }) });

    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toMatch(/^https:\/\/www\.example\.com\/nines\/health\?/);
    expect(answer).toMatchObject({
      action: 'wait',
      reason: 'The deep page did not answer. https://www.example.com has to lead to myapp.example.',
    });
  });

  it('is an error without a load balancer to ask', async () => {
    stacks({});

    await expect(invoke(askDeepPage, { spec: siteSpec() })).rejects.toMatchObject({ name: 'MissingError' });
  });
});

describe('planning', () => {
  const teardown = (request: object = {}, spec = siteSpec()) =>
    invoke(planTeardown, { run: run({ kind: 'teardown-site' }), spec, request });

  it('a teardown takes what there is, and a snapshot of the database first', async () => {
    stacks({ network: {}, database: { outputs: { DatabaseIdentifier: 'myapp-db' } } });
    clients.rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceStatus: 'available' }] });

    const plan = await teardown();

    expect(plan.waves.map(({ layers }) => layers.map(({ layer }) => layer))).toEqual([['database'], ['network']]);
    expect(plan.snapshot).toEqual({ action: 'take', kind: 'instance', databaseId: 'myapp-db', snapshotId: 'nines-myapp-final-7' });
  });

  it.each([
    [{}, 'refuse', /protected against deletion.*unprotect=database/],
    [{ unprotect: 'database' }, 'proceed', /protection of myapp-db/],
  ])('a teardown asked with %j answers a protected database with %s', async (request, action, reason) => {
    stacks({ database: { outputs: { DatabaseIdentifier: 'myapp-db' } } });
    clients.rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceStatus: 'available', DeletionProtection: true }] });

    expect(await teardown(request)).toMatchObject({ action, reason: expect.stringMatching(reason) });
  });

  it.each([
    [{ engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 1 }, 'aurora'],
    [{ deployment: 'cluster', instanceClass: 'db.m6gd.large', storageGb: 100, iops: 1_000 }, 'cluster'],
  ])('a teardown snapshots the cluster of %j', async (database, kind) => {
    stacks({ database: { outputs: { DatabaseIdentifier: 'myapp-db' } } });
    clients.rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Status: 'available' }] });

    const { network } = siteSpec();
    const third = { name: 'us-east-1c', public: '10.0.3.0/24', data: '10.0.13.0/24' };
    const inThreeZones = { ...network, zones: [...network.zones, third] };

    const plan = await teardown({}, siteSpec({ database: databaseSchema.parse(database), network: inThreeZones }));

    expect(plan).toMatchObject({ action: 'proceed', snapshot: { action: 'take', kind } });
  });

  it('a teardown keeps no snapshot where the spec does without', async () => {
    stacks({ database: {} });
    clients.rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceStatus: 'available' }] });
    const database = { ...siteSpec().database!, snapshotOnDelete: false };

    expect((await teardown({}, siteSpec({ database }))).snapshot.action).toBe('none');
  });

  it('a teardown that resumes wants no snapshot of a database that is gone', async () => {
    stacks({ network: {} });
    clients.rds.on(DescribeDBInstancesCommand).rejects(awsError('DBInstanceNotFoundFault'));

    expect((await teardown()).snapshot.action).toBe('none');
  });
});
