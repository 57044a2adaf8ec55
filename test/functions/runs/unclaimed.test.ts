import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reacting } from '#events/reactions.ts';
import { handler as handleAlarm } from '#functions/alarms/handle-alarm.ts';
import { handler as admitNode } from '#functions/lifecycle/admit-node.ts';
import { handler as finishHook } from '#functions/lifecycle/finish-hook.ts';
import { handler as recordActivity } from '#functions/lifecycle/record-activity.ts';
import { handler as retireNode } from '#functions/lifecycle/retire-node.ts';
import { handler as resumeRun } from '#functions/runs/resume-run.ts';
import { handler as undoRun } from '#functions/runs/undo-run.ts';
import { logger } from '#functions/shared/logger.ts';
import { invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;
const HANDLERS: Record<Reacting, Handler> = {
  'admit-node': admitNode,
  'retire-node': retireNode,
  'finish-hook': finishHook,
  'record-activity': recordActivity,
  'handle-alarm': handleAlarm,
  'resume-run': resumeRun,
  'undo-run': undoRun,
};
const SAMPLES = join(import.meta.dirname, '../../../events/samples');
const NOW = Date.parse('2018-02-10T18:06:00Z');

/** A sample as it would come from somebody who has nothing to do with us: other names, and an id of any spelling. */
function strangers(name: string): Record<string, never> {
  const text = readFileSync(join(SAMPLES, `${name}.json`), 'utf8')
    .replaceAll('nines-', 'shop-')
    .replaceAll('myapp', 'acme');
  return { ...JSON.parse(text), id: 'du3bdEXAMPLE' };
}

const steps = mockClient(SFNClient);
const ssm = mockClient(SSMClient);
const groups = mockClient(AutoScalingClient);
const alarms = mockClient(CloudWatchClient);
let printed: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  for (const mock of [steps, ssm, groups, alarms]) mock.reset();
  mockClient(DynamoDBClient).on(PutItemCommand).resolves({}).on(UpdateItemCommand).resolves({});
  groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
  alarms.on(ListTagsForResourceCommand).resolves({ Tags: [] });
  printed = [];
  logger.setLogLevel('INFO');
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    printed.push(String(line));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  logger.setLogLevel('SILENT');
});

const counted = () => printed.map((line) => JSON.parse(line)).filter((line) => '_aws' in line);

describe('an event that belongs to no site', () => {
  it.each<[Reacting, string, object]>([
    ['admit-node', 'instance-launching', { action: 'ignore' }],
    ['retire-node', 'instance-terminating', { action: 'ignore' }],
    ['finish-hook', 'command-ended', { action: 'ignore' }],
    ['finish-hook', 'whole-command-ended', { action: 'ignore' }],
    ['record-activity', 'instance-launched', { recorded: false }],
    ['record-activity', 'instance-not-terminated', { recorded: false }],
    ['handle-alarm', 'alarm-changed', { action: 'ignore' }],
    ['handle-alarm', 'composite-alarm-changed', { action: 'ignore' }],
    ['resume-run', 'stack-ended', { resumed: 0 }],
    ['resume-run', 'database-failed-over', { resumed: 0 }],
    ['resume-run', 'automated-snapshot-created', { resumed: 0 }],
    ['resume-run', 'instance-launched', { resumed: 0 }],
    ['resume-run', 'command-failed', { resumed: 0 }],
    ['undo-run', 'execution-failed', { undone: [], closed: false }],
    ['undo-run', 'execution-timed-out', { undone: [], closed: false }],
  ])('is taken by %s (%s), answered, counted once, and nothing is done', async (name, sample, answer) => {
    const ledger = ledgerOf();

    await expect(invoke(HANDLERS[name], strangers(sample))).resolves.toEqual(answer);

    expect(counted()).toMatchObject([
      {
        function_name: 'test',
        UnclaimedEvents: 1,
        _aws: {
          Timestamp: NOW,
          CloudWatchMetrics: [
            { Namespace: 'Nines', Dimensions: [['function_name']], Metrics: [{ Name: 'UnclaimedEvents', Unit: 'Count' }] },
          ],
        },
      },
    ]);
    expect(ledger.keys()).toEqual([]);
    expect([...steps.calls(), ...ssm.calls()]).toEqual([]);
  });

  it('is not what an event is that somebody waits for', async () => {
    const key = 'stack/shop-acme-web';
    ledgerOf([{ pk: `WAIT#${key}`, sk: 'TOKEN#run-1', key, runId: 'run-1', site: 'acme', token: 'token-1', check: { goal: 'deleted' } }]);

    await expect(invoke(resumeRun, strangers('stack-ended'))).resolves.toEqual({ resumed: 0 });

    expect(counted()).toEqual([]);
  });

  it('is not the end of a part of a run either: its parent answers for it', async () => {
    const ledger = ledgerOf([{ pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'provision-site', untilMs: NOW + 1 }]);
    const ours = JSON.parse(readFileSync(join(SAMPLES, 'execution-aborted.json'), 'utf8'));
    const stateMachineArn = ours.detail.stateMachineArn.replace(/nines-[a-z-]+$/, 'nines-build-layer');
    const input = JSON.stringify({ run: { runId: 'run-1', site: 'myapp' }, layer: 'web' });

    const answer = invoke(undoRun, { ...ours, detail: { ...ours.detail, stateMachineArn, input } });

    await expect(answer).resolves.toEqual({ undone: [], closed: false });
    expect(ledger.keys()).toEqual(['SITE#myapp/LEASE']);
    expect(counted()).toEqual([]);
  });

  it('never undoes a run of ours, whatever its input claims', async () => {
    const ledger = ledgerOf([{ pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'chaos-experiment', untilMs: NOW + 1 }]);
    const ours = JSON.parse(readFileSync(join(SAMPLES, 'execution-aborted.json'), 'utf8'));
    const stateMachineArn = ours.detail.stateMachineArn.replace('nines-', 'shop-');

    await expect(invoke(undoRun, { ...ours, detail: { ...ours.detail, stateMachineArn } })).resolves.toEqual({ undone: [], closed: false });

    expect(ledger.keys()).toEqual(['SITE#myapp/LEASE']);
    expect(counted()).toHaveLength(1);
  });
});
