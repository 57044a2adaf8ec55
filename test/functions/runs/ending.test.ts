import { AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeExecutionCommand, SendTaskFailureCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as clearUndo } from '#functions/runs/clear-undo.ts';
import { handler as closeRun } from '#functions/runs/close-run.ts';
import { handler as recordUndo } from '#functions/runs/record-undo.ts';
import { handler as undoRun } from '#functions/runs/undo-run.ts';
import executionAborted from '../../../events/samples/execution-aborted.json' with { type: 'json' };
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = '2018-02-09T15:10:00.000Z';
const DEADLINE = '2018-02-09T15:30:00.000Z';
const UNDO = { kind: 'restore-group', arguments: { group: 'myapp-asg', min: 8, max: 16 } } as const;
const RUN_ROW = { pk: 'SITE#myapp', sk: 'RUN#run-1', ...run(), executionArn: 'arn:execution' };
const LEASE = { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'chaos-experiment', untilMs: Date.parse(NOW) + 1 };
const UNDO_ROW = { pk: 'RUN#run-1', sk: 'UNDO#u-1', undoId: 'u-1', undo: UNDO, deadline: DEADLINE, state: 'open' };
const WAITS = [
  { pk: 'RUN#run-1', sk: 'WAIT#group/myapp-asg/launched', key: 'group/myapp-asg/launched' },
  { pk: 'WAIT#group/myapp-asg/launched', sk: 'TOKEN#run-1', key: 'group/myapp-asg/launched', runId: 'run-1', token: 'token-1', check: {} },
];
const PASSED = {
  run: run(),
  verdict: 'PASSED',
  reason: 'Recovered.',
  objective: { recoverySeconds: 600 },
  measured: { recoverySeconds: 120 },
};

const bus = mockClient(EventBridgeClient);
const s3 = mockClient(S3Client);
const scheduler = mockClient(SchedulerClient);
const states = mockClient(SFNClient);
const groups = mockClient(AutoScalingClient);
const told = () => bus.commandCalls(PutEventsCommand).map(({ args }) => JSON.parse(args[0].input.Entries?.[0]?.Detail ?? '{}'));

beforeEach(() => {
  for (const mock of [bus, s3, scheduler, states, groups]) mock.reset();
  bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: '1' }] });
  states.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
  vi.useFakeTimers({ now: new Date(NOW), toFake: ['Date'] });
});

describe('closing a run', () => {
  it('writes verdict and evidence, frees the lease and tells the bus', async () => {
    const ledger = ledgerOf([RUN_ROW, LEASE]);

    const record = await invoke(closeRun, PASSED);

    expect(record).toMatchObject({ id: 'run-1', verdict: 'PASSED', endedAt: NOW, measured: { recoverySeconds: 120 } });
    expect(ledger.row('SITE#myapp/LEASE')).toBeUndefined();
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Key).toBe('runs/myapp/run-1/record.json');
    expect(told()).toEqual([record]);
  });

  it('leaves the lease of another run alone', async () => {
    const ledger = ledgerOf([RUN_ROW, { ...LEASE, holder: 'other' }], ['/LEASE']);

    await invoke(closeRun, PASSED);

    expect(ledger.row('SITE#myapp/LEASE')).toMatchObject({ holder: 'other' });
  });

  it('keeps the first verdict, and tells of it once', async () => {
    const ended = { ...RUN_ROW, endedAt: NOW, verdict: 'ABORTED', reason: 'By the lever.', objective: {}, measured: {} };
    ledgerOf([ended], ['RUN#run-1', 'SEEN#told']);

    const record = await invoke(closeRun, PASSED);

    expect(record).toMatchObject({ verdict: 'ABORTED', reason: 'By the lever.' });
    expect(told()).toEqual([]);
  });

  it.each([
    ['a verdict that there is not', { verdict: 'GREEN' }],
    ['no reason', { reason: '' }],
    ['a measure that is a list', { measured: { recoverySeconds: [1] } }],
    ['an unknown key', { colour: 'green' }],
  ])('refuses %s', async (_, changes) => {
    ledgerOf([RUN_ROW]);

    await expect(invoke(closeRun, { ...PASSED, ...changes })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

describe('recording an undo', () => {
  it('sets the dead man first, then writes the undo, then the audit line', async () => {
    const ledger = ledgerOf();
    scheduler.on(CreateScheduleCommand).callsFake(() => {
      expect(ledger.keys()).toEqual([]);
      return {};
    });

    const { undoId } = await invoke(recordUndo, { run: run(), undo: UNDO, deadline: DEADLINE });

    expect(ledger.keys()).toEqual([`RUN#run-1/UNDO#${undoId}`, `RUN#run-1/AUDIT#${NOW}#0`]);
    expect(scheduler.commandCalls(CreateScheduleCommand)[0]?.args[0].input).toMatchObject({
      ScheduleExpression: 'at(2018-02-09T15:30:00)',
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:nines-undo-run' },
    });
  });

  it('names the same undo again when it is retried', async () => {
    ledgerOf();
    const first = await invoke(recordUndo, { run: run(), undo: UNDO, deadline: DEADLINE });
    scheduler.on(CreateScheduleCommand).rejects(awsError('ConflictException'));

    expect(await invoke(recordUndo, { run: run(), undo: UNDO, deadline: DEADLINE })).toEqual(first);
  });

  it.each([
    ['the dead man cannot be set', () => scheduler.on(CreateScheduleCommand).rejects(awsError('AccessDeniedException'))],
    ['the undo cannot be written', () => ledgerOf([], ['/UNDO#'])],
  ])('is a RecordError when %s, so that the step is not taken', async (_, breakIt) => {
    ledgerOf();
    breakIt();

    await expect(invoke(recordUndo, { run: run(), undo: UNDO, deadline: DEADLINE })).rejects.toMatchObject({ name: 'RecordError' });
  });

  it('takes no deadline that has passed', async () => {
    ledgerOf();

    await expect(invoke(recordUndo, { run: run(), undo: UNDO, deadline: NOW })).rejects.toMatchObject({ name: 'RecordError' });
    expect(scheduler.calls()).toHaveLength(0);
  });

  it('is cleared together with its dead man, even one that has fired', async () => {
    const ledger = ledgerOf([UNDO_ROW]);
    scheduler.on(DeleteScheduleCommand).rejects(awsError('ResourceNotFoundException'));

    expect(await invoke(clearUndo, { run: run(), undoId: 'u-1' })).toEqual({ cleared: true });
    expect(ledger.row('RUN#run-1/UNDO#u-1')).toMatchObject({ state: 'cleared' });
  });
});

describe('undoing a run', () => {
  const deadMan = { deadMan: true, runId: 'run-1', site: 'myapp', undoId: 'u-1' };
  const aborted = (changes: object = {}) => ({
    ...executionAborted,
    detail: {
      ...executionAborted.detail,
      input: JSON.stringify({ ...JSON.parse(executionAborted.detail.input), runId: 'run-1' }),
      ...changes,
    },
  });

  it('by its dead man acts, fails the open tokens, stops the execution and closes the run as ERRORED', async () => {
    const ledger = ledgerOf([RUN_ROW, LEASE, UNDO_ROW, ...WAITS]);

    const answer = await invoke(undoRun, deadMan);

    expect(answer).toEqual({ undone: ['u-1'], closed: true });
    expect(groups.commandCalls(UpdateAutoScalingGroupCommand)[0]?.args[0].input).toEqual({
      AutoScalingGroupName: 'myapp-asg',
      MinSize: 8,
      MaxSize: 16,
    });
    expect(states.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({ taskToken: 'token-1', error: 'Run.Aborted' });
    expect(states.commandCalls(StopExecutionCommand)).toHaveLength(1);
    expect(ledger.row('SITE#myapp/RUN#run-1')).toMatchObject({ verdict: 'ERRORED' });
    expect(ledger.row('SITE#myapp/LEASE')).toBeUndefined();
    expect(ledger.row('RUN#run-1/UNDO#u-1')).toMatchObject({ state: 'done' });
  });

  it('does nothing when the undo was cleared before', async () => {
    const ledger = ledgerOf([RUN_ROW, LEASE, { ...UNDO_ROW, state: 'cleared' }]);

    expect(await invoke(undoRun, deadMan)).toEqual({ undone: [], closed: false });
    expect(groups.calls()).toHaveLength(0);
    expect(ledger.row('SITE#myapp/LEASE')).toEqual(LEASE);
  });

  it('acts once for two deliveries', async () => {
    ledgerOf([RUN_ROW, LEASE, UNDO_ROW]);

    await invoke(undoRun, aborted());
    await invoke(undoRun, aborted());

    expect(groups.commandCalls(UpdateAutoScalingGroupCommand)).toHaveLength(1);
  });

  it.each([
    ['ABORTED', 'ABORTED'],
    ['TIMED_OUT', 'ERRORED'],
    ['FAILED', 'ERRORED'],
  ])('of an execution that is %s closes it as %s', async (status, verdict) => {
    const ledger = ledgerOf([RUN_ROW, LEASE]);

    await invoke(undoRun, aborted({ status, error: 'Some.Error', cause: 'because' }));

    expect(ledger.row('SITE#myapp/RUN#run-1')).toMatchObject({ verdict, reason: expect.stringContaining('Some.Error: because') });
    expect(ledger.row('SITE#myapp/LEASE')).toBeUndefined();
  });

  it('asks for the input that an event was too small to hold', async () => {
    const ledger = ledgerOf([RUN_ROW, LEASE]);
    states.on(DescribeExecutionCommand).resolves({ status: 'ABORTED', input: aborted().detail.input });

    await invoke(undoRun, aborted({ input: null }));

    expect(ledger.row('SITE#myapp/RUN#run-1')).toMatchObject({ verdict: 'ABORTED' });
  });

  it('frees the lease of a run that failed while it was opened', async () => {
    const ledger = ledgerOf([LEASE]);

    expect(await invoke(undoRun, aborted({ status: 'FAILED' }))).toEqual({ undone: [], closed: false });
    expect(ledger.row('SITE#myapp/LEASE')).toBeUndefined();
  });

  it('leaves a verdict that is there, and frees the lease that a crash left', async () => {
    const ended = { ...RUN_ROW, endedAt: NOW, verdict: 'FAILED', reason: 'Too slow.', objective: {}, measured: {} };
    const ledger = ledgerOf([ended, LEASE], ['/RUN#run-1']);

    expect(await invoke(undoRun, aborted({ status: 'FAILED' }))).toEqual({ undone: [], closed: false });
    expect(ledger.row('SITE#myapp/RUN#run-1')).toMatchObject({ verdict: 'FAILED' });
    expect(ledger.row('SITE#myapp/LEASE')).toBeUndefined();
  });

  it('leaves executions whose input is not ours', async () => {
    ledgerOf();

    expect(await invoke(undoRun, aborted({ input: '{"order": 7}' }))).toEqual({ undone: [], closed: false });
  });
});
