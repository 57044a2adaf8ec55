import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { type Answer, LAMBDA, one, run, TOKEN } from './host.ts';

const TASK = { Type: 'Task', Resource: LAMBDA };
const PROCESSOR = { StartAt: 'I', States: { I: { ...TASK, End: true } } };
const DISTRIBUTED = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...PROCESSOR };
const S3 = { Parameters: { Bucket: 'b', Key: 'k' } };

const boom: Answer = (_request, done) => done.fail('Boom', 'why');
const silent: Answer = () => undefined;
const large: Answer = (_request, done) => done.succeed('x'.repeat(262_145));
const small: Answer = (_request, done) => done.succeed(1);

/** Each reserved error with a state that raises it. */
const RAISED: [error: string, state: object, answer: Answer, input: Json][] = [
  ['States.Timeout', { ...TASK, TimeoutSeconds: 5 }, silent, {}],
  ['States.Timeout', { Type: 'Task', Resource: TOKEN, Parameters: { FunctionName: 'f' }, HeartbeatSeconds: 5 }, silent, {}],
  ['States.DataLimitExceeded', TASK, large, {}],
  ['States.IntrinsicFailure', { ...TASK, Parameters: { 'x.$': 'States.ArrayGetItem($.l, 9)' } }, small, { l: [] }],
  ['States.QueryEvaluationError', { ...TASK, QueryLanguage: 'JSONata', Arguments: '{% $states.input.gone %}' }, small, {}],
  ['States.ResultPathMatchFailure', { ...TASK, ResultPath: '$.l.deeper' }, small, { l: [] }],
  ['States.ExceedToleratedFailureThreshold', { Type: 'Map', ItemProcessor: DISTRIBUTED }, boom, [1]],
  [
    'States.ItemReaderFailed',
    { Type: 'Map', ItemProcessor: DISTRIBUTED, ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ...S3 } },
    boom,
    {},
  ],
  [
    'States.ResultWriterFailed',
    { Type: 'Map', ItemProcessor: DISTRIBUTED, ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', ...S3 } },
    boom,
    [],
  ],
  ['States.Runtime', { ...TASK, Parameters: { 'x.$': '$.gone' } }, small, {}],
];
const catching = (state: object, names: string[]): object => ({
  StartAt: 'S',
  States: {
    S: { ...state, Catch: [{ ErrorEquals: names, Next: 'Caught' }], Next: 'Fine' },
    Fine: { Type: 'Succeed' },
    Caught: { Type: 'Pass', End: true },
  },
});

describe('a reserved error', () => {
  it.each(RAISED)('%s is what %j ends with', async (error, state, answer, input) => {
    expect(await run(one(state), input, answer)).toMatchObject({ status: 'FAILED', error });
  });

  it.each(RAISED.filter(([error]) => error !== 'States.Runtime'))('%s of %j is caught by its name', async (error, state, answer, input) => {
    expect((await run(catching(state, [error]), input, answer)).output).toMatchObject({ Error: error });
  });

  it('States.Runtime is caught by nothing', async () => {
    const [, state, answer, input] = RAISED.at(-1) as (typeof RAISED)[number];

    expect(await run(catching(state, ['States.Runtime', 'States.TaskFailed']), input, answer)).toMatchObject({ status: 'FAILED' });
    expect(await run(catching(state, ['States.ALL']), input, answer)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it.each<[name: string, caught: string[]]>([
    ['States.ALL', ['Boom', 'States.Timeout', 'States.IntrinsicFailure']],
    ['States.TaskFailed', ['Boom', 'States.IntrinsicFailure']],
  ])('%s catches %j', async (name, caught) => {
    const found = [];
    for (const [error, state, answer, input] of [...RAISED, ['Boom', TASK, boom, {}] as const]) {
      if (!['Boom', 'States.Timeout', 'States.IntrinsicFailure'].includes(error)) continue;
      if ((await run(catching(state, [name]), input, answer)).status === 'SUCCEEDED') found.push(error);
    }

    expect([...new Set(found)].sort()).toEqual([...caught].sort());
  });

  it('States.HeartbeatTimeout catches a missed heartbeat, which is called States.Timeout', async () => {
    const waiting = { Type: 'Task', Resource: TOKEN, Parameters: { FunctionName: 'f' } };

    expect((await run(catching({ ...waiting, HeartbeatSeconds: 5 }, ['States.HeartbeatTimeout']), {}, silent)).output).toMatchObject({
      Error: 'States.Timeout',
    });
    expect(await run(catching({ ...waiting, TimeoutSeconds: 5 }, ['States.HeartbeatTimeout']), {}, silent)).toMatchObject({
      status: 'FAILED',
    });
  });

  it.each<[name: string, definition: object, instead: string]>([
    ['States.BranchFailed', one({ Type: 'Parallel', Branches: [PROCESSOR] }), 'Boom'],
    [
      'States.NoChoiceMatched',
      { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$.l', IsNull: true, Next: 'E' }] }, E: { Type: 'Succeed' } } },
      'States.Runtime',
    ],
    ['States.ParameterPathFailure', one({ ...TASK, Parameters: { 'x.$': '$.gone' } }), 'States.Runtime'],
  ])('%s of the specification is raised by nothing: the service says otherwise', async (name, definition, instead) => {
    const { error } = await run(definition, { l: [] }, boom);

    expect(error).toBe(instead);
    expect(error).not.toBe(name);
  });

  it.each(['States.Permissions', 'States.Http.Socket'])('%s is caught when whoever carries out the task says so', async (name) => {
    expect((await run(catching(TASK, [name]), {}, (_request, done) => done.fail(name, 'no'))).output).toEqual({ Error: name, Cause: 'no' });
  });
});

describe('what a catcher puts out', () => {
  it('does not pass the OutputPath of its state', async () => {
    const { output } = await run(catching({ ...TASK, OutputPath: '$.Error' }, ['Boom']), {}, boom);

    expect(output).toEqual({ Error: 'Boom', Cause: 'why' });
  });
});
