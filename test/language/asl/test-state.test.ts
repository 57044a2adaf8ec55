import { describe, expect, it } from 'vitest';
import { InvalidDefinitionError, type Json, type StateTest, type StateTested, testState, UntestableError } from '#language/asl/index.ts';
import { type Answer, contextOf, LAMBDA, TestHost, TOKEN } from './host.ts';

/** Tests a state with whatever else is given, and lets ten minutes pass. */
async function tested(definition: object, more: Partial<StateTest> = {}, answer?: Answer): Promise<StateTested & { host: TestHost }> {
  const host = new TestHost(answer);
  const { input = {} } = more;
  const result = testState({ definition, input, context: contextOf(input), host, ...more });
  const [ended] = await Promise.all([result, host.pass(600)]);
  return { ...ended, host };
}

const refused =
  (definition: object, more: Partial<StateTest> = {}) =>
  () =>
    testState({ definition, input: {}, context: contextOf({}), host: new TestHost(), ...more });

const task = (fields: object = {}) => ({ Type: 'Task', Resource: LAMBDA, End: true, ...fields });
const map = (fields: object = {}, config: object = { Mode: 'INLINE' }) => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: config, StartAt: 'Inside', States: { Inside: task() } },
  End: true,
  ...fields,
});
const distributed = (fields: object = {}) => map(fields, { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
const parallel = (fields: object = {}) => ({
  Type: 'Parallel',
  Branches: [
    { StartAt: 'Left', States: { Left: task() } },
    { StartAt: 'Right', States: { Right: task() } },
  ],
  End: true,
  ...fields,
});

describe('a state tested alone', () => {
  it.each<[type: string, state: object, input: Json, answer: object]>([
    ['Pass', { Type: 'Pass', Result: 1, ResultPath: '$.r', Next: 'Then' }, { a: 0 }, { output: { a: 0, r: 1 }, nextState: 'Then' }],
    [
      'Choice',
      { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 1, Next: 'Many' }], Default: 'Few' },
      { n: 2 },
      { output: { n: 2 }, nextState: 'Many' },
    ],
    ['Wait', { Type: 'Wait', Seconds: 30, Next: 'Then' }, 7, { output: 7, nextState: 'Then' }],
    ['Succeed', { Type: 'Succeed', OutputPath: '$.a' }, { a: 3 }, { output: 3 }],
    ['JSONata', { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.a + 1 %}', End: true }, { a: 3 }, { output: 4 }],
  ])('of type %s answers its output and where it leads', async (_type, state, input, answer) => {
    const { status, output, nextState } = await tested(state, { input });

    expect({ status, output, nextState }).toEqual({ status: 'SUCCEEDED', nextState: undefined, ...answer });
  });

  it('really carries out a Task', async () => {
    const { host, output } = await tested(task({ Parameters: { 'n.$': '$.n' } }), { input: { n: 5 } }, (request, done) =>
      done.succeed(request.input),
    );

    expect(host.calls).toHaveLength(1);
    expect(output).toEqual({ n: 5 });
  });

  it('fails with the error of a Fail', async () => {
    expect(await tested({ Type: 'Fail', Error: 'No', Cause: 'why' })).toMatchObject({ status: 'FAILED', error: 'No', cause: 'why' });
  });

  it('fails when it takes more than five minutes', async () => {
    expect(await tested({ Type: 'Wait', Seconds: 301, End: true })).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('is found in a machine by its name, also inside a Map, with an item in its context object', async () => {
    const inside = { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' }, End: true };
    const machine = {
      StartAt: 'M',
      States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: inside } }, Next: 'E' }, E: { Type: 'Succeed' } },
    };

    const { output } = await tested(machine, { stateName: 'I', input: 'item' });

    expect(output).toEqual({ i: 0, v: 'item' });
  });

  it('sees the variables given, and tells those that it leaves', async () => {
    const state = { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { sum: '{% $a + 1 %}' }, Output: '{% $a %}', End: true };

    const { output, inspection } = await tested(state, { variables: { a: 1 } });

    expect(output).toBe(1);
    expect(inspection.variables).toEqual({ a: 1, sum: 2 });
  });

  it.each<[what: string, definition: object, more: Partial<StateTest>]>([
    ['a mock of a Pass', { Type: 'Pass', End: true }, { mock: { result: 1 } }],
    ['a context object without a mock', task(), { contextGiven: {} }],
    ['a Map without a mock', map(), {}],
    ['a Parallel without a mock', parallel(), {}],
    ['a wait for a token without a mock', task({ Resource: TOKEN, Parameters: { FunctionName: 'f' } }), {}],
    [
      'a nested execution without a mock',
      task({ Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: 'm' } }),
      {},
    ],
    ['an activity without a mock', task({ Resource: 'arn:aws:states:eu-central-1:123456789012:activity:a' }), {}],
    ['a mocked failure of a Map from nowhere', map(), { mock: { error: 'E' } }],
    ['a mocked failure from a state that is not inside', parallel(), { mock: { error: 'E' }, errorCausedByState: 'Outside' }],
    ['failed iterations of a Task', task(), { mock: { result: 1 }, mapIterationFailureCount: 1 }],
    ['a name that no state has', { StartAt: 'A', States: { A: { Type: 'Succeed' } } }, { stateName: 'B' }],
  ])('is refused as %s', (_what, definition, more) => {
    expect(refused(definition, more)).toThrow(UntestableError);
  });

  it('is refused when it cannot be compiled', () => {
    expect(refused({ Type: 'Jump' })).toThrow(InvalidDefinitionError);
  });
});

describe('a mock', () => {
  it.each<[action: string, parameters: object]>([
    ['lambda:invoke', { FunctionName: 'f' }],
    ['lambda:invoke.waitForTaskToken', { FunctionName: 'f' }],
    ['states:startExecution.sync:2', { StateMachineArn: 'm' }],
  ])('answers for %s without a call', async (action, parameters) => {
    const { End: _end, ...state } = task({
      Resource: `arn:aws:states:::${action}`,
      Parameters: parameters,
      ResultSelector: { 'got.$': '$.a' },
    });

    const { host, output, nextState } = await tested({ ...state, Next: 'Then' }, { mock: { result: { a: 1 } } });

    expect(host.calls).toHaveLength(0);
    expect([output, nextState]).toEqual([{ got: 1 }, 'Then']);
  });

  it('stands over the context object section by section', async () => {
    const state = task({ Parameters: { 'id.$': '$$.Execution.Id', 'name.$': '$$.Execution.Name', 'state.$': '$$.State.Name' } });

    const { inspection } = await tested(state, {
      mock: { result: 1 },
      contextGiven: { Execution: { Id: 'mine' }, State: { Name: 'Told' } },
    });

    expect(inspection.afterParameters).toEqual({ id: 'mine', name: 'e', state: 'Told' });
  });

  it.each<[what: string, result: Json]>([
    ['no array', { a: 1 }],
    ['an array of another length', [1, 2, 3]],
  ])('of a Parallel that is %s is refused', async (_what, result) => {
    await expect(
      testState({ definition: parallel(), input: {}, context: contextOf({}), host: new TestHost(), mock: { result } }),
    ).rejects.toThrow(UntestableError);
  });

  it('of a Parallel is its result', async () => {
    const { output } = await tested(parallel({ ResultPath: '$.r' }), { input: { a: 0 }, mock: { result: ['l', 'r'] } });

    expect(output).toEqual({ a: 0, r: ['l', 'r'] });
  });
});

describe('Retry and Catch of a state under test', () => {
  const handling = task({
    Retry: [
      { ErrorEquals: ['Other'], MaxAttempts: 1 },
      { ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 },
    ],
    Catch: [
      { ErrorEquals: ['Other'], Next: 'Elsewhere' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Handle' },
    ],
  });

  it.each<[retried: number | undefined, context: Json, seconds: number]>([
    [undefined, {}, 2],
    [1, {}, 4],
    [2, {}, 8],
    [undefined, { State: { RetryCount: 1 } }, 4],
  ])('after %j retries with the context %j tell a retry after %d s', async (retried, context, seconds) => {
    const given = retried === undefined ? {} : { retrierRetryCount: retried };

    const { status, inspection, nextState } = await tested(handling, {
      mock: { error: 'Busy' },
      contextGiven: context as { [key: string]: Json },
      ...given,
    });

    expect([status, nextState]).toEqual(['RETRIABLE', undefined]);
    expect(inspection.errorDetails).toEqual({ retryIndex: 1, retryBackoffIntervalSeconds: seconds });
  });

  it('tell the catcher once the retries are used up', async () => {
    const { status, inspection, nextState, output, error } = await tested(handling, {
      input: { a: 1 },
      mock: { error: 'Busy', cause: 'why' },
      retrierRetryCount: 3,
    });

    expect([status, nextState, error]).toEqual(['CAUGHT_ERROR', 'Handle', 'Busy']);
    expect(output).toEqual({ a: 1, error: { Error: 'Busy', Cause: 'why' } });
    expect(inspection.errorDetails).toEqual({ catchIndex: 1 });
  });

  it('are asked for a real failure too', async () => {
    const { status, error } = await tested(handling, {}, (_request, done) => done.fail('Busy'));

    expect([status, error]).toEqual(['RETRIABLE', 'Busy']);
  });

  it('leave what they do not name', async () => {
    const { status, inspection } = await tested(task({ Catch: [{ ErrorEquals: ['Other'], Next: 'X' }] }), { mock: { error: 'Busy' } });

    expect([status, inspection.errorDetails]).toEqual(['FAILED', undefined]);
  });

  it('see the failure of a state inside a Map', async () => {
    const caught = map({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Handle' }] });

    const { status, nextState } = await tested(caught, { input: [1], mock: { error: 'Boom' }, errorCausedByState: 'Inside' });

    expect([status, nextState]).toEqual(['CAUGHT_ERROR', 'Handle']);
  });

  it('fail with the failure of the catcher itself', async () => {
    const bad = task({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.a.b', Next: 'X' }] });

    expect(await tested(bad, { input: { a: 1 }, mock: { error: 'Boom' } })).toMatchObject({
      status: 'FAILED',
      error: 'States.ResultPathMatchFailure',
    });
  });
});

describe('the inspection', () => {
  it('follows the data through the fields of a Pass', async () => {
    const state = { Type: 'Pass', InputPath: '$.in', Parameters: { fixed: 1 }, ResultPath: '$.out', OutputPath: '$.out.fixed', Next: 'X' };

    const { inspection, output } = await tested(state, { input: { in: { a: 2 } } });

    expect(output).toBe(1);
    expect(inspection).toEqual({
      input: { in: { a: 2 } },
      afterInputPath: { a: 2 },
      afterParameters: { fixed: 1 },
      afterResultSelector: { fixed: 1 },
      afterResultPath: { in: { a: 2 }, out: { fixed: 1 } },
    });
  });

  it('follows the data through the fields of a Task', async () => {
    const state = task({ InputPath: '$.in', Parameters: { 'p.$': '$.a' }, ResultSelector: { 's.$': '$.r' }, ResultPath: '$.out' });

    const { inspection } = await tested(state, { input: { in: { a: 2 } } }, (_request, done) => done.succeed({ r: 3 }));

    expect(inspection).toEqual({
      input: { in: { a: 2 } },
      afterInputPath: { a: 2 },
      afterParameters: { p: 2 },
      result: { r: 3 },
      afterResultSelector: { s: 3 },
      afterResultPath: { in: { a: 2 }, out: { s: 3 } },
    });
  });

  it('has Arguments instead in JSONata', async () => {
    const state = task({ QueryLanguage: 'JSONata', Arguments: { p: '{% $states.input.a %}' }, Output: '{% $states.result.r %}' });

    const { inspection, output } = await tested(state, { input: { a: 2 }, mock: { result: { r: 3 } } });

    expect(output).toBe(3);
    expect(inspection).toEqual({ input: { a: 2 }, afterArguments: { p: 2 }, result: { r: 3 } });
  });

  it('goes as far as the state did', async () => {
    const { inspection } = await tested(task({ InputPath: '$.in' }), { input: { in: 1 } }, (_request, done) => done.fail('Boom'));

    expect(inspection).toEqual({ input: { in: 1 }, afterInputPath: 1, afterParameters: 1 });
  });

  it('shows what a Map makes of its items', async () => {
    const state = distributed({
      ItemsPath: '$.l',
      ItemSelector: { 'v.$': '$$.Map.Item.Value' },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      MaxConcurrency: 5,
      ToleratedFailureCount: 1,
    });

    const { inspection, output } = await tested(state, { input: { l: [1, 2, 3] }, mock: { result: [9] }, mapIterationFailureCount: 1 });

    expect(output).toEqual([9]);
    expect(inspection).toMatchObject({
      afterItemsPath: [1, 2, 3],
      afterItemSelector: [{ v: 1 }, { v: 2 }, { v: 3 }],
      afterItemBatcher: [{ Items: [{ v: 1 }, { v: 2 }] }, { Items: [{ v: 3 }] }],
      maxConcurrency: 5,
      toleratedFailureCount: 1,
    });
  });

  it('fails a Map of which more iterations failed than it tolerates', async () => {
    const more = { input: [1, 2], mock: { result: [] }, mapIterationFailureCount: 2 };

    expect(await tested(distributed({ ToleratedFailureCount: 1 }), more)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    await expect(tested(distributed(), { ...more, mapIterationFailureCount: 3 })).rejects.toThrow('exceeds the number of items');
  });

  it.each<[what: string, more: Partial<StateTest>]>([
    ['the data that the reader finds', { mapItemReaderData: '[4,5]' }],
    ['the input, taken as read', { input: { l: [4, 5] } }],
  ])('shows the items of a Map with an ItemReader from %s', async (_what, more) => {
    const reader = {
      Resource: 'arn:aws:states:::s3:getObject',
      Parameters: { Bucket: 'b', Key: 'k' },
      ReaderConfig: { InputType: 'JSON' },
    };
    const state = distributed({ ItemReader: reader, ...(more.input === undefined ? {} : { ItemsPath: '$.l' }) });

    const { inspection, host } = await tested(state, { mock: { result: [] }, ...more });

    expect(inspection.afterItemsPath).toEqual([4, 5]);
    expect(host.calls).toHaveLength(0);
  });
});
