// Goal: each handler asks AWS what it has to know, decides by the domain, and acts on nothing that is not its own.
// Method: canned answers of AWS by operation, the ledger as a real table of the twin's.
import {
  CancelInstanceRefreshCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  RollbackInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as checkRefresh } from '#functions/refresh/check-refresh.ts';
import { handler as keepImage } from '#functions/refresh/keep-image.ts';
import { handler as planRefresh } from '#functions/refresh/plan-refresh.ts';
import { handler as prepareBuilder } from '#functions/refresh/prepare-builder.ts';
import { handler as recheckRefresh } from '#functions/refresh/recheck-refresh.ts';
import { handler as takeRefreshBack } from '#functions/refresh/take-refresh-back.ts';
import { actUndo } from '#functions/shared/runs/undo-acts.ts';
import { siteSpec } from '../../domain/support.ts';
import { mockWeb } from '../aws-state.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = Date.parse('2018-02-09T15:20:00Z');
const RUN = run({ kind: 'refresh-site', leaseUntil: '2018-02-09T20:00:00.000Z' });
const LEASE = { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'refresh-site', untilMs: NOW + 3_600_000 };
const WEB = { group: 'myapp-asg', targetGroupArn: 'arn:tg' };
const TEMPLATE = { id: 'lt-1', version: '3' };
const ec2 = mockClient(EC2Client);
const cloudWatch = mockClient(CloudWatchClient);
const ssm = mockClient(SSMClient);
const NEW_IMAGE = 'ami-00000002';

/** A group of two nodes that launch version 3, or as a test says. */
function group(changes: object = {}) {
  const { autoScaling } = mockWeb({ count: 2 });
  const [described] = [
    {
      AutoScalingGroupName: 'myapp-asg',
      MinSize: 2,
      MaxSize: 4,
      DesiredCapacity: 2,
      DefaultCooldown: 300,
      AvailabilityZones: ['us-east-1a'],
      HealthCheckType: 'ELB',
      CreatedTime: new Date(0),
      VPCZoneIdentifier: 'subnet-1,subnet-2',
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' },
      Instances: ['i-0', 'i-1'].map((InstanceId) => ({
        InstanceId,
        AvailabilityZone: 'us-east-1a',
        LifecycleState: 'InService' as const,
        HealthStatus: 'Healthy',
        ProtectedFromScaleIn: false,
        LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' },
      })),
      ...changes,
    },
  ];
  autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [described as never] });
  autoScaling.on(DescribeInstanceRefreshesCommand).resolves({ InstanceRefreshes: [] });
  return autoScaling;
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  ec2.reset();
  cloudWatch.reset();
  ssm.reset();
  ec2.on(DescribeLaunchTemplateVersionsCommand).resolves({ LaunchTemplateVersions: [{ LaunchTemplateData: { ImageId: 'ami-00000001' } }] });
  ec2
    .on(DescribeImagesCommand)
    .callsFake(({ ImageIds: [ImageId] }) => ({ Images: [{ ImageId, State: 'available', Architecture: 'x86_64' }] }));
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: 'my-app-cpu', StateValue: 'OK' }] });
  ledgerOf([LEASE]);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('plan-refresh', () => {
  const plan = (request: object = { image: NEW_IMAGE }) => invoke(planRefresh, { run: RUN, spec: siteSpec(), request, ...WEB });

  it('hands on the template, the image that is replaced, where a builder may stand, and when it is undone', async () => {
    group();

    expect(await plan()).toMatchObject({
      action: 'proceed',
      template: TEMPLATE,
      previousImage: 'ami-00000001',
      subnetId: 'subnet-1',
      undoDeadline: '2018-02-09T19:55:00.000Z',
    });
  });

  it('asks for the alarms of CPU and unhealthy targets, and for no others', async () => {
    group();
    const alarms = {
      ...siteSpec().alarms,
      unhealthyTargets: { threshold: 1, minutes: 5 },
      serverErrors: { thresholdPercent: 5, minutes: 3 },
    };

    await invoke(planRefresh, { run: RUN, spec: siteSpec({ alarms }), request: { image: NEW_IMAGE }, ...WEB });

    const [call] = cloudWatch.commandCalls(DescribeAlarmsCommand);
    expect(call?.args[0].input.AlarmNames).toEqual(['my-app-cpu', 'myapp-unhealthy-targets']);
  });

  it('refuses an image that is not there', async () => {
    group();
    ec2.on(DescribeImagesCommand, { ImageIds: [NEW_IMAGE] }).rejects(awsError('InvalidAMIID.NotFound'));

    expect(await plan()).toMatchObject({ action: 'refuse', reason: expect.stringContaining('There is no image') });
  });

  it('refuses while another refresh is under way', async () => {
    group()
      .on(DescribeInstanceRefreshesCommand)
      .resolves({ InstanceRefreshes: [{ Status: 'InProgress' }] });

    expect(await plan()).toMatchObject({ action: 'refuse', reason: expect.stringContaining('Another instance refresh') });
  });

  it('finds the template of a mixed group', async () => {
    const specification = { LaunchTemplateId: 'lt-7', Version: '2' };
    group({ LaunchTemplate: undefined, MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: specification } } });

    expect(await plan({ bake: true })).toMatchObject({ template: { id: 'lt-7', version: '2' } });
  });
});

describe('prepare-builder', () => {
  const prepare = () => invoke(prepareBuilder, { run: RUN, instanceId: 'i-9' });

  it('has the node check itself before it takes away what is its own', async () => {
    ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'command-1' } });

    expect(await prepare()).toEqual({ commandId: 'command-1' });
    const [script] = ssm.commandCalls(SendCommandCommand)[0]?.args[0].input.Parameters?.commands ?? [];
    expect(script).toContain('/opt/nines/check-node && /opt/nines/prepare-image');
  });

  it('offers the command again while the agent is not heard', async () => {
    ssm
      .on(SendCommandCommand)
      .rejectsOnce(awsError('InvalidInstanceId'))
      .resolves({ Command: { CommandId: 'command-1' } });

    const asked = prepare();
    await vi.advanceTimersByTimeAsync(6_000);

    expect(await asked).toEqual({ commandId: 'command-1' });
  });

  it('leaves it to the machine to try again when the agent is not heard for long', async () => {
    ssm.on(SendCommandCommand).rejects(awsError('InvalidInstanceId'));

    const asked = expect(prepare()).rejects.toMatchObject({ name: 'TransientError' });
    await vi.advanceTimersByTimeAsync(120_000);

    await asked;
  });

  it('sends nothing for a run that is to stop', async () => {
    ledgerOf([LEASE, { pk: 'LEVER', sk: 'LEVER', engaged: true, by: 'ada', at: 'now' }]);

    await expect(prepare()).rejects.toMatchObject({ name: 'Run.Aborted' });
    expect(ssm.calls()).toHaveLength(0);
  });
});

describe('recheck-refresh', () => {
  const recheck = () => invoke(recheckRefresh, { run: RUN, ...WEB, template: TEMPLATE, version: '4' });

  it('writes its audit line, and says what the group is to launch', async () => {
    group();
    const ledger = ledgerOf([LEASE]);

    expect(await recheck()).toMatchObject({
      action: 'proceed',
      desiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } },
    });
    expect(ledger.keys().some((key) => key.startsWith('RUN#run-1/AUDIT#'))).toBe(true);
  });

  it.each([
    ['somebody else holds the site', () => ledgerOf([{ ...LEASE, holder: 'run-2' }]), {}, 'run-2'],
    [
      'somebody has changed the template meanwhile',
      () => undefined,
      { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '5' } },
      'version 5',
    ],
    ['the site is no longer steady', () => undefined, { DesiredCapacity: 3 }, 'the group wants 3'],
  ])('refuses where %s', async (_, prepare, changes, reason) => {
    group(changes);
    prepare();

    expect(await recheck()).toMatchObject({ action: 'refuse', reason: expect.stringContaining(reason) });
  });

  it('stops a run that is to stop', async () => {
    group();
    ledgerOf([LEASE, { pk: 'LEVER', sk: 'LEVER', engaged: true, by: 'ada', at: 'now' }]);

    await expect(recheck()).rejects.toMatchObject({ name: 'Run.Aborted' });
  });
});

describe('check-refresh', () => {
  const check = (aborted: string | null = null) =>
    invoke(checkRefresh, {
      run: RUN,
      ...WEB,
      loadBalancer: 'app/nines-myapp/1',
      targetGroup: 'targetgroup/nines-myapp/1',
      refreshId: 'refresh-1',
      startedAt: '2018-02-09T15:00:30.000Z',
      version: '4',
      objective: { nodes: 2, leastHealthy: 2, minutes: 35 },
      aborted,
    });
  const refreshIs = (refresh: object, minima: readonly number[] = [2, 2]) => {
    group()
      .on(DescribeInstanceRefreshesCommand)
      .resolves({ InstanceRefreshes: [refresh] });
    cloudWatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: minima.map((Minimum) => ({ Minimum })) });
  };

  it('waits while it is under way', async () => {
    refreshIs({ Status: 'InProgress', StatusReason: 'Warming up.' });

    expect(await check()).toMatchObject({ action: 'wait', status: 'InProgress' });
  });

  it('passes by what is there and what the load balancer counted, from the minute in which it began', async () => {
    refreshIs({ Status: 'Successful' }, [3, 2, 2]);

    expect(await check()).toMatchObject({
      action: 'judged',
      verdict: 'PASSED',
      objective: { replaced: 2, minHealthySeen: 2, minutes: 35 },
      measured: { replaced: 2, minHealthySeen: 2, minutes: 20 },
    });
    const [call] = cloudWatch.commandCalls(GetMetricStatisticsCommand);
    expect(call?.args[0].input).toMatchObject({ MetricName: 'HealthyHostCount', StartTime: new Date('2018-02-09T15:00:00Z') });
  });

  it('fails where fewer were healthy than promised', async () => {
    refreshIs({ Status: 'Successful' }, [2, 1, 2]);

    expect(await check()).toMatchObject({ verdict: 'FAILED', measured: { minHealthySeen: 1 } });
  });

  it('tells why it was rolled back, in the words of Auto Scaling', async () => {
    refreshIs({ Status: 'RollbackSuccessful', StatusReason: 'Done.', RollbackDetails: { RollbackReason: 'The alarm my-app-cpu.' } });

    expect(await check()).toMatchObject({ verdict: 'FAILED', rollbackReason: 'The alarm my-app-cpu.' });
  });

  it('is an error where the refresh is not to be found', async () => {
    group();
    cloudWatch.on(GetMetricStatisticsCommand).resolves({});

    await expect(check()).rejects.toMatchObject({ name: 'MissingError' });
  });

  it('stops a run that is to stop, but not one that is on its way back already', async () => {
    refreshIs({ Status: 'RollbackInProgress' });
    ledgerOf([LEASE, { pk: 'LEVER', sk: 'LEVER', engaged: true, by: 'ada', at: 'now' }]);

    await expect(check()).rejects.toMatchObject({ name: 'Run.Aborted' });
    expect(await check('The lever.')).toMatchObject({ action: 'wait' });
  });
});

describe('taking a refresh back', () => {
  const BROUGHT = { group: 'myapp-asg', launchTemplateId: 'lt-1', version: '4' };
  const take = () => invoke(takeRefreshBack, { run: RUN, ...BROUGHT, reason: 'The lever.' });
  const ours = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } };
  const mixed = { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '4' } } } };
  const active = (refresh: object) => {
    const autoScaling = group();
    autoScaling.on(DescribeInstanceRefreshesCommand).resolves({ InstanceRefreshes: [refresh] });
    autoScaling.on(RollbackInstanceRefreshCommand).resolves({});
    autoScaling.on(CancelInstanceRefreshCommand).resolves({});
    return autoScaling;
  };

  it.each([
    ['of one template', ours],
    ['of a mixed group', mixed],
  ])('rolls ours back, %s', async (_, DesiredConfiguration) => {
    const autoScaling = active({ Status: 'InProgress', DesiredConfiguration });

    expect(await take()).toEqual({ done: 'rolled back' });
    expect(autoScaling.commandCalls(RollbackInstanceRefreshCommand)).toHaveLength(1);
  });

  it.each([
    ['somebody else’s', { Status: 'InProgress', DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '9' } } }],
    ['one without a desired configuration', { Status: 'InProgress' }],
    ['ours that is over', { Status: 'Successful', DesiredConfiguration: ours }],
    ['ours that goes back already', { Status: 'RollbackInProgress', DesiredConfiguration: ours }],
  ])('leaves %s alone', async (_, refresh) => {
    const autoScaling = active(refresh);

    expect(await take()).toEqual({ done: 'over' });
    expect(autoScaling.commandCalls(RollbackInstanceRefreshCommand)).toHaveLength(0);
  });

  it('stops one that cannot be rolled back', async () => {
    const autoScaling = active({ Status: 'InProgress', DesiredConfiguration: ours });
    autoScaling.on(RollbackInstanceRefreshCommand).rejects(awsError('IrreversibleInstanceRefreshFault'));

    expect(await take()).toEqual({ done: 'stopped' });
    expect(autoScaling.commandCalls(CancelInstanceRefreshCommand)).toHaveLength(1);
  });

  it('stops one that brings what the group has already: there is nothing to go back to', async () => {
    const present = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' } };
    const autoScaling = active({ Status: 'InProgress', DesiredConfiguration: present });

    expect(await invoke(takeRefreshBack, { run: RUN, ...BROUGHT, version: '3', reason: 'The lever.' })).toEqual({ done: 'stopped' });
    expect(autoScaling.commandCalls(RollbackInstanceRefreshCommand)).toHaveLength(0);
  });

  it('is content with one that ended in this moment', async () => {
    active({ Status: 'InProgress', DesiredConfiguration: ours })
      .on(RollbackInstanceRefreshCommand)
      .rejects(awsError('ActiveInstanceRefreshNotFoundFault'));

    expect(await take()).toEqual({ done: 'over' });
  });

  it('is what the undo does', async () => {
    const autoScaling = active({ Status: 'Pending', DesiredConfiguration: ours });

    await actUndo({ kind: 'rollback-refresh', arguments: BROUGHT });

    expect(autoScaling.commandCalls(RollbackInstanceRefreshCommand)).toHaveLength(1);
  });
});

describe('discarding a builder', () => {
  it('ends what carries the tag of the run', async () => {
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-9' }] }] });
    ec2.on(TerminateInstancesCommand).resolves({});

    await actUndo({ kind: 'discard-builder', arguments: { builder: 'run-1' } });

    expect(ec2.commandCalls(TerminateInstancesCommand)[0]?.args[0].input).toEqual({ InstanceIds: ['i-9'] });
    expect(ec2.commandCalls(DescribeInstancesCommand)[0]?.args[0].input.Filters).toContainEqual({
      Name: 'tag:nines:builder',
      Values: ['run-1'],
    });
  });

  it('does nothing where there is none', async () => {
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [] });

    await actUndo({ kind: 'discard-builder', arguments: { builder: 'run-1' } });

    expect(ec2.commandCalls(TerminateInstancesCommand)).toHaveLength(0);
  });
});

describe('keep-image', () => {
  it.each([
    ['nothing', siteSpec(), null],
    ['an image of the spec', siteSpec({ web: { ...siteSpec().web, image: { ami: 'ami-00000001' } } }), 'ami-00000001'],
  ])('remembers the image, and that it stands in the place of %s', async (_, spec, insteadOf) => {
    const ledger = ledgerOf();

    await invoke(keepImage, { run: RUN, spec, image: NEW_IMAGE });

    expect(ledger.row('SITE#myapp/IMAGE')).toMatchObject({ ami: NEW_IMAGE, insteadOf, runId: 'run-1' });
  });
});
