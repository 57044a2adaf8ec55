import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SiteSpec } from '#domain/site-spec.ts';
import { handler as checkStack } from '#functions/sites/check-stack.ts';
import { handler as judgeChangeSet } from '#functions/sites/judge-change-set.ts';
import { handler as planSite } from '#functions/sites/plan-site.ts';
import { handler as prepareLayer } from '#functions/sites/prepare-layer.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const stacks = mockClient(CloudFormationClient);
const objects = mockClient(S3Client);
const THURSDAY = '2018-02-08T09:00:00Z';
const SATURDAY = '2018-02-10T09:00:00Z';
const NETWORK = {
  VpcId: 'vpc-1',
  PublicSubnetIds: 'a,b',
  ApplicationSubnetIds: 'a,b',
  DataSubnetIds: 'c,d',
  LoadBalancerSecurityGroupId: 'sg-1',
  WebSecurityGroupId: 'sg-2',
  DataSubnetZones: '10.0.11.0/24=us-east-1a,10.0.12.0/24=us-east-1b',
  DataSecurityGroupId: 'sg-3',
};
const WEB_ONLY = siteSpec({ database: undefined, cache: undefined });
const RUN = run({ kind: 'provision-site', runId: 'run-2' });

/** Stacks that an earlier run has made; any other is answered as CloudFormation answers what it does not know. */
function standing(...layers: string[]): void {
  stacks.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    const layer = StackName.replace('nines-myapp-', '');
    if (!layers.includes(layer)) throw awsError('ValidationError', `Stack with id ${StackName} does not exist`);
    const Outputs = Object.entries(layer === 'network' ? NETWORK : {}).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    const Tags = [
      { Key: 'nines:site', Value: 'myapp' },
      { Key: 'nines:run', Value: 'run-1' },
    ];
    return { Stacks: [{ StackId: `id-of-${layer}`, StackStatus: 'CREATE_COMPLETE', CreationTime: new Date(0), Outputs, Tags }] };
  });
}

/** What CloudFormation says of every change set. */
const answered = (Status: string, more: object = {}) =>
  stacks.on(DescribeChangeSetCommand).resolves({ Status: Status as 'FAILED', StackId: 'id-of-stack', ...more });
const changing = (LogicalResourceId: string, ResourceType: string, Replacement: string) => ({
  Changes: [{ ResourceChange: { Action: 'Modify' as const, LogicalResourceId, ResourceType, Replacement: Replacement as 'True' } }],
});
const registered = (spec: SiteSpec = WEB_ONLY) => ({
  pk: 'SITE#myapp',
  sk: 'SITE',
  site: 'myapp',
  state: 'registered',
  spec,
  outputs: NETWORK,
});
const at = (time: string) => vi.setSystemTime(new Date(time));

beforeEach(() => {
  stacks.reset();
  objects.reset();
  objects.onAnyCommand().resolves({ ContentLength: 1 } as never);
  vi.useFakeTimers({ toFake: ['Date'] });
  at(THURSDAY);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('preparing a layer that stands', () => {
  const prepare = async (layer: string, spec = WEB_ONLY) => invoke(prepareLayer, { run: RUN, spec, layer });
  const sizes = (step: object) =>
    (step as { parameters: { ParameterKey: string }[] }).parameters.filter(({ ParameterKey }) => /^(Min|Max)Size$/.test(ParameterKey));

  it('asks for an update that keeps the name of the run that made it', async () => {
    standing('network');

    expect(await prepare('network')).toMatchObject({
      action: 'update',
      changeSetType: 'UPDATE',
      stackId: 'id-of-network',
      before: '1970-01-01T00:00:00.000Z',
      tags: [
        { Key: 'nines:site', Value: 'myapp' },
        { Key: 'nines:run', Value: 'run-1' },
      ],
    });
  });

  it('brings the sizes of the spec while no window is open', async () => {
    ledgerOf([registered()]);
    standing('network', 'web');

    expect(sizes(await prepare('web'))).toEqual([
      { ParameterKey: 'MinSize', ParameterValue: '2' },
      { ParameterKey: 'MaxSize', ParameterValue: '4' },
    ]);
  });

  it.each<[name: string, time: string, rows: object[]]>([
    ['by the calendar', SATURDAY, [registered()]],
    ['by a baseline that is not back yet', THURSDAY, [registered(), { pk: 'SITE#myapp', sk: 'BASELINE#Weekend Traffic', min: 2, max: 4 }]],
  ])('leaves the sizes alone while a window is open %s', async (_, time, rows) => {
    ledgerOf(rows as Record<string, unknown>[]);
    standing('network', 'web');
    at(time);

    expect(sizes(await prepare('web'))).toEqual([
      { ParameterKey: 'MinSize', UsePreviousValue: true },
      { ParameterKey: 'MaxSize', UsePreviousValue: true },
    ]);
  });
});

describe('planning a site', () => {
  const plan = (spec = WEB_ONLY, replaceData: string[] = []) => invoke(planSite, { run: RUN, spec, replaceData });

  it('that is not there asks nothing of CloudFormation, and notes that it is being provisioned', async () => {
    const ledger = ledgerOf();
    standing();

    const { action, waves } = await plan(siteSpec());

    expect(action).toBe('proceed');
    expect(waves.map(({ layers }) => layers.map(({ layer }) => layer))).toEqual([['network'], ['database', 'cache'], ['web'], ['watch']]);
    expect(stacks.commandCalls(CreateChangeSetCommand)).toEqual([]);
    expect(ledger.row('SITE#myapp/SITE')).toMatchObject({ state: 'provisioning', spec: siteSpec() });
  });

  it('that serves keeps the spec by which it does', async () => {
    const before = siteSpec({ database: undefined, cache: undefined, region: 'us-east-2' });
    const ledger = ledgerOf([registered(before)]);
    standing();

    await plan();

    expect(ledger.row('SITE#myapp/SITE')).toMatchObject({ state: 'registered', spec: { region: 'us-east-2' } });
  });

  it('looks at what stands before anything is touched, and takes its question away again', async () => {
    ledgerOf();
    standing('network');
    answered('CREATE_COMPLETE', changing('Vpc', 'AWS::EC2::VPC', 'False'));

    expect(await plan()).toMatchObject({ action: 'proceed', reason: 'Would change: network.', standing: ['network'] });
    expect(stacks.commandCalls(DeleteChangeSetCommand)).toHaveLength(1);
  });

  it('is refused, and leaves no row, where a change is refused', async () => {
    const ledger = ledgerOf();
    standing('network', 'database');
    answered('CREATE_COMPLETE', changing('Database', 'AWS::RDS::DBInstance', 'True'));

    expect(await plan(siteSpec())).toMatchObject({ action: 'refuse', reason: expect.stringContaining('replaceData=database') });
    expect(ledger.keys()).toEqual([]);
  });

  it('goes on with the word', async () => {
    ledgerOf();
    standing('network', 'database');
    stacks
      .on(DescribeChangeSetCommand)
      .callsFake(({ StackName }) =>
        StackName === 'nines-myapp-database'
          ? { Status: 'CREATE_COMPLETE', ...changing('Database', 'AWS::RDS::DBInstance', 'True') }
          : { Status: 'FAILED', StatusReason: 'No updates are to be performed.' },
      );

    expect(await plan(siteSpec(), ['database'])).toMatchObject({ action: 'proceed', reason: 'Would change: database.' });
  });

  it.each([
    ['FAILED', 'Template format error', /refuses the change: Template format error/],
    ['CREATE_IN_PROGRESS', '', /has not answered in time/],
  ])('is refused where CloudFormation answers %s %s', async (Status, StatusReason, reason) => {
    ledgerOf();
    standing('network');
    let looks = 0;
    stacks.on(DescribeChangeSetCommand).callsFake(() => {
      looks += 1;
      if (looks > 1) at('2018-02-08T10:00:00Z');
      return { Status, StatusReason };
    });
    vi.stubGlobal('setTimeout', (wake: () => void) => setImmediate(wake));

    expect(await plan()).toMatchObject({ action: 'refuse', reason: expect.stringMatching(reason) });
    vi.unstubAllGlobals();
  });

  it('names the layers that it no longer asks for', async () => {
    ledgerOf();
    standing('network', 'cache');
    answered('FAILED', { StatusReason: 'No updates are to be performed.' });

    expect(await plan()).toMatchObject({ action: 'proceed', leftAlone: ['cache'] });
  });

  it('is refused where it drops a window that is open', async () => {
    ledgerOf([registered()]);
    standing();
    at(SATURDAY);

    expect(await plan({ ...WEB_ONLY, windows: [] })).toMatchObject({
      action: 'refuse',
      reason: expect.stringContaining('"Weekend Traffic"'),
    });
  });
});

describe('judging a change set', () => {
  const judge = (layer = 'database') => invoke(judgeChangeSet, { run: RUN, layer, changeSetName: 'nines-1', replaceData: [] });

  it.each<[status: string, more: object, action: string]>([
    ['CREATE_COMPLETE', changing('Cache', 'AWS::ElastiCache::CacheCluster', 'True'), 'execute'],
    ['CREATE_COMPLETE', changing('Database', 'AWS::RDS::DBInstance', 'Conditional'), 'refuse'],
    ['CREATE_PENDING', {}, 'wait'],
    ['CREATE_COMPLETE', { ExecutionStatus: 'EXECUTE_IN_PROGRESS' }, 'executed'],
    ['FAILED', { StatusReason: "The submitted information didn't contain changes." }, 'nothing'],
    ['FAILED', { StatusReason: 'No such parameter.' }, 'failed'],
  ])('that is %s with %j answers %s', async (Status, more, action) => {
    standing('network', 'database');
    answered(Status, more);

    expect(await judge()).toMatchObject({ action, stackId: 'id-of-stack' });
  });

  it('reads every page before it says yes', async () => {
    standing('network', 'database');
    stacks.on(DescribeChangeSetCommand).callsFake(({ NextToken }) => ({
      Status: 'CREATE_COMPLETE',
      ...(NextToken ? changing('Database', 'AWS::RDS::DBInstance', 'True') : { NextToken: 'more' }),
    }));

    expect(await judge()).toMatchObject({ action: 'refuse' });
  });

  it('does not say yes to one that has no end', async () => {
    standing('network', 'database');
    answered('CREATE_COMPLETE', { NextToken: 'more' });

    await expect(judge()).rejects.toThrow('more than 10 pages');
  });
});

describe('looking at a stack', () => {
  const look = (StackStatus: string, LastUpdatedTime: string, before?: string) => {
    stacks.on(DescribeStacksCommand).resolves({ Stacks: [{ StackStatus, LastUpdatedTime: new Date(LastUpdatedTime) }] as never });
    return invoke(checkStack, { stackId: 'arn:stack/1', ...(before ? { before } : {}) });
  };

  it('says what failed in it', async () => {
    stacks.on(DescribeStackEventsCommand).resolves({
      StackEvents: [
        { StackId: 'arn:stack/1', LogicalResourceId: 'Database', ResourceStatus: 'UPDATE_FAILED', ResourceStatusReason: 'No capacity.' },
      ] as never,
    });

    expect(await look('UPDATE_ROLLBACK_COMPLETE', THURSDAY)).toEqual({
      action: 'fail',
      reason: 'The stack is UPDATE_ROLLBACK_COMPLETE. Database: No capacity.',
    });
  });

  it('does not take the end of an earlier update for that of this one', async () => {
    expect(await look('UPDATE_COMPLETE', THURSDAY, new Date(THURSDAY).toISOString())).toMatchObject({ action: 'not-begun' });
    expect(await look('UPDATE_COMPLETE', SATURDAY, new Date(THURSDAY).toISOString())).toMatchObject({ action: 'proceed' });
  });
});
