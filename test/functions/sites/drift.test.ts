import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as detectDrift } from '#functions/sites/detect-drift.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';

const stacks = mockClient(CloudFormationClient);
const NOW = '2018-02-08T09:00:00Z';
const ROW = { pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state: 'registered', spec: siteSpec(), outputs: {} };
const detect = () => invoke(detectDrift, { site: 'myapp', patienceSeconds: 20 });

/** The web layer alone stands, checked for drift at some time or never. */
function standing(LastCheckTimestamp?: string): void {
  const DriftInformation = LastCheckTimestamp ? { LastCheckTimestamp: new Date(LastCheckTimestamp) } : {};
  stacks.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    if (StackName !== 'nines-myapp-web') throw awsError('ValidationError', `Stack with id ${StackName} does not exist`);
    return { Stacks: [{ StackId: 'id-of-web', StackStatus: 'UPDATE_COMPLETE', CreationTime: new Date(0), DriftInformation }] };
  });
}

beforeEach(() => {
  stacks.reset();
  standing();
  ledgerOf([ROW]);
  stacks.on(DetectStackDriftCommand).resolves({ StackDriftDetectionId: 'one' });
  stacks.on(DescribeStackDriftDetectionStatusCommand).resolves({ DetectionStatus: 'DETECTION_COMPLETE' });
  stacks.on(DescribeStackResourceDriftsCommand).resolves({
    StackResourceDrifts: [
      {
        LogicalResourceId: 'Group',
        ResourceType: 'AWS::AutoScaling::AutoScalingGroup',
        StackResourceDriftStatus: 'MODIFIED',
        PropertyDifferences: [
          { PropertyPath: '/MinSize', ExpectedValue: '2', ActualValue: '8', DifferenceType: 'NOT_EQUAL' },
          { PropertyPath: '/HealthCheckType', ExpectedValue: 'ELB', ActualValue: 'EC2', DifferenceType: 'NOT_EQUAL' },
        ],
      },
    ] as never,
  });
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(new Date(NOW));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('detecting drift', () => {
  it('tells what was changed by hand, and leaves out what the calendar holds', async () => {
    vi.setSystemTime(new Date('2018-02-10T09:00:00Z'));

    const { drift, ours, reason } = await detect();

    expect(drift).toMatchObject([{ layer: 'web', id: 'Group', differences: [{ path: '/HealthCheckType' }] }]);
    expect(ours).toMatchObject([{ id: 'Group', differences: [{ path: '/MinSize' }] }]);
    expect(reason).toBe('web: Group HealthCheckType is EC2 instead of ELB.');
  });

  it('does not ask again for what was found a moment ago', async () => {
    standing('2018-02-08T08:59:00Z');

    expect((await detect()).drift).toHaveLength(1);
    expect(stacks.commandCalls(DetectStackDriftCommand)).toEqual([]);
  });

  it('asks again for what was found long ago', async () => {
    standing('2018-02-08T08:00:00Z');

    await detect();

    expect(stacks.commandCalls(DetectStackDriftCommand)).toHaveLength(1);
  });

  it('says of what is not there in time that it is not known', async () => {
    stacks.on(DescribeStackDriftDetectionStatusCommand).callsFake(() => {
      vi.setSystemTime(new Date('2018-02-08T09:00:21Z'));
      return { DetectionStatus: 'DETECTION_IN_PROGRESS' };
    });
    vi.stubGlobal('setTimeout', (wake: () => void) => setImmediate(wake));

    expect(await detect()).toMatchObject({ drift: [], notKnown: [{ layer: 'web', reason: expect.stringContaining('ask again') }] });
  });

  it('tells what it has read of a detection that failed, and that it is not whole', async () => {
    stacks
      .on(DescribeStackDriftDetectionStatusCommand)
      .resolves({ DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: 'no right to read the role' });

    expect(await detect()).toMatchObject({ drift: [{ id: 'Group' }], notKnown: [{ layer: 'web', reason: 'no right to read the role' }] });
  });

  it('says of a layer that cannot be asked for why', async () => {
    stacks.on(DetectStackDriftCommand).rejects(awsError('ValidationError', 'Drift detection is already in progress'));

    expect(await detect()).toMatchObject({ notKnown: [{ reason: expect.stringContaining('already in progress') }] });
  });

  it('is an error of a site that nobody knows', async () => {
    ledgerOf();

    await expect(detect()).rejects.toMatchObject({ name: 'MissingError' });
  });
});
