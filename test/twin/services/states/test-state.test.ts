import { describe, expect, it } from 'vitest';
import { createStates } from '#twin/services/states/index.ts';
import { createFunctions, functionArn, openAccount, ROLE_ARN } from '../account.ts';

function openTests() {
  const functions = createFunctions({
    double: (payload) => ({ n: (payload as { n: number }).n * 2 }),
    bad: () => Promise.reject(new TypeError('no')),
  });
  const account = openAccount([functions.module, createStates]);
  const test = async (definition: object, more: object = {}) => {
    const answer = Promise.resolve(
      account.call('states', 'TestState', { definition: JSON.stringify(definition), roleArn: ROLE_ARN, ...more }),
    );
    const [tested] = await Promise.all([answer, account.play(600)]);
    return tested;
  };
  return { ...account, ...functions, test };
}

const lambda = (name: string, more: object = {}) => ({ Type: 'Task', Resource: functionArn(name), End: true, ...more });
const integration = (action: string, more: object = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${action}`,
  QueryLanguage: 'JSONata',
  Arguments: {},
  End: true,
  ...more,
});

describe('TestState', () => {
  it('carries out a task as the role, without a machine or an execution', async () => {
    const { test, invocations, call } = openTests();

    const tested = await test(lambda('double', { Next: 'Then', End: undefined }), { input: '{"n":2}' });

    expect(tested).toEqual({ status: 'SUCCEEDED', output: '{"n":4}', nextState: 'Then' });
    expect(invocations).toHaveLength(1);
    expect(call('states', 'ListStateMachines', {}).stateMachines).toEqual([]);
  });

  it('shows on the level DEBUG what became of the data, as text', async () => {
    const { test } = openTests();

    const { inspectionData } = await test(lambda('double', { ResultPath: '$.out' }), { input: '{"n":2}', inspectionLevel: 'DEBUG' });

    expect(inspectionData).toEqual({
      input: '{"n":2}',
      afterInputPath: '{"n":2}',
      afterParameters: '{"n":2}',
      result: '{"n":4}',
      afterResultSelector: '{"n":4}',
      afterResultPath: '{"n":2,"out":{"n":4}}',
    });
  });

  it('tells the retry of a real failure instead of waiting for it', async () => {
    const { test, cloud } = openTests();
    const state = lambda('bad', { Retry: [{ ErrorEquals: ['TypeError'], IntervalSeconds: 30 }] });
    const atMs = cloud.clock.nowMs;

    const answer = await openTests().call('states', 'TestState', {
      definition: JSON.stringify(state),
      roleArn: ROLE_ARN,
      inspectionLevel: 'DEBUG',
    });

    expect(cloud.clock.nowMs).toBe(atMs);
    expect(answer).toMatchObject({
      status: 'RETRIABLE',
      error: 'TypeError',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 30 } },
    });
    expect((await test(state)).status).toBe('RETRIABLE');
  });

  it('waits in virtual time', async () => {
    const { call, play, cloud } = openTests();
    const startMs = cloud.clock.nowMs;
    let endMs = 0;
    const answer = Promise.resolve(
      call('states', 'TestState', { definition: '{"Type":"Wait","Seconds":90,"End":true}', roleArn: ROLE_ARN }),
    );
    void answer.then(() => {
      endMs = cloud.clock.nowMs;
    });
    await play(600);

    expect((await answer).status).toBe('SUCCEEDED');
    expect(endMs - startMs).toBe(90_000);
  });

  it.each<[what: string, state: object, result: object]>([
    ['a function’s answer', integration('lambda:invoke', { Arguments: { FunctionName: 'x' } }), { Payload: { any: 1 }, StatusCode: 200 }],
    [
      'a nested execution’s end',
      integration('states:startExecution.sync:2', { Arguments: { StateMachineArn: 'x' } }),
      {
        ExecutionArn: 'arn',
        StateMachineArn: 'arn',
        Status: 'SUCCEEDED',
        StartDate: 1,
        Output: { a: 1 },
      },
    ],
    [
      'an SDK call’s answer',
      integration('aws-sdk:sqs:receiveMessage', { Arguments: { QueueUrl: 'x' } }),
      { Messages: [{ Body: 'b' }], Unknown: 1 },
    ],
    [
      'what comes back with a token',
      integration('sqs:sendMessage.waitForTaskToken', { Arguments: { QueueUrl: 'x', MessageBody: 'x' } }),
      { any: 1 },
    ],
  ])('takes %s as a mock, without a role', async (_what, state, result) => {
    const { test } = openTests();

    const tested = await test(state, { roleArn: undefined, mock: { result: JSON.stringify(result) } });

    expect(tested).toEqual({ status: 'SUCCEEDED', output: JSON.stringify(result) });
  });

  it.each<[mode: string | undefined, result: object, problem: string | undefined]>([
    [undefined, { Messages: 'none' }, '$.Messages must be an array'],
    ['PRESENT', { Messages: [{ Body: 1 }] }, '$.Messages[0].Body must be a string'],
    ['NONE', { Messages: 'none' }, undefined],
  ])('holds a mock against the model in mode %s: %j', async (fieldValidationMode, result, problem) => {
    const { test } = openTests();
    const state = integration('aws-sdk:sqs:receiveMessage', { Arguments: { QueueUrl: 'x' } });
    const mock = { result: JSON.stringify(result), ...(fieldValidationMode && { fieldValidationMode }) };

    if (problem === undefined) expect((await test(state, { mock })).status).toBe('SUCCEEDED');
    else await expect(test(state, { mock })).rejects.toThrow(problem);
  });

  it('misses in mode STRICT alone what the model requires', async () => {
    const { test } = openTests();
    const state = integration('states:startExecution', { Arguments: { StateMachineArn: 'x' } });
    const result = JSON.stringify({ ExecutionArn: 'arn' });

    await expect(test(state, { mock: { result } })).rejects.toThrow('$.StartDate is required');
    expect((await test(state, { mock: { result, fieldValidationMode: 'PRESENT' } })).status).toBe('SUCCEEDED');
  });

  it('goes through a machine state by state', async () => {
    const { test } = openTests();
    const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, Next: 'B' }, B: { Type: 'Succeed' } } };

    const first = await test(machine, { stateName: 'A' });
    const second = await test(machine, { stateName: first.nextState, input: first.output });

    expect([first, second]).toEqual([
      { status: 'SUCCEEDED', output: '1', nextState: 'B' },
      { status: 'SUCCEEDED', output: '1' },
    ]);
  });

  it.each<[what: string, definition: object, more: object, shape: string]>([
    ['no role and no mock', { Type: 'Succeed' }, { roleArn: undefined }, 'ValidationException'],
    ['both a result and an error', lambda('x'), { mock: { result: '1', errorOutput: { error: 'E' } } }, 'ValidationException'],
    ['an error without a name', lambda('x'), { mock: { errorOutput: {} } }, 'ValidationException'],
    ['a context that is no object', lambda('x'), { mock: { result: '1' }, context: '[]' }, 'ValidationException'],
    [
      'a Map without a mock',
      { Type: 'Map', ItemProcessor: { StartAt: 'S', States: { S: { Type: 'Succeed' } } }, End: true },
      {},
      'ValidationException',
    ],
    ['a state that is none', { Type: 'Jump' }, {}, 'InvalidDefinition'],
    ['an input that is no JSON', { Type: 'Succeed' }, { input: '{' }, 'InvalidExecutionInput'],
    [
      'a parameter that the integration does not take',
      integration('sqs:sendMessage', { Arguments: { queueUrl: 'x' } }),
      {},
      'InvalidDefinition',
    ],
  ])('is refused with %s', async (_what, definition, more, shape) => {
    const { test } = openTests();

    await expect(test(definition, more)).rejects.toThrow(expect.objectContaining({ shape }));
  });

  it.each<[what: string, more: object, refusal: string]>([
    ['a trace', { inspectionLevel: 'TRACE' }, 'states:TestState with the inspection level TRACE'],
    ['secrets', { revealSecrets: true }, 'states:TestState with revealSecrets'],
  ])('refuses %s by name', async (_what, more, refusal) => {
    const { test, cloud } = openTests();

    await expect(test({ Type: 'Succeed' }, more)).rejects.toThrow(refusal);
    expect(cloud.refusals()).toContain(refusal);
  });
});
