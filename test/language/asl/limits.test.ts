import { describe, expect, it } from 'vitest';
import { exceedsPayloadLimit } from '#language/asl/json-size.ts';
import { begin, LAMBDA, one, run, TestHost } from './host.ts';

const pass = (fields: object) => ({ Type: 'Pass', ...fields });

/** A loop of the state A that could end, as the service asks, but never does. */
const loop = (state: object) => ({
  StartAt: 'A',
  States: {
    A: { ...state, Next: 'B' },
    B: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'C' }], Default: 'A' },
    C: { Type: 'Succeed' },
  },
});

describe('an endless loop', () => {
  it.each<[what: string, definition: object]>([
    ['of Pass', loop(pass({}))],
    ['of JSONata', loop(pass({ QueryLanguage: 'JSONata', Output: '{% {"n": 1 + 1} %}' }))],
    ['of Wait', loop({ Type: 'Wait', Seconds: 1 })],
    ['within a branch', one({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass({ Next: 'A' }) } }] })],
  ])('%s ends with event 25,000', async (_what, definition) => {
    const execution = await run(definition);

    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(execution.history).toHaveLength(25_000);
    expect(execution.history.at(-1)).toMatchObject({ id: 25_000, previousEventId: 24_999, type: 'ExecutionFailed' });
  });

  it('in a child of a distributed Map ends that child only', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'A',
      States: { A: pass({ Next: 'A' }) },
    };
    const execution = await run(one({ Type: 'Map', ItemProcessor: processor, ToleratedFailureCount: 1 }), [1]);

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  it('of Express, in which no time passes, ends as by its five minutes', async () => {
    const execution = await begin(loop(pass({})), new TestHost(), {}, 'EXPRESS');
    await execution.finished;

    expect(execution.status).toBe('TIMED_OUT');
  });

  it('lets other work run in between', async () => {
    const host = new TestHost();
    const { startExecution, compileMachine } = await import('#language/asl/index.ts');
    const { contextOf } = await import('./host.ts');
    const execution = startExecution(compileMachine(loop(pass({}))), {
      input: {},
      context: contextOf({}),
      host,
    });
    const first = execution.transitions;
    await Promise.resolve();
    await Promise.resolve();

    expect(execution.status).toBe('RUNNING');
    expect(first).toBeLessThanOrEqual(100);
    execution.stop();
  });
});

describe('a payload', () => {
  it.each<[value: string, bytes: number, exceeds: boolean]>([
    ['a', 262_142, false],
    ['a', 262_143, true],
    ['é', 131_071, false],
    ['é', 131_072, true],
    ['"', 131_071, false],
    ['"', 131_072, true],
  ])('of %j, %d times, is above the limit: %s', (character, times, exceeds) => {
    expect(exceedsPayloadLimit(character.repeat(times))).toBe(exceeds);
  });

  it('above the limit fails the state that makes it', async () => {
    const execution = await run(one(pass({ Parameters: { 'a.$': '$.x', 'b.$': '$.x' } })), { x: 'x'.repeat(200_000) });

    expect(execution).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it.each<[language: 'JSONPath' | 'JSONata', fields: object]>([
    ['JSONPath', { Parameters: { 'a.$': '$.x', 'b.$': '$.x' } }],
    ['JSONata', { Arguments: { a: '{% $states.input.x %}', b: '{% $states.input.x %}' } }],
  ])('above the limit is not handed to a task, in %s', async (language, fields) => {
    const host = new TestHost();
    const retry = [{ ErrorEquals: ['States.ALL'] }];
    const execution = await begin(one({ Type: 'Task', Resource: LAMBDA, Retry: retry, ...fields }, language), host, {
      x: 'x'.repeat(200_000),
    });

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(host.calls).toEqual([]);
  });

  it('above the limit fails its state though Catch says States.ALL, and not though it says States.DataLimitExceeded', async () => {
    const machine = (name: string) => ({
      StartAt: 'S',
      States: {
        S: {
          Type: 'Task',
          Resource: LAMBDA,
          Parameters: { 'a.$': '$.x', 'b.$': '$.x' },
          Catch: [{ ErrorEquals: [name], Next: 'C' }],
          End: true,
        },
        C: { Type: 'Pass', Result: 'caught', End: true },
      },
    });
    const input = { x: 'x'.repeat(200_000) };

    expect((await run(machine('States.ALL'), input)).error).toBe('States.DataLimitExceeded');
    expect((await run(machine('States.DataLimitExceeded'), input)).output).toBe('caught');
  });

  it('above the limit cannot be assigned', async () => {
    const execution = await run(one(pass({ Assign: { 'v.$': 'States.Array($.x, $.x)' } })), { x: 'x'.repeat(200_000) });

    expect(execution.error).toBe('States.DataLimitExceeded');
  });

  it('is never changed in place', async () => {
    const input = { a: { b: [1] } };
    await run(one(pass({ Parameters: { 'x.$': '$.a.b' }, ResultPath: '$.a.c' })), input);

    expect(input).toEqual({ a: { b: [1] } });
  });

  it('may have a member named __proto__', async () => {
    const input = JSON.parse('{"__proto__":{"x":1}}') as object;
    const execution = await run(one(pass({ Parameters: { 'y.$': '$.__proto__' } })), input as never);

    expect(execution.output).toEqual({ y: { x: 1 } });
  });
});
