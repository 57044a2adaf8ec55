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
    const branch = { StartAt: 'B', States: { B: { Type: 'Pass', Assign: { x: 'inner' }, End: true } } };
    const execution = await run({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 'outer' }, Next: 'P' },
        P: { Type: 'Parallel', Branches: [branch], Next: 'C' },
        C: read(language, 'x'),
      },
    });

    expect(execution.output).toBe('outer');
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
