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
