import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompleteLifecycleActionCommand, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as admitNode } from '#functions/lifecycle/admit-node.ts';
import { handler as finishHook } from '#functions/lifecycle/finish-hook.ts';
import { handler as recordActivity } from '#functions/lifecycle/record-activity.ts';
import { handler as retireNode } from '#functions/lifecycle/retire-node.ts';
import { OUR_HOOKS } from '#functions/shared/lifecycle/site-of-held-node.ts';
import { lifecycleHooks } from '#infra/site/lifecycle-hooks.ts';
import { mockWeb } from '../aws-state.ts';
import { awsError, invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = Date.parse('2018-02-09T15:02:00Z');
const sample = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../../../events/samples', `${name}.json`), 'utf8'));
const LAUNCHING = sample('instance-launching');
const TERMINATING = sample('instance-terminating');
const ENDED = sample('command-ended');
const COMMAND = ENDED.detail['command-id'];
const INSTANCE = LAUNCHING.detail.EC2InstanceId;
const held = (transition: string) => ({
  pk: `COMMAND#${COMMAND}`,
  sk: 'HOOK',
  site: 'myapp',
  instanceId: INSTANCE,
  group: 'myapp-asg',
  hook: 'nines-hook',
  token: 'token-1',
  transition,
});
const LAUNCH = held('autoscaling:EC2_INSTANCE_LAUNCHING');
const TERMINATE = held('autoscaling:EC2_INSTANCE_TERMINATING');

let web: ReturnType<typeof mockWeb>;
let ssm = mockClient(SSMClient);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  mockClient(DynamoDBClient).on(PutItemCommand).resolves({}).on(UpdateItemCommand).resolves({});
  web = mockWeb();
  web.autoScaling.on(CompleteLifecycleActionCommand).resolves({});
  ssm = mockClient(SSMClient);
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: COMMAND } });
});
afterEach(() => void vi.useRealTimers());

const completed = () => web.autoScaling.commandCalls(CompleteLifecycleActionCommand).map(({ args: [{ input }] }) => input);
const sent = () => ssm.commandCalls(SendCommandCommand).map(({ args: [{ input }] }) => input);
const untagged = () =>
  web.autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [{ AutoScalingGroupName: 'theirs' } as never] });

/** Lets the faked clock run, second by second, until an invocation has ended. */
async function overTime<T>(invocation: Promise<T>): Promise<T> {
  let isOver = false;
  const over = invocation.finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  for (let second = 0; !isOver && second < 120; second++) await vi.advanceTimersByTimeAsync(1_000);
  return over;
}

describe('the hooks of a site', () => {
  it('are those that its group is made with', () => {
    const made = lifecycleHooks.map(({ lifecycleTransition, lifecycleHookName }) => [lifecycleTransition, lifecycleHookName]);

    expect(Object.entries(OUR_HOOKS)).toEqual(made);
  });

  it.each([
    ['admit-node', admitNode, LAUNCHING],
    ['retire-node', retireNode, TERMINATING],
  ])('are the only ones that %s touches, even in a group of ours', async (_, handler, event) => {
    const theirs = { ...event, detail: { ...event.detail, LifecycleHookName: 'theirs' } };

    await expect(invoke<object>(handler, theirs)).resolves.toEqual({ action: 'ignore' });
    expect([...sent(), ...completed()]).toEqual([]);
  });
});

describe('admit-node', () => {
  it('has the node check itself, and remembers who is held', async () => {
    const ledger = ledgerOf();

    await expect(invoke(admitNode, LAUNCHING)).resolves.toEqual({ action: 'check', commandId: COMMAND });
    expect(sent()).toMatchObject([
      {
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [INSTANCE],
        Parameters: { commands: [expect.stringMatching(/\[ -x \/opt\/nines\/check-node \] && exec \/opt\/nines\/check-node/)] },
      },
    ]);
    expect(ledger.row(`COMMAND#${COMMAND}/HOOK`)).toMatchObject({ instanceId: INSTANCE, hook: 'nines-launch', site: 'myapp' });
    expect(completed()).toEqual([]);
  });

  it('offers the command again until the agent of the node is heard', async () => {
    ledgerOf();
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout'] });
    ssm
      .on(SendCommandCommand)
      .rejectsOnce(awsError('InvalidInstanceId'))
      .rejectsOnce(awsError('InvalidInstanceId'))
      .resolves({ Command: { CommandId: COMMAND } });

    await expect(overTime(invoke(admitNode, LAUNCHING))).resolves.toEqual({ action: 'check', commandId: COMMAND });
    expect(sent()).toHaveLength(3);
    expect(Date.now() - NOW).toBeGreaterThanOrEqual(10_000);
  });

  it('asks to be tried again when the node cannot be reached for long', async () => {
    ledgerOf();
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout'] });
    ssm.on(SendCommandCommand).rejects(awsError('InvalidInstanceId'));

    await expect(overTime(invoke(admitNode, LAUNCHING))).rejects.toMatchObject({ name: 'TransientError' });
    expect(sent()).toHaveLength(8);
    expect(completed()).toEqual([]);
  });

  it('throws what no waiting mends', async () => {
    ledgerOf();
    ssm.on(SendCommandCommand).rejects(awsError('AccessDeniedException'));

    await expect(invoke(admitNode, LAUNCHING)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('leaves nodes of other groups alone', async () => {
    untagged();

    await expect(invoke(admitNode, LAUNCHING)).resolves.toEqual({ action: 'ignore' });
    expect(sent()).toEqual([]);
  });

  it('takes a late event of a group that is gone', async () => {
    web.autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });

    await expect(invoke(admitNode, LAUNCHING)).resolves.toEqual({ action: 'ignore' });
  });

  it('rejects an event of another shape', async () => {
    await expect(invoke(admitNode, ENDED)).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

describe('retire-node', () => {
  it('keeps the logs under the site and the node', async () => {
    const ledger = ledgerOf();

    await expect(invoke(retireNode, TERMINATING)).resolves.toEqual({ action: 'collect', commandId: COMMAND });
    expect(sent()).toMatchObject([
      {
        Parameters: { commands: ['/opt/nines/collect-logs'] },
        OutputS3BucketName: 'test-nines_evidence_bucket',
        OutputS3KeyPrefix: `nodes/myapp/${INSTANCE}/`,
      },
    ]);
    expect(ledger.row(`COMMAND#${COMMAND}/HOOK`)).toMatchObject({ transition: 'autoscaling:EC2_INSTANCE_TERMINATING' });
  });

  it.each(['InvalidInstanceId', 'AccessDeniedException'])('lets a node go that cannot be spoken to (%s)', async (name) => {
    ledgerOf();
    ssm.on(SendCommandCommand).rejects(awsError(name));

    await expect(invoke(retireNode, TERMINATING)).resolves.toEqual({ action: 'release' });
    expect(completed()).toMatchObject([{ InstanceId: INSTANCE, LifecycleActionResult: 'CONTINUE' }]);
  });

  it('is patient with a throttled call', async () => {
    ledgerOf();
    ssm.on(SendCommandCommand).rejects(awsError('ThrottlingException'));

    await expect(invoke(retireNode, TERMINATING)).rejects.toMatchObject({ name: 'TransientError' });
    expect(completed()).toEqual([]);
  });

  it('leaves nodes of other groups alone', async () => {
    untagged();

    await expect(invoke(retireNode, TERMINATING)).resolves.toEqual({ action: 'ignore' });
  });
});

describe('finish-hook', () => {
  const ended = (status: string) => ({ ...ENDED, detail: { ...ENDED.detail, status } });

  it.each([
    ['launching', LAUNCH, 'Success', 'CONTINUE'],
    ['launching', LAUNCH, 'Failed', 'ABANDON'],
    ['launching', LAUNCH, 'TimedOut', 'ABANDON'],
    ['terminating', TERMINATE, 'Success', 'CONTINUE'],
    ['terminating', TERMINATE, 'Failed', 'CONTINUE'],
    ['terminating', TERMINATE, 'Delivery Timed Out', 'CONTINUE'],
  ])('completes a %s node after %o told %s with %s', async (_, row, status, result) => {
    const ledger = ledgerOf([row]);

    await expect(invoke(finishHook, ended(status))).resolves.toMatchObject({ action: result });
    expect(completed()).toEqual([
      {
        AutoScalingGroupName: 'myapp-asg',
        LifecycleHookName: 'nines-hook',
        LifecycleActionToken: 'token-1',
        InstanceId: INSTANCE,
        LifecycleActionResult: result,
      },
    ]);
    expect(ledger.row(`COMMAND#${COMMAND}/HOOK`)).toBeUndefined();
  });

  it('ignores commands that hold nobody', async () => {
    ledgerOf();

    await expect(invoke(finishHook, ENDED)).resolves.toEqual({ action: 'ignore' });
    expect(completed()).toEqual([]);
  });

  it('waits while the command is under way', async () => {
    const ledger = ledgerOf([LAUNCH]);

    await expect(invoke(finishHook, ended('InProgress'))).resolves.toMatchObject({ action: 'wait' });
    expect(ledger.row(`COMMAND#${COMMAND}/HOOK`)).toBeDefined();
  });

  it('takes an action that is over for done', async () => {
    const ledger = ledgerOf([LAUNCH]);
    web.autoScaling
      .on(CompleteLifecycleActionCommand)
      .rejects(awsError('ValidationError', `No active Lifecycle Action found with instance ID ${INSTANCE}`));

    await expect(invoke(finishHook, ENDED)).resolves.toMatchObject({ action: 'CONTINUE' });
    expect(ledger.row(`COMMAND#${COMMAND}/HOOK`)).toBeUndefined();
  });

  it('throws any other refusal, and goes on remembering', async () => {
    const ledger = ledgerOf([LAUNCH]);
    web.autoScaling.on(CompleteLifecycleActionCommand).rejects(awsError('ValidationError', 'no such group'));

    await expect(invoke(finishHook, ENDED)).rejects.toMatchObject({ name: 'ValidationError' });
    expect(ledger.row(`COMMAND#${COMMAND}/HOOK`)).toBeDefined();
  });
});

describe('record-activity', () => {
  const lease = { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'chaos-experiment', untilMs: NOW + 1 };

  it.each(['instance-launched', 'instance-not-launched', 'instance-terminated'])(
    'notes %s in the audit of the run that holds the site',
    async (name) => {
      const ledger = ledgerOf([lease]);

      await expect(invoke(recordActivity, sample(name))).resolves.toEqual({ recorded: true, runId: 'run-1' });
      expect(ledger.row('RUN#run-1/AUDIT#2018-02-09T15:02:00.000Z#0')).toMatchObject({
        who: 'the group myapp-asg',
        reason: expect.stringMatching(/.+/),
      });
    },
  );

  it.each([
    ['nobody holds the site', []],
    ['the lease has run out', [{ ...lease, untilMs: NOW }]],
  ])('writes nothing when %s', async (_, rows) => {
    const ledger = ledgerOf(rows);

    await expect(invoke(recordActivity, sample('instance-launched'))).resolves.toEqual({ recorded: false });
    expect(ledger.keys().filter((key) => key.includes('AUDIT'))).toEqual([]);
  });

  it('leaves other groups alone', async () => {
    ledgerOf([lease]);
    untagged();

    await expect(invoke(recordActivity, sample('instance-launched'))).resolves.toEqual({ recorded: false });
  });
});
