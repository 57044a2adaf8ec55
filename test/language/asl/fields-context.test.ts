import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { begin, LAMBDA, one, run, TestHost, TOKEN } from './host.ts';

const ARN = 'arn:aws:states:eu-central-1:123456789012';

/** What a path of the context object is in both languages. */
async function read(path: string): Promise<Json[]> {
  const inPath = await run(one({ Type: 'Pass', Parameters: { 'v.$': `$$.${path}` } }), { in: 1 });
  const inQuery = await run(one({ Type: 'Pass', Output: { v: `{% $states.context.${path} %}` } }, 'JSONata'), { in: 1 });
  return [inPath, inQuery].map(({ output, error }) => (output as { v: Json } | undefined)?.v ?? error ?? null);
}

describe('the context object', () => {
  it.each<[path: string, value: Json]>([
    ['Execution.Id', `${ARN}:execution:m:e`],
    ['Execution.Name', 'e'],
    ['Execution.RoleArn', 'arn:aws:iam::123456789012:role/r'],
    ['Execution.StartTime', '2018-02-09T11:30:00.000Z'],
    ['Execution.Input', { in: 1 }],
    ['Execution.RedriveCount', 0],
    ['StateMachine.Id', `${ARN}:stateMachine:m`],
    ['StateMachine.Name', 'm'],
    ['State.Name', 'S'],
    ['State.EnteredTime', '2018-02-09T11:30:00.000Z'],
  ])('has %s', async (path, value) => {
    expect(await read(path)).toEqual([value, value]);
  });

  it('has State.RetryCount in states that can retry', async () => {
    const seen: Json[] = [];
    const retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 2 }];
    const state = { Type: 'Task', Resource: LAMBDA, Parameters: { 'n.$': '$$.State.RetryCount' }, Retry: retry };
    await run(one(state), {}, ({ input }, done) => {
      seen.push(input);
      done.fail('Boom');
    });

    expect(seen).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(await read('State.RetryCount')).toEqual(['States.Runtime', 'States.QueryEvaluationError']);
  });

  it('has Task.Token in tasks that wait for it, and nowhere else', async () => {
    const host = new TestHost();
    await begin(one({ Type: 'Task', Resource: TOKEN, Parameters: { FunctionName: 'f', Payload: { 't.$': '$$.Task.Token' } } }), host);
    await begin(
      one({ Type: 'Task', Resource: TOKEN, Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' } }, 'JSONata'),
      host,
    );

    expect(host.calls.map((call) => (call.request.input as { Payload: Json }).Payload)).toEqual([{ t: 'token-1' }, 'token-2']);
    expect(await read('Task.Token')).toEqual(['States.Runtime', 'States.QueryEvaluationError']);
  });

  it.each(['INLINE', 'DISTRIBUTED'])('has Map.Item.Index and Map.Item.Value in ItemSelector and inside a Map of mode %s', async (mode) => {
    const config = mode === 'INLINE' ? { Mode: mode } : { Mode: mode, ExecutionType: 'STANDARD' };
    const inside = { Type: 'Pass', Parameters: { 'got.$': '$', 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' }, End: true };
    const { output } = await run(
      one({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: config, StartAt: 'I', States: { I: inside } },
        ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
      }),
      ['a', 'b'],
    );

    expect(output).toEqual([
      { got: { i: 0, v: 'a' }, i: 0, v: 'a' },
      { got: { i: 1, v: 'b' }, i: 1, v: 'b' },
    ]);
  });

  const DISTRIBUTED = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: { I: { Type: 'Pass', End: true } },
  };
  const OBJECTS: Record<string, string> = { k: '[1]', l: '[1]', m: 's3://c/d/e\n', 'd/e': '1\n' };
  const get = (Key: string, config: object) => ({
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'b', Key },
    ReaderConfig: config,
  });
  const list = (config: object) => ({ Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' }, ReaderConfig: config });
  const flat = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' };

  it.each<[what: string, fields: object, source: string]>([
    ['a list that the state was given', {}, 'STATE_DATA'],
    ['an object in S3', { ItemReader: get('k', {}) }, 's3://b/k'],
    ['a listed bucket', { ItemReader: list({}) }, 's3://b'],
    ['the contents of listed objects', { ItemReader: list(flat) }, 's3://b/l'],
    ['the files of a manifest', { ItemReader: get('m', { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' }) }, 's3://c/d/e'],
  ])('has Map.Item.Source, of %s', async (_what, fields, source) => {
    const state = { Type: 'Map', ...fields, ItemSelector: { 's.$': '$$.Map.Item.Source' }, ItemProcessor: DISTRIBUTED };
    const { output } = await run(one(state), [1], ({ resource, input }, done) => {
      if (resource.endsWith(':listObjectsV2')) done.succeed({ Contents: [{ Key: 'l' }] });
      else done.succeed({ Body: OBJECTS[(input as { Key: string }).Key] ?? null });
    });

    expect(output).toEqual([{ s: source }]);
  });

  it('has Map.Item.Source in an inline Map, too', async () => {
    const inline = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const { output } = await run(one({ Type: 'Map', ItemSelector: { 's.$': '$$.Map.Item.Source' }, ItemProcessor: inline }), [1]);

    expect(output).toEqual([{ s: 'STATE_DATA' }]);
  });

  it.each<[language: 'JSONPath' | 'JSONata', fields: object]>([
    ['JSONPath', { ItemsPath: '$.of', ItemSelector: { 'k.$': '$$.Map.Item.Key', 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' } }],
    ['JSONata', { Items: '{% $states.input.of %}', ItemSelector: '{% $states.context.Map.Item.{"k": Key, "v": Value, "i": Index} %}' }],
  ])('has Map.Item.Key where a distributed Map in %s goes through an object', async (language, fields) => {
    const { ItemSelector: _selector, ...plain } = { ItemSelector: undefined, ...fields };
    const input = { of: { b: 2, a: { x: 1 } } };
    const selected = await run(one({ Type: 'Map', ...fields, ItemProcessor: DISTRIBUTED }, language), input);
    const whole = await run(one({ Type: 'Map', ...plain, ItemProcessor: DISTRIBUTED }, language), input);

    expect(selected.output).toEqual([
      { k: 'b', v: 2, i: 0 },
      { k: 'a', v: { x: 1 }, i: 1 },
    ]);
    expect(whole.output).toEqual([
      { Key: 'b', Value: 2 },
      { Key: 'a', Value: { x: 1 } },
    ]);
  });

  it('has no Map.Item.Key for the items of a list', async () => {
    const state = { Type: 'Map', ItemSelector: { 'k.$': '$$.Map.Item.Key' }, ItemProcessor: DISTRIBUTED };

    expect(await run(one(state), [1])).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('shows a distributed Map’s child itself as the execution', async () => {
    const inside = { Type: 'Pass', Parameters: { 'id.$': '$$.Execution.Id', 'in.$': '$$.Execution.Input' }, End: true };
    const config = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
    const { output } = await run(
      one({ Type: 'Map', ItemProcessor: { ProcessorConfig: config, StartAt: 'I', States: { I: inside } } }),
      [7],
    );

    expect(output).toEqual([{ id: expect.stringContaining(':execution:m/') as string, in: 7 }]);
  });
});

describe('$states', () => {
  it('has the input in every state, the result in Task, Map and Parallel, and the error in a catcher', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'T',
      States: {
        T: { Type: 'Task', Resource: LAMBDA, Output: '{% {"in": $states.input, "out": $states.result} %}', Next: 'F' },
        F: {
          Type: 'Task',
          Resource: LAMBDA,
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error & ": " & $states.errorOutput.Cause %}', Next: 'E' }],
          End: true,
        },
        E: { Type: 'Pass', Output: '{% $states.input %}', End: true },
      },
    };
    const visits: Json[] = [];
    const { output } = await run(definition, 'in', (request, done) => {
      visits.push(request.input);
      if (request.stateName === 'T') done.succeed('out');
      else done.fail('Boom', 'why');
    });

    expect(visits).toEqual(['in', { in: 'in', out: 'out' }]);
    expect(output).toBe('Boom: why');
  });
});
