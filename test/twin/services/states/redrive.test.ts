import { describe, expect, it } from 'vitest';
import { START_MS } from '../account.ts';
import { invoke, openMachine } from './machine.ts';

const DAY_SECONDS = 86_400;

/** A machine of two steps; the second fails until it is repaired. */
function openBroken(more: object = {}, top: object = {}) {
  const state = { broken: true };
  const twin = openMachine(
    { First: { ...invoke('first'), End: undefined, Next: 'Second' }, Second: invoke('second', {}, more) },
    { first: () => 1, second: () => (state.broken ? Promise.reject(new RangeError('broken')) : 2) },
    { top },
  );
  const redrive = (input: object = {}, name = 'run-1') =>
    twin.call('states', 'RedriveExecution', { executionArn: `arn:aws:states:us-east-1:123456789012:execution:demo:${name}`, ...input });
  const repair = (): void => {
    state.broken = false;
  };
  return { ...twin, redrive, repair, invoked: () => twin.invocations.map((invocation) => invocation.name) };
}

describe('RedriveExecution', () => {
  it('goes on where the execution failed, under its ARN and with its history', async () => {
    const { start, play, look, types, redrive, repair, invoked } = openBroken();
    const executionArn = start({ a: 1 });
    await play();
    expect(look()).toMatchObject({ status: 'FAILED', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    repair();

    const { redriveDate } = redrive();
    expect(look()).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveDate, redriveStatus: 'NOT_REDRIVABLE' });
    expect(look().stopDate).toBeUndefined();
    await play();

    expect(look()).toMatchObject({ executionArn, status: 'SUCCEEDED', redriveCount: 1, startDate: new Date(START_MS) });
    expect(look().error).toBeUndefined();
    expect(invoked()).toEqual(['first', 'second', 'second']);
    expect(types().filter((type) => type === 'ExecutionRedriven')).toHaveLength(1);
    expect(types().at(-1)).toBe('ExecutionSucceeded');
  });

  it('tells the bus and the journal', async () => {
    const { start, play, redrive, repair, cloud, journal } = openBroken();
    const details: Record<string, unknown>[] = [];
    cloud.connectBus((event) => details.push(event.detail));
    start();
    await play();
    repair();
    redrive();
    await play();

    expect(details.map(({ status, redriveCount }) => [status, redriveCount])).toEqual([
      ['RUNNING', 0],
      ['FAILED', 0],
      ['RUNNING', 1],
      ['SUCCEEDED', 1],
    ]);
    expect(details[2]).toMatchObject({ redriveDate: new Date(START_MS + 3_600_000).toISOString(), stopDate: null, error: null });
    expect(
      journal('state')
        .filter((entry) => entry.status !== undefined)
        .map((entry) => [entry.status, entry.redrive, entry.transitions]),
    ).toEqual([
      ['RUNNING', undefined, undefined],
      ['FAILED', undefined, 2],
      ['RUNNING', 1, undefined],
      ['SUCCEEDED', undefined, 3],
    ]);
  });

  it('answers the same for the same client token, and redrives once', async () => {
    const { start, play, redrive, look } = openBroken();
    start();
    await play();

    const first = redrive({ clientToken: 'token-1' });
    await play(600);
    const second = redrive({ clientToken: 'token-1' });

    expect(second).toEqual(first);
    expect(look().redriveCount).toBe(1);
    await play(600);
    redrive({ clientToken: 'token-1' });
    expect(look().redriveCount).toBe(2);
  });

  it('runs the definition that the execution started with', async () => {
    const { start, play, call, stateMachineArn, redrive, repair, look } = openBroken();
    const executionArn = start();
    await play();
    repair();
    call('states', 'UpdateStateMachine', { stateMachineArn, definition: '{"StartAt":"X","States":{"X":{"Type":"Fail","Error":"New"}}}' });

    redrive();
    await play();

    expect(look().status).toBe('SUCCEEDED');
    expect(call('states', 'DescribeStateMachineForExecution', { executionArn }).definition).toContain('Second');
  });

  it('starts an execution that was stopped before it began', async () => {
    const { start, play, call, redrive, repair, look, types } = openBroken();
    repair();
    call('states', 'StopExecution', { executionArn: start() });
    redrive();
    await play();

    expect(look().status).toBe('SUCCEEDED');
    expect(types().slice(0, 4)).toEqual(['ExecutionStarted', 'ExecutionAborted', 'ExecutionRedriven', 'TaskStateEntered']);
  });

  it('keeps its place when it is stopped before it goes on', async () => {
    const { start, play, call, redrive, repair, look, types, invoked } = openBroken();
    const executionArn = start();
    await play();
    repair();
    redrive();
    call('states', 'StopExecution', { executionArn });
    await play();
    expect(look()).toMatchObject({ status: 'ABORTED', redriveCount: 1 });
    redrive();
    await play();

    expect(look()).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
    expect(invoked()).toEqual(['first', 'second', 'second']);
    expect(types().filter((type) => type.startsWith('Execution'))).toEqual([
      'ExecutionStarted',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ExecutionAborted',
      'ExecutionRedriven',
      'ExecutionSucceeded',
    ]);
  });

  it.each<[reason: string, seconds: number]>([['Execution redrivable period exceeded', 15 * DAY_SECONDS]])(
    'is refused: %s',
    async (reason, seconds) => {
      const { start, play, redrive, look } = openBroken();
      start();
      await play(seconds);

      expect(() => redrive()).toThrow(expect.objectContaining({ shape: 'ExecutionNotRedrivable', message: reason }));
      expect(look()).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason });
    },
  );

  it.each<[status: string, seconds: number]>([
    ['RUNNING', 10],
    ['SUCCEEDED', 100],
  ])('is refused while it is %s', async (status, seconds) => {
    const { start, play, call } = openMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });
    const executionArn = start();
    await play(seconds);

    expect(() => call('states', 'RedriveExecution', { executionArn })).toThrow(`Execution is ${status} and cannot be redriven`);
  });

  it('is refused when the history has no room left', async () => {
    const { start, play, call, look } = openMachine({
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'A' }], Default: 'C' },
      C: { Type: 'Succeed' },
    });
    const executionArn = start();
    await play();

    expect(look()).toMatchObject({ status: 'FAILED', redriveStatusReason: 'Execution history event limit exceeded' });
    expect(() => call('states', 'RedriveExecution', { executionArn })).toThrow(
      expect.objectContaining({ shape: 'ExecutionNotRedrivable' }),
    );
  });

  it('draws other tokens than before, so that the old ones stay dead', async () => {
    const tokens: string[] = [];
    const { start, play, call } = openMachine(
      {
        Hold: invoke(
          'hold',
          { token: '{% $states.context.Task.Token %}' },
          { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', TimeoutSeconds: 60 },
        ),
      },
      { hold: (payload) => void tokens.push((payload as { token: string }).token) },
    );
    const executionArn = start();
    await play(100);
    call('states', 'RedriveExecution', { executionArn });
    await play(10);

    expect(new Set(tokens).size).toBe(2);
    expect(() => call('states', 'SendTaskSuccess', { taskToken: tokens[0], output: '1' })).toThrow(
      expect.objectContaining({ shape: 'TaskTimedOut' }),
    );
    call('states', 'SendTaskSuccess', { taskToken: tokens[1], output: '1' });
  });

  it('lists what was redriven apart', async () => {
    const { start, play, call, redrive, stateMachineArn } = openBroken();
    start({}, 'run-1');
    start({}, 'run-2');
    await play();
    redrive();
    await play();
    const names = (redriveFilter: string): string[] =>
      call('states', 'ListExecutions', { stateMachineArn, redriveFilter }).executions.map((execution: { name: string }) => execution.name);

    expect([names('REDRIVEN'), names('NOT_REDRIVEN')]).toEqual([['run-1'], ['run-2']]);
  });

  it('plays the same way twice', async () => {
    const heads = [];
    for (let round = 0; round < 2; round += 1) {
      const { start, play, redrive, repair, cloud } = openBroken({
        Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxAttempts: 2 }],
      });
      start();
      await play();
      repair();
      redrive();
      await play();
      heads.push(cloud.journal.head);
    }

    expect(heads[0]).toBe(heads[1]);
  });
});
