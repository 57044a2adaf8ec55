import { describe, expect, it } from 'vitest';
import { START_MS } from '../account.ts';
import { invoke, openMachine, task } from './machine.ts';

describe('an execution', () => {
  it('starts after a moment, runs and succeeds', async () => {
    const { start, look, play, types } = openMachine({ Go: { Type: 'Pass', Output: { said: '{% $states.input.word %}' }, End: true } });

    start({ word: 'yes' });
    expect(look()).toMatchObject({ status: 'RUNNING', startDate: new Date(START_MS) });
    await play();

    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '{"said":"yes"}' });
    expect(look().stopDate.getTime()).toBeGreaterThan(START_MS);
    expect(types()).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
  });

  it('is the same when it is started twice while it runs', async () => {
    const { start, play, journal } = openMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });

    const first = start({ a: 1 });
    await play(30);
    const second = start({ a: 1 });
    await play();

    expect(second).toBe(first);
    expect(journal('state').filter((entry) => entry.status === 'RUNNING')).toHaveLength(1);
  });

  it.each([
    ['with another input', { a: 2 }, 0],
    ['once it is over', { a: 1 }, 100],
  ])('cannot be started twice %s', async (_case, input, seconds) => {
    const { start, play } = openMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });
    start({ a: 1 });
    await play(seconds);

    expect(() => start(input)).toThrow('Execution Already Exists');
  });

  it('tells the bus what became of it', async () => {
    const { start, play, cloud } = openMachine({ No: { Type: 'Fail', Error: 'Bad.Luck', Cause: 'none' } });
    const details: Record<string, unknown>[] = [];
    cloud.connectBus((event) => details.push({ type: event['detail-type'], source: event.source, ...event.detail }));

    const executionArn = start({ a: 1 });
    await play();

    expect(details.map((detail) => detail.status)).toEqual(['RUNNING', 'FAILED']);
    expect(details[1]).toMatchObject({
      type: 'Step Functions Execution Status Change',
      source: 'aws.states',
      executionArn,
      name: 'run-1',
      input: '{"a":1}',
      output: null,
      error: 'Bad.Luck',
      cause: 'none',
      startDate: START_MS,
      redriveStatus: 'REDRIVABLE',
      redriveStatusReason: 'Execution is FAILED and is redrivable',
      inputDetails: { included: true },
      outputDetails: null,
    });
  });

  it.each<[what: string, characters: number, input: boolean, output: boolean]>([
    ['keeps short payloads', 10, true, true],
    ['drops the input when both together are too long', 130 * 1024, false, true],
    ['drops the output too when it is too long alone', 253 * 1024, false, false],
  ])('%s in its event', async (_, characters, input, output) => {
    const { start, play, cloud } = openMachine({ Done: { Type: 'Succeed' } });
    const details: Record<string, unknown>[] = [];
    cloud.connectBus((event) => details.push(event.detail));

    start({ a: 'x'.repeat(characters) });
    await play();

    expect(details[1]).toMatchObject({
      status: 'SUCCEEDED',
      input: input ? expect.any(String) : null,
      output: output ? expect.any(String) : null,
      inputDetails: { included: input },
      outputDetails: { included: output },
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  it('is aborted from outside without running its catch', async () => {
    const { start, play, call, look, invocations } = openMachine(
      {
        Hold: {
          ...invoke(
            'hold',
            {},
            { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Undo' }] },
          ),
        },
        Undo: invoke('undo'),
      },
      { hold: () => null, undo: () => null },
    );
    const executionArn = start();
    await play(60);

    call('states', 'StopExecution', { executionArn, error: 'Stopped', cause: 'by hand' });
    await play();

    expect(look()).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
    expect(invocations.map((invocation) => invocation.name)).toEqual(['hold']);
  });

  it('that is stopped before it ran never runs', async () => {
    const { start, play, call, look, invocations } = openMachine({ Go: invoke('go') }, { go: () => null });

    call('states', 'StopExecution', { executionArn: start() });
    await play();

    expect(look().status).toBe('ABORTED');
    expect(invocations).toEqual([]);
  });

  it('writes the states that it entered into the journal', async () => {
    const { start, play, journal } = openMachine({ One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Succeed' } });

    start();
    await play();

    expect(journal('state').map((entry) => entry.state ?? entry.status)).toEqual(['RUNNING', 'One', 'Two', 'SUCCEEDED']);
  });

  it('plays the same way twice', async () => {
    const tellings = [];
    for (let round = 0; round < 2; round++) {
      const { start, play, cloud } = openMachine(
        { Go: invoke('fails', {}, { Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxAttempts: 3 }] }) },
        { fails: () => Promise.reject(new TypeError('no')) },
      );
      start();
      await play();
      tellings.push(cloud.journal.head);
    }

    expect(tellings[0]).toBe(tellings[1]);
  });
});

describe('what is refused', () => {
  it.each([
    ['a name with a space', { name: 'a b' }, 'InvalidName'],
    ['an input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    [
      'a machine that nobody made',
      { stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:none' },
      'StateMachineDoesNotExist',
    ],
    ['an ARN that is none', { stateMachineArn: 'demo' }, 'InvalidArn'],
  ])('%s', (_case, input, shape) => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } });

    expect(() => call('states', 'StartExecution', { stateMachineArn, ...input })).toThrow(expect.objectContaining({ shape }));
  });

  it('a synchronous start of a standard machine', () => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } });

    expect(() => call('states', 'StartSyncExecution', { stateMachineArn })).toThrow(
      expect.objectContaining({ shape: 'StateMachineTypeNotSupported' }),
    );
  });

  it.each([
    [
      'the SDK for JavaScript’s spelling',
      'arn:aws:states:::aws-sdk:rds:describeDBInstances',
      { DBInstanceIdentifier: 'x' },
      'The field "DBInstanceIdentifier" is not supported by Step Functions at /States/Go/Arguments',
    ],
    [
      'a member that the integrations do not have',
      'arn:aws:states:::aws-sdk:ec2:describeInstances',
      { DryRun: true },
      'The field "DryRun" is not supported by Step Functions',
    ],
    ['a job of another service', 'arn:aws:states:::glue:startJobRun.sync', {}, 'the task resource arn:aws:states:::glue:startJobRun.sync'],
    ['an unknown action', 'arn:aws:states:::aws-sdk:rds:describeNothing', {}, 'the operation rds:DescribeNothing'],
    ['an unknown service', 'arn:aws:states:::aws-sdk:quantum:leap', {}, 'the SDK integration aws-sdk:quantum'],
    ['an unknown optimized integration', 'arn:aws:states:::ecs:runTask', {}, 'the task resource arn:aws:states:::ecs:runTask'],
  ])('a definition with %s', (_case, resource, input, message) => {
    expect(() => openMachine({ Go: task(resource, input) })).toThrow(message);
  });

  it('a definition that is not the language’s', () => {
    expect(() => openMachine({ Go: { Type: 'Jump' } })).toThrow(expect.objectContaining({ shape: 'InvalidDefinition' }));
  });
});

describe('an express machine', () => {
  it('answers a synchronous start when it is over', async () => {
    const { call, stateMachineArn, play } = openMachine({ Go: { Type: 'Wait', Seconds: 5, End: true } }, {}, { type: 'EXPRESS' });

    const answer = call('states', 'StartSyncExecution', { stateMachineArn, input: '{"a":1}' });
    await play();

    expect(await answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a":1}',
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 5300 },
    });
  });

  it('starts anew under a name that was used before', async () => {
    const { start, play } = openMachine({ Go: { Type: 'Succeed' } }, {}, { type: 'EXPRESS' });
    const first = start({ a: 1 });
    await play();

    expect(start({ a: 1 })).not.toBe(first);
    expect(first).toMatch(/:express:demo:run-1:[0-9a-f-]{36}$/);
  });

  it.each(['DescribeExecution', 'GetExecutionHistory', 'StopExecution', 'RedriveExecution'])('does not take %s', async (operation) => {
    const { start, play, call } = openMachine({ Go: { Type: 'Succeed' } }, {}, { type: 'EXPRESS' });
    const executionArn = start();
    await play();

    expect(() => call('states', operation, { executionArn })).toThrow(expect.objectContaining({ shape: 'InvalidArn' }));
  });
});

describe('a list of executions', () => {
  it('has the most recent first: what runs by its start, what is over by its end', async () => {
    const { start, play, call, stateMachineArn } = openMachine({
      Wait: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', End: true },
    });
    start({ seconds: 1 }, 'short');
    start({ seconds: 9000 }, 'long');
    await play(60);

    const names = (input: object): string[] =>
      call('states', 'ListExecutions', { stateMachineArn, ...input }).executions.map((execution: { name: string }) => execution.name);

    expect(names({})).toEqual(['short', 'long']);
    expect(names({ statusFilter: 'RUNNING' })).toEqual(['long']);
  });

  it.each<[what: string, input: object]>([
    ['neither a machine nor a Map Run', { stateMachineArn: undefined }],
    ['both', { mapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:demo/M:1' }],
    ['PENDING_REDRIVE of a machine', { statusFilter: 'PENDING_REDRIVE' }],
  ])('is refused for %s', (_what, input) => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } });

    expect(() => call('states', 'ListExecutions', { stateMachineArn, ...input })).toThrow(
      expect.objectContaining({ shape: 'ValidationException' }),
    );
  });

  it('is not to be had of an Express machine', () => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } }, {}, { type: 'EXPRESS' });

    expect(() => call('states', 'ListExecutions', { stateMachineArn })).toThrow(
      expect.objectContaining({ shape: 'StateMachineTypeNotSupported' }),
    );
  });
});

describe('a history', () => {
  it('comes in pages, in either order, and without data when it is not wanted', async () => {
    const { start, play, call } = openMachine({ Go: { Type: 'Pass', Next: 'End' }, End: { Type: 'Succeed' } });
    const executionArn = start({ secret: 1 });
    await play();
    const ask = (input: object) => call('states', 'GetExecutionHistory', { executionArn, ...input });
    const ids = (answer: { events: { id: number }[] }): number[] => answer.events.map((event) => event.id);

    const first = ask({ maxResults: 4 });
    const second = ask({ maxResults: 4, nextToken: first.nextToken });

    expect([ids(first), ids(second), second.nextToken]).toEqual([[1, 2, 3, 4], [5, 6], undefined]);
    expect(ids(ask({ reverseOrder: true }))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(JSON.stringify(ask({}).events)).toContain('secret');
    expect(JSON.stringify(ask({ includeExecutionData: false }).events)).not.toContain('secret');
    expect(ask({ includeExecutionData: false }).events[1].stateEnteredEventDetails).toEqual({
      name: 'Go',
      inputDetails: { truncated: false },
    });
    expect(() => ask({ nextToken: 'x' })).toThrow(expect.objectContaining({ shape: 'InvalidToken' }));
  });
});

describe('an execution that is over', () => {
  const DAY_SECONDS = 86_400;

  it('is kept for 90 days; then it is gone and its name is free', async () => {
    const { start, play, look } = openMachine({ Go: { Type: 'Succeed' } });
    const first = start({ a: 1 });
    await play(89 * DAY_SECONDS);
    expect(look().status).toBe('SUCCEEDED');
    expect(() => start({ a: 2 })).toThrow('Execution Already Exists');

    await play(2 * DAY_SECONDS);

    expect(() => look()).toThrow(expect.objectContaining({ shape: 'ExecutionDoesNotExist' }));
    expect(start({ a: 2 })).toBe(first);
    expect(look()).toMatchObject({ status: 'RUNNING', input: '{"a":2}' });
  });
});

describe('a machine that is deleted', () => {
  it('ends its executions with their next state, and is gone then', async () => {
    const { start, play, call, look, stateMachineArn, invocations } = openMachine(
      { Wait: { Type: 'Wait', Seconds: 100, Next: 'Go' }, Go: invoke('go') },
      { go: () => null },
    );
    start();
    await play(10);

    call('states', 'DeleteStateMachine', { stateMachineArn });
    await play(10);

    expect(call('states', 'DescribeStateMachine', { stateMachineArn }).status).toBe('DELETING');
    expect(look().status).toBe('RUNNING');
    expect(() => start({}, 'run-2')).toThrow(expect.objectContaining({ shape: 'StateMachineDeleting' }));
    await play(200);
    expect(look()).toMatchObject({ status: 'ABORTED', redriveStatusReason: 'State machine is in DELETING status' });
    expect(invocations).toEqual([]);
    expect(() => call('states', 'DescribeStateMachine', { stateMachineArn })).toThrow('State Machine Does Not Exist');
  });

  it('ends an execution that had not begun yet', async () => {
    const { start, play, call, look, stateMachineArn, types } = openMachine({ Go: { Type: 'Succeed' } });
    start();

    call('states', 'DeleteStateMachine', { stateMachineArn });
    await play();

    expect(look().status).toBe('ABORTED');
    expect(types()).toEqual(['ExecutionStarted', 'ExecutionAborted']);
  });
});

describe('a thousand executions that wait', () => {
  it('cost nothing while they wait: no timer fires and nothing is written', async () => {
    const { start, play, cloud, look } = openMachine(
      {
        Kind: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.token %}', Next: 'Hold' }], Default: 'Wait' },
        Wait: { Type: 'Wait', Seconds: 86_400, Next: 'End' },
        Hold: invoke('hold', {}, { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', TimeoutSeconds: 86_400 }),
        End: { Type: 'Succeed' },
      },
      { hold: () => null },
    );
    for (let i = 0; i < 1000; i += 1) start({ token: i % 2 === 1 }, `run-${i}`);
    await play(60);
    const written = cloud.journal.lines.length;
    let turns = 0;

    await cloud.clock.run(cloud.clock.nowMs + 23 * 3_600_000, async () => {
      turns += 1;
      await cloud.settle();
    });

    expect(turns).toBe(1);
    expect(cloud.journal.lines).toHaveLength(written);
    expect(look('run-999').status).toBe('RUNNING');
    await play(2 * 3600);
    expect([look('run-998').status, look('run-999').status]).toEqual(['SUCCEEDED', 'FAILED']);
  });
});
