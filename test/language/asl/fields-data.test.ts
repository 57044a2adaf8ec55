import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { begin, LAMBDA, run, TestHost } from './host.ts';

type Language = 'JSONPath' | 'JSONata';

const INNER = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
/** What each type of state has besides the field under test, and what is wrong without it. */
const REST: Readonly<Record<string, object>> = {
  Pass: { Next: 'E' },
  Task: { Resource: LAMBDA, Next: 'E' },
  Choice: { Choices: [], Default: 'E' },
  Wait: { Seconds: 1, Next: 'E' },
  Succeed: {},
  Parallel: { Branches: [INNER], Next: 'E' },
  Map: { ItemProcessor: INNER, Next: 'E' },
};
const RULES: Readonly<Record<Language, object>> = {
  JSONPath: { Choices: [{ Variable: '$', IsNull: true, Next: 'E' }] },
  JSONata: { Choices: [{ Condition: false, Next: 'E' }] },
};

const machine = (type: string, language: Language, fields: object): object => ({
  QueryLanguage: language,
  StartAt: 'S',
  States: {
    S: { Type: type, ...REST[type], ...(type === 'Choice' && RULES[language]), ...fields },
    ...(type !== 'Succeed' && { E: { Type: 'Succeed' } }),
  },
});

/** A task answers what it was asked. */
const echo = (request: { input: Json }, done: { succeed(output: Json): void }): void => done.succeed(request.input);

describe('a field for data', () => {
  it.each<[type: string, fields: object, input: Json, output: Json]>([
    ['Pass', { InputPath: '$.a' }, { a: 1 }, 1],
    ['Pass', { InputPath: null }, { a: 1 }, {}],
    ['Pass', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['Pass', { OutputPath: null }, { a: 1 }, {}],
    ['Pass', { Parameters: { 'b.$': '$.a', c: 2 } }, { a: 1 }, { b: 1, c: 2 }],
    ['Pass', { Result: { r: 1 } }, { a: 1 }, { r: 1 }],
    ['Pass', { Result: 2, ResultPath: '$.b.c' }, { a: 1 }, { a: 1, b: { c: 2 } }],
    ['Pass', { Result: 2, ResultPath: null }, { a: 1 }, { a: 1 }],
    ['Task', { InputPath: '$.a' }, { a: 1 }, 1],
    ['Task', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['Task', { Parameters: { 'b.$': '$.a' } }, { a: 1 }, { b: 1 }],
    ['Task', { ResultSelector: { 'b.$': '$.a', 'in.$': '$$.Execution.Input' } }, { a: 1 }, { b: 1, in: { a: 1 } }],
    ['Task', { ResultPath: '$.t' }, { a: 1 }, { a: 1, t: { a: 1 } }],
    ['Choice', { InputPath: '$.a' }, { a: 1 }, 1],
    ['Choice', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['Wait', { InputPath: '$.a' }, { a: 1 }, 1],
    ['Wait', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['Succeed', { InputPath: '$.a' }, { a: 1 }, 1],
    ['Succeed', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['Parallel', { InputPath: '$.a' }, { a: 1 }, [1]],
    ['Parallel', { OutputPath: '$[0]' }, { a: 1 }, { a: 1 }],
    ['Parallel', { Parameters: { 'b.$': '$.a' } }, { a: 1 }, [{ b: 1 }]],
    ['Parallel', { ResultSelector: { 'first.$': '$[0]' } }, { a: 1 }, { first: { a: 1 } }],
    ['Parallel', { ResultPath: '$.p' }, { a: 1 }, { a: 1, p: [{ a: 1 }] }],
    ['Map', { InputPath: '$.l' }, { l: [1, 2] }, [1, 2]],
    ['Map', { ItemsPath: '$.l' }, { l: [1, 2] }, [1, 2]],
    ['Map', { OutputPath: '$[1]' }, [1, 2], 2],
    ['Map', { ItemSelector: { 'v.$': '$$.Map.Item.Value' } }, [1], [{ v: 1 }]],
    ['Map', { Parameters: { 'v.$': '$$.Map.Item.Value' } }, [1], [{ v: 1 }]],
    ['Map', { ResultSelector: { 'last.$': '$[-1:]' } }, [1, 2], { last: [2] }],
    ['Map', { ItemsPath: '$.l', ResultPath: '$.m' }, { l: [1] }, { l: [1], m: [1] }],
  ])('of %s in JSONPath, %j, makes of %j %j', async (type, fields, input, output) => {
    expect(await run(machine(type, 'JSONPath', fields), input, echo)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it.each<[type: string, fields: object, input: Json, output: Json]>([
    ['Pass', { Output: { b: '{% $states.input.a %}' } }, { a: 1 }, { b: 1 }],
    ['Pass', {}, { a: 1 }, { a: 1 }],
    ['Task', { Arguments: { b: '{% $states.input.a %}' } }, { a: 1 }, { b: 1 }],
    ['Task', { Output: '{% [$states.input.a, $states.result.a] %}' }, { a: 1 }, [1, 1]],
    ['Choice', { Output: '{% $states.input.a %}' }, { a: 1 }, 1],
    ['Wait', { Output: '{% $states.input.a %}' }, { a: 1 }, 1],
    ['Succeed', { Output: '{% $states.input.a %}' }, { a: 1 }, 1],
    ['Parallel', { Arguments: { b: '{% $states.input.a %}' } }, { a: 1 }, [{ b: 1 }]],
    ['Parallel', { Output: '{% $states.result[0].a %}' }, { a: 1 }, 1],
    ['Map', { Items: '{% $states.input.l %}' }, { l: [1, 2] }, [1, 2]],
    ['Map', { Items: [1, 2], Output: '{% $sum($states.result) %}' }, {}, 3],
    ['Map', { Items: [1], ItemSelector: { v: '{% $states.context.Map.Item.Value %}' } }, {}, [{ v: 1 }]],
  ])('of %s in JSONata, %j, makes of %j %j', async (type, fields, input, output) => {
    expect(await run(machine(type, 'JSONata', fields), input, echo)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it.each(['Pass', 'Task', 'Choice', 'Wait', 'Parallel', 'Map'])('of %s, Assign, is seen by the state after it', async (type) => {
    const inPath = machine(type, 'JSONPath', { Assign: { x: { y: 1 } } }) as { States: object };
    const inQuery = machine(type, 'JSONata', { Assign: { x: '{% $states.context.State.Name %}' } }) as { States: object };
    Object.assign(inPath.States, { E: { Type: 'Pass', Parameters: { 'x.$': '$x.y' }, End: true } });
    Object.assign(inQuery.States, { E: { Type: 'Succeed', Output: { x: '{% $x %}' } } });

    expect((await run(inPath, [1], echo)).output).toEqual({ x: 1 });
    expect((await run(inQuery, [1], echo)).output).toEqual({ x: 'S' });
  });

  it('Credentials are evaluated and handed to whoever carries out the task', async () => {
    const role = { RoleArn: 'arn:aws:iam::1:role/r' };
    const host = new TestHost(echo);
    const inPath = machine('Task', 'JSONPath', { Credentials: { 'RoleArn.$': '$.role' } });
    const inQuery = machine('Task', 'JSONata', { Credentials: { RoleArn: '{% $states.input.role %}' } });
    const { history } = await begin(inPath, host, { role: role.RoleArn });
    await begin(inQuery, host, { role: role.RoleArn });
    const none = await begin(machine('Task', 'JSONPath', {}), host);

    const told = [history, none.history].map((events) => events.find((event) => event.type === 'LambdaFunctionScheduled')?.details);
    expect(host.calls.map((call) => call.request.credentials)).toEqual([role, role, undefined]);
    expect(told.map((details) => details?.taskCredentials)).toEqual([{ roleArn: role.RoleArn }, undefined]);
  });
});

describe('a field of Fail', () => {
  it.each<[language: Language, fields: object, error: string | undefined, cause: string | undefined]>([
    ['JSONPath', {}, undefined, undefined],
    ['JSONPath', { Error: 'Boom', Cause: 'why' }, 'Boom', 'why'],
    ['JSONPath', { ErrorPath: '$.e', CausePath: '$.c' }, 'Boom', 'why'],
    ['JSONPath', { ErrorPath: "States.Format('{}!', $.e)" }, 'Boom!', undefined],
    ['JSONPath', { ErrorPath: '$.gone' }, 'States.Runtime', undefined],
    ['JSONPath', { CausePath: '$.number' }, 'States.Runtime', undefined],
    ['JSONata', { Error: 'Boom', Cause: '{% $states.input.c %}' }, 'Boom', 'why'],
    ['JSONata', { Error: '{% $states.input.e %}' }, 'Boom', undefined],
    ['JSONata', { Error: '{% $states.input.number %}' }, 'States.QueryEvaluationError', undefined],
  ])('in %s, %j, fails with %s', async (language, fields, error, cause) => {
    const execution = await run(
      { QueryLanguage: language, StartAt: 'F', States: { F: { Type: 'Fail', ...fields } } },
      { e: 'Boom', c: 'why', number: 7 },
    );

    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBe(error);
    if (!error?.startsWith('States.')) expect(execution.cause).toBe(cause);
  });
});
