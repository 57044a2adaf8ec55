import { AutoScalingClient, DeleteScheduledActionCommand, PutScheduledUpdateGroupActionCommand } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeDBClusterSnapshotsCommand, DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { executionInputSchema } from '#events/execution-input.ts';
import { databaseSchema } from '#events/site-database.ts';
import { handler as forgetSite } from '#functions/sites/forget-site.ts';
import { handler as registerSite } from '#functions/sites/register-site.ts';
import { handler as stopSchedules } from '#functions/sites/stop-schedules.ts';
import { handler as sweepSite } from '#functions/sites/sweep-site.ts';
import { handler as verifySnapshot } from '#functions/sites/verify-snapshot.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const clients = {
  scheduler: mockClient(SchedulerClient),
  groups: mockClient(AutoScalingClient),
  stacks: mockClient(CloudFormationClient),
  rds: mockClient(RDSClient),
  ec2: mockClient(EC2Client),
  tagging: mockClient(ResourceGroupsTaggingAPIClient),
};
const PAYLOAD = { run: run({ kind: 'provision-site' }), spec: siteSpec() };

beforeEach(() => {
  for (const client of Object.values(clients)) client.reset();
  clients.stacks
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputKey: 'VpcId', OutputValue: 'vpc-1' }] }] as never });
});

describe('registering a site', () => {
  it('writes a schedule to open with its lead and one to close, which start scale-site live', async () => {
    ledgerOf();

    await invoke(registerSite, PAYLOAD);

    const inputs = clients.scheduler.commandCalls(CreateScheduleCommand).map(({ args }) => args[0].input);
    expect(inputs.map(({ Name, ScheduleExpression }) => [Name, ScheduleExpression])).toEqual([
      ['myapp-weekend-traffic-open', 'cron(34 11 ? * FRI *)'],
      ['myapp-weekend-traffic-close', 'cron(0 6 ? * MON *)'],
    ]);
    expect(inputs[0]?.Target?.Arn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:nines-scale-site');
    expect(JSON.parse(inputs[0]?.Target?.Input ?? '')).toMatchObject({
      mode: 'live',
      request: { window: 'Weekend Traffic', action: 'open' },
    });
  });

  it('gives an input that the machine takes once the scheduler has put its values in', async () => {
    ledgerOf();
    await invoke(registerSite, PAYLOAD);
    const text = clients.scheduler.commandCalls(CreateScheduleCommand)[0]?.args[0].input.Target?.Input ?? '';

    const input = JSON.parse(
      text.replace('<aws.scheduler.execution-id>', 'd32c5kddcf5bb8c3').replace('<aws.scheduler.scheduled-time>', '2018-02-09T11:34:00Z'),
    );

    expect(executionInputSchema.safeParse(input)).toMatchObject({ success: true });
  });

  it('gives the group its own actions: opening sets both limits, closing the minimum only', async () => {
    ledgerOf();

    await invoke(registerSite, PAYLOAD);

    const inputs = clients.groups.commandCalls(PutScheduledUpdateGroupActionCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([
      {
        AutoScalingGroupName: 'myapp-asg',
        ScheduledActionName: 'Weekend Traffic',
        Recurrence: '0 12 * * Fri',
        TimeZone: 'UTC',
        MinSize: 8,
        MaxSize: 16,
      },
      {
        AutoScalingGroupName: 'myapp-asg',
        ScheduledActionName: 'Weekend Traffic ends',
        Recurrence: '0 6 * * Mon',
        TimeZone: 'UTC',
        MinSize: 2,
      },
    ]);
  });

  it('is known by its row last of all, with the outputs', async () => {
    const ledger = ledgerOf();

    await invoke(registerSite, PAYLOAD);

    expect(ledger.row('SITE#myapp/SITE')).toMatchObject({ state: 'registered', outputs: { VpcId: 'vpc-1' } });
  });

  it('brings schedules up to date that are there already', async () => {
    ledgerOf();
    clients.scheduler.on(CreateScheduleCommand).rejects(awsError('ConflictException'));

    await invoke(registerSite, PAYLOAD);

    expect(clients.scheduler.commandCalls(UpdateScheduleCommand)).toHaveLength(2);
  });

  it('takes away the schedules and actions of a window that the spec has dropped', async () => {
    const spec = { ...PAYLOAD.spec, windows: [] };
    ledgerOf([{ pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state: 'registered', spec: siteSpec() }]);

    await invoke(registerSite, { ...PAYLOAD, spec });

    const names = clients.scheduler.commandCalls(DeleteScheduleCommand).map(({ args }) => args[0].input.Name);
    expect(names).toEqual(['myapp-weekend-traffic-open', 'myapp-weekend-traffic-close']);
    expect(clients.groups.commandCalls(DeleteScheduledActionCommand)).toHaveLength(2);
  });

  it('lets a window that is open close to the limits of the new spec, and takes away nothing that it still has', async () => {
    const ledger = ledgerOf([
      { pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state: 'registered', spec: siteSpec() },
      { pk: 'SITE#myapp', sk: 'BASELINE#Weekend Traffic', min: 2, max: 4, desired: 2 },
    ]);
    const spec = { ...siteSpec(), web: { ...siteSpec().web, min: 3, max: 6 } };

    await invoke(registerSite, { ...PAYLOAD, spec });

    expect(ledger.row('SITE#myapp/BASELINE#Weekend Traffic')).toMatchObject({ min: 3, max: 6, desired: 3 });
    expect(clients.scheduler.commandCalls(DeleteScheduleCommand)).toEqual([]);
  });

  it('leaves no row when a schedule cannot be written', async () => {
    const ledger = ledgerOf();
    clients.scheduler.on(CreateScheduleCommand).rejects(awsError('ServiceQuotaExceededException'));

    await expect(invoke(registerSite, PAYLOAD)).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' });
    expect(ledger.keys()).toEqual([]);
  });
});

describe('stopping the calendar', () => {
  it('deletes every schedule and every action of the group', async () => {
    expect(await invoke(stopSchedules, PAYLOAD)).toEqual({
      schedules: ['myapp-weekend-traffic-open', 'myapp-weekend-traffic-close'],
      scheduledActions: ['Weekend Traffic', 'Weekend Traffic ends'],
    });
  });

  it('takes what is gone already for done', async () => {
    clients.scheduler.on(DeleteScheduleCommand).rejects(awsError('ResourceNotFoundException'));
    clients.groups.on(DeleteScheduledActionCommand).rejects(awsError('ValidationError'));

    expect(await invoke(stopSchedules, PAYLOAD)).toEqual({ schedules: [], scheduledActions: [] });
  });
});

describe('the final snapshot', () => {
  const verify = (kind = 'instance', spec = siteSpec()) =>
    invoke(verifySnapshot, { spec, kind, snapshotId: 'final', databaseId: 'myapp-db' });

  it('is good when it is available and as large as the database, and has a price', async () => {
    clients.rds
      .on(DescribeDBSnapshotsCommand)
      .resolves({ DBSnapshots: [{ Status: 'available', DBInstanceIdentifier: 'myapp-db', AllocatedStorage: 20 }] });

    expect(await verify()).toMatchObject({ action: 'proceed', snapshot: { id: 'final', storageGb: 20, monthlyCostUsd: 1.9 } });
  });

  it('of Aurora has no size, and so a price that is unknown', async () => {
    clients.rds
      .on(DescribeDBClusterSnapshotsCommand)
      .resolves({ DBClusterSnapshots: [{ Status: 'available', DBClusterIdentifier: 'myapp-db', AllocatedStorage: 0 }] });
    const database = databaseSchema.parse({ engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 1 });

    expect(await verify('aurora', siteSpec({ database }))).toMatchObject({ action: 'proceed', snapshot: { monthlyCostUsd: 'unknown' } });
  });

  it('of a cluster that is not there stops the teardown', async () => {
    clients.rds.on(DescribeDBClusterSnapshotsCommand).rejects(awsError('DBClusterSnapshotNotFoundFault'));

    expect(await verify('cluster')).toMatchObject({ action: 'fail' });
  });

  it('that is not there stops the teardown', async () => {
    clients.rds.on(DescribeDBSnapshotsCommand).rejects(awsError('DBSnapshotNotFoundFault'));

    expect(await verify()).toMatchObject({ action: 'fail' });
  });
});

describe('the sweep', () => {
  const SNAPSHOT = { id: 'final', storageGb: 20, monthlyCostUsd: 1.9 };
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;
  const tagged = (...arns: string[]) =>
    clients.tagging
      .on(GetResourcesCommand)
      .resolves({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })), PaginationToken: '' });
  const sweep = (snapshot: object | null = SNAPSHOT) => invoke(sweepSite, { run: run({ kind: 'teardown-site' }), snapshot });

  it('passes when nothing billable is left but the snapshot, and says its price', async () => {
    tagged(arn('rds', 'snapshot:final'), arn('ec2', 'vpc/vpc-1'));

    expect(await sweep()).toMatchObject({
      verdict: 'PASSED',
      reason: expect.stringContaining('1.90 USD'),
      measured: { leftBehind: 0 },
      details: { monthlyCostUsd: 1.9 },
    });
  });

  it('keeps the last snapshot of a cluster, too', async () => {
    tagged(arn('rds', 'cluster-snapshot:final'));

    expect(await sweep()).toMatchObject({ verdict: 'PASSED' });
  });

  it.each([
    ['rds', 'cluster:myapp-db', 'DBClusterNotFoundFault'],
    ['rds', 'cluster-snapshot:other', 'DBClusterSnapshotNotFoundFault'],
    ['secretsmanager', 'secret:nines/myapp/database-abc123', 'ResourceNotFoundException'],
  ])('asks %s for %s once more', async (service, rest, gone) => {
    tagged(arn(service, rest));
    clients.rds.onAnyCommand().rejects(awsError(gone));
    mockClient(SecretsManagerClient).onAnyCommand().rejects(awsError(gone));

    expect(await sweep()).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
  });

  it.each([
    [{ DeletedDate: new Date(0) }, 'PASSED'],
    [{}, 'FAILED'],
  ])('answers a secret that is described as %j with %s', async (described, verdict) => {
    tagged(arn('secretsmanager', 'secret:nines/myapp/database-abc123'));
    mockClient(SecretsManagerClient).onAnyCommand().resolves(described);

    expect(await sweep()).toMatchObject({ verdict });
  });

  it('does not believe a tag that outlives its thing', async () => {
    tagged(arn('ec2', 'instance/i-1'), arn('rds', 'db:myapp-db'));
    clients.ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [{ State: { Name: 'terminated' } }] }] });
    clients.rds.on(DescribeDBInstancesCommand).rejects(awsError('DBInstanceNotFoundFault'));

    expect(await sweep(null)).toMatchObject({ verdict: 'PASSED', details: { monthlyCostUsd: 0 } });
  });

  it('fails with what is still there, by its ARN', async () => {
    tagged(arn('ec2', 'instance/i-1'));
    clients.ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [{ State: { Name: 'running' } }] }] });

    expect(await sweep()).toMatchObject({
      verdict: 'FAILED',
      reason: expect.stringContaining('instance/i-1'),
      measured: { leftBehind: 1 },
    });
  });

  it('says an unknown price as unknown, never as 0', async () => {
    tagged();

    expect(await sweep({ ...SNAPSHOT, monthlyCostUsd: 'unknown' })).toMatchObject({
      reason: expect.stringContaining('unknown price'),
      details: { monthlyCostUsd: 'unknown' },
    });
  });

  it('keeps the snapshot of a database that a change gave up, and no other', async () => {
    tagged(arn('rds', 'snapshot:nines-myapp-replaced-7'), arn('rds', 'snapshot:by-hand'));
    clients.rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [{ Status: 'available' }] });

    const { measured, reason, details } = await sweep();

    expect(measured).toEqual({ leftBehind: 1 });
    expect(reason).toContain('snapshot:by-hand');
    expect(reason).toContain('kept on purpose: the final snapshot final (at most 1.90 USD a month), the snapshot nines-myapp-replaced-7');
    expect(details.monthlyCostUsd).toBe('unknown');
  });

  it('tells what else is kept on purpose', async () => {
    tagged('arn:aws:s3:::nines-myapp-web-accesslogbucket-1a2b', arn('backup', 'recovery-point:1-2'));

    const { verdict, reason } = await sweep();

    expect(verdict).toBe('PASSED');
    expect(reason).toContain('access logs in nines-myapp-web-accesslogbucket-1a2b');
    expect(reason).toContain('automatic backups of the shared files');
  });

  it('reads every page, and does not read for ever', async () => {
    clients.tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [], PaginationToken: 'more' });

    await expect(sweep()).rejects.toThrow('more than 20 pages');
  });
});

describe('forgetting a site', () => {
  const row = (state: string) => ({ pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state });

  it('takes its row and its baselines away', async () => {
    const ledger = ledgerOf([row('registered'), { pk: 'SITE#myapp', sk: 'BASELINE#Weekend Traffic' }]);

    expect(await invoke(forgetSite, PAYLOAD)).toEqual({ forgotten: true });
    expect(ledger.keys()).toEqual([]);
  });

  it('leaves one that has served, when only a provisioning is taken back', async () => {
    const ledger = ledgerOf([row('registered')]);

    expect(await invoke(forgetSite, { ...PAYLOAD, unlessRegistered: true })).toEqual({ forgotten: false });
    expect(ledger.keys()).toEqual(['SITE#myapp/SITE']);
  });
});
