import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { workerPromise } from '#functions/shared/sites/promises/worker.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const autoScaling = mockClient(AutoScalingClient);
const worker = { instanceType: 't3.micro', min: 2, max: 4, backlogPerInstance: 100, visibilitySeconds: 300 };
const spec = siteSpec({ worker });
const OUTPUTS = { WorkerGroupName: 'nines-myapp-worker' };
const group = (...states: string[]) => ({ Instances: states.map((LifecycleState) => ({ LifecycleState })) }) as never;

beforeEach(() => {
  autoScaling.reset();
});

describe('what the workers promise', () => {
  it.each([
    [['InService', 'InService'], 'proceed'],
    [['InService', 'Pending:Wait'], 'wait'],
    [[], 'wait'],
  ] as const)('is as many in service as were asked for: %j', async (states, action) => {
    autoScaling
      .on(DescribeAutoScalingGroupsCommand, { AutoScalingGroupNames: ['nines-myapp-worker'] })
      .resolves({ AutoScalingGroups: [group(...states)] });

    expect(await workerPromise(spec, OUTPUTS)).toMatchObject({ action });
  });

  it('is asked by the name that the site gives, when the layer gave none', async () => {
    autoScaling
      .on(DescribeAutoScalingGroupsCommand, { AutoScalingGroupNames: ['nines-myapp-worker'] })
      .resolves({ AutoScalingGroups: [group('InService', 'InService')] });

    expect(await workerPromise(spec, {})).toMatchObject({ action: 'proceed' });
  });

  it('is broken when there is no such group', async () => {
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });

    expect(await workerPromise(spec, OUTPUTS)).toMatchObject({ action: 'fail' });
  });

  it('is not asked of a site that does without', async () => {
    expect(await workerPromise(siteSpec(), OUTPUTS)).toMatchObject({ action: 'fail', reason: 'The spec has no such layer.' });
  });

  it('is an error, not a broken promise, when Auto Scaling does not answer', async () => {
    autoScaling.on(DescribeAutoScalingGroupsCommand).rejects(awsError('Throttling'));

    await expect(workerPromise(spec, OUTPUTS)).rejects.toMatchObject({ name: 'Throttling' });
  });
});
