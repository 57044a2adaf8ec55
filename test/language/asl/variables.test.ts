import { describe, expect, it } from 'vitest';
import { LAMBDA, run } from './host.ts';

const read = (language: string, name: string) =>
  language === 'JSONata'
    ? { QueryLanguage: language, Type: 'Pass', Output: `{% $${name} %}`, End: true }
    : { QueryLanguage: language, Type: 'Pass', InputPath: `$${name}`, End: true };

describe.each(['JSONPath', 'JSONata'])('a variable read by %s', (language) => {
  it('is seen by the states after it', async () => {
    const execution = await run({ StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: [1] }, Next: 'B' }, B: read(language, 'x') } });

    expect(execution.output).toEqual([1]);
  });

  it('is seen by the branches of a Parallel', async () => {
    const branch = { StartAt: 'B', States: { B: read(language, 'x') } };
    const execution = await run({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' }, P: { Type: 'Parallel', Branches: [branch], End: true } },
    });

    expect(execution.output).toEqual([1]);
  });

  it('does not leak out of a branch', async () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Pass', Assign: { inner: 1 }, End: true } } };
    const execution = await run({
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [branch], Next: 'C' }, C: read(language, 'inner') },
    });

    expect(execution).toMatchObject({ status: 'FAILED', error: language === 'JSONata' ? 'States.QueryEvaluationError' : 'States.Runtime' });
  });

  it('of one iteration is not seen by the next', async () => {
    const processor = {
      StartAt: 'Q',
      States: {
        Q: { Type: 'Choice', QueryLanguage: 'JSONata', Choices: [{ Condition: '{% $exists($seen) %}', Next: 'Leaked' }], Default: 'Mark' },
        Mark: { Type: 'Pass', Assign: { seen: true }, End: true },
        Leaked: { Type: 'Fail', Error: 'Leaked' },
      },
    };
    const execution = await run(
      { StartAt: 'M', States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: processor, End: true } } },
      [1, 2, 3],
    );

    expect(execution.status).toBe('SUCCEEDED');
  });

  it('is not seen by the children of a distributed Map', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'B',
      States: { B: read(language, 'x') },
    };
    const execution = await run(
      {
        StartAt: 'A',
        States: { A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' }, M: { Type: 'Map', ItemProcessor: processor, End: true } },
      },
      [1],
    );

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  });
});

describe('Assign', () => {
  it('evaluates every value before it assigns any', async () => {
    const execution = await run({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
        C: { Type: 'Pass', Output: ['{% $x %}', '{% $y %}', '{% $states.input %}'], End: true },
      },
    });

    expect(execution.output).toEqual([2, 1, 1]);
  });

  const pass = { Type: 'Pass', InputPath: '$v', End: true };
  const inner = (fields: object) => ({ StartAt: 'I', States: { I: { Type: 'Pass', End: true, ...fields } } });

  it.each<[what: string, state: object, value: unknown]>([
    ['of a Pass sees its result', { Type: 'Pass', Result: { r: 1 }, ResultPath: '$.x' }, { r: 1 }],
    ['of a Pass sees its Parameters', { Type: 'Pass', Parameters: { 'p.$': '$.in' }, OutputPath: null }, { p: 'x' }],
    ['of a Pass sees the input that InputPath selects', { Type: 'Pass', InputPath: '$.in' }, 'x'],
    ['of a Wait sees its input', { Type: 'Wait', Seconds: 1, InputPath: '$.in' }, 'x'],
    [
      'of a Choice sees its input',
      { Type: 'Choice', InputPath: '$.in', Choices: [{ Variable: '$.z', IsPresent: true, Next: 'B' }], Default: 'B' },
      'x',
    ],
    ['of a Task sees what it answered', { Type: 'Task', Resource: LAMBDA, ResultSelector: { 's.$': '$.n' }, ResultPath: '$.x' }, { n: 7 }],
    [
      'of a Parallel sees what its branches answered',
      { Type: 'Parallel', Branches: [inner({ Result: 1 })], ResultSelector: { 's.$': '$[0]' } },
      [1],
    ],
    [
      'of a Map sees what its iterations answered',
      { Type: 'Map', ItemsPath: '$.l', ItemProcessor: inner({}), ResultSelector: { 's.$': '$' } },
      [4, 5],
    ],
  ])('%s', async (_what, state, value) => {
    const next = 'Choices' in state ? {} : { Next: 'B' };
    const definition = { StartAt: 'A', States: { A: { ...state, ...next, Assign: { 'v.$': '$' } }, B: pass } };
    const execution = await run(definition, { in: 'x', l: [4, 5] }, (_request, done) => done.succeed({ n: 7 }));

    expect(execution.output).toEqual(value);
  });

  it.each<[where: string, assign: object, choice: object, value: unknown]>([
    ['a rule that holds assigns its own', { 'v.$': '$.a' }, { Variable: '$.a', NumericEquals: 1 }, 1],
    ['a Choice without such a rule assigns its own', { v: 'rule' }, { Variable: '$.a', NumericEquals: 2 }, 'default'],
  ])('of %s', async (_where, assign, rule, value) => {
    const choice = {
      Type: 'Choice',
      Choices: [{ ...rule, Assign: assign, Next: 'B' }],
      Default: 'B',
      Assign: { v: 'default' },
    };

    expect((await run({ StartAt: 'A', States: { A: choice, B: pass } }, { a: 1 })).output).toEqual(value);
  });

  it('of a Catch sees the error in JSONPath, too', async () => {
    const catcher = { ErrorEquals: ['Boom'], Assign: { 'v.$': '$.Cause' }, ResultPath: null, Next: 'B' };
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: LAMBDA, Catch: [catcher], Assign: { v: 'no' }, Next: 'B' }, B: pass },
    };

    expect((await run(definition, {}, (_request, done) => done.fail('Boom', 'why'))).output).toBe('why');
  });

  it.each<[language: string, assign: object]>([
    ['JSONPath', { 'v.$': '$w', 'u.$': '$w.a' }],
    ['JSONata', { v: '{% $w %}', u: '{% $w.a %}' }],
  ])('reads other variables in %s', async (language, assign) => {
    const states = {
      A: { Type: 'Pass', Assign: { w: { a: [1] } }, Next: 'B' },
      B: { Type: 'Pass', QueryLanguage: language, Assign: assign, Next: 'C' },
      C: { Type: 'Pass', Parameters: { 'v.$': '$v', 'u.$': '$u[0]' }, End: true },
    };

    expect((await run({ StartAt: 'A', States: states })).output).toEqual({ v: { a: [1] }, u: 1 });
  });

  it('of a Catch sees the error, and the state’s own is not run', async () => {
    const execution = await run(
      {
        QueryLanguage: 'JSONata',
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: LAMBDA,
            Assign: { how: 'well' },
            Catch: [
              { ErrorEquals: ['Boom'], Assign: { how: '{% $states.errorOutput.Cause %}' }, Output: '{% $states.input %}', Next: 'E' },
            ],
            Next: 'E',
          },
          E: { Type: 'Pass', Output: ['{% $how %}', '{% $states.input %}'], End: true },
        },
      },
      'in',
      (_request, done) => done.fail('Boom', 'why'),
    );

    expect(execution.output).toEqual(['why', 'in']);
  });

  it('shows in the event that leaves the state', async () => {
    const execution = await run({ StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: { y: 1 } }, End: true } } });

    expect(execution.history.at(-2)?.details).toMatchObject({ assignedVariables: { x: '{"y":1}' } });
  });
});
