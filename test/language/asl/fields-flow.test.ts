import { describe, expect, it } from 'vitest';
import { diagnose } from '#language/asl/check-definition.ts';
import { compileMachine, InvalidDefinitionError } from '#language/asl/index.ts';
import { begin, LAMBDA, run, TestHost } from './host.ts';

const PASS = { Type: 'Pass', End: true };
const fails = (_request: unknown, done: { fail(error: string): void }): void => done.fail('Boom');

async function visits(definition: object, input: null | boolean | number = null): Promise<string[]> {
  const host = new TestHost(fails);
  await begin(definition, host, input);
  await host.pass(3_600);
  return host.entered;
}

describe('a field for the way through a machine', () => {
  it.each<[what: string, definition: object, expected: string[]]>([
    ['StartAt, wherever it stands in States', { StartAt: 'B', States: { A: PASS, B: { Type: 'Pass', Next: 'A' } } }, ['B', 'A']],
    ['Next of any state', { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: PASS } }, ['A', 'B']],
    [
      'Next of the first rule in Choices that holds',
      {
        StartAt: 'C',
        States: {
          C: {
            Type: 'Choice',
            Choices: [
              { Variable: '$', IsNull: false, Next: 'A' },
              { Variable: '$', IsNull: true, Next: 'B' },
            ],
            Default: 'A',
          },
          A: PASS,
          B: PASS,
        },
      },
      ['C', 'B'],
    ],
    [
      'Default, where no rule holds',
      {
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: false, Next: 'A' }], Default: 'B' }, A: PASS, B: PASS },
      },
      ['C', 'B'],
    ],
    [
      'Condition, in JSONata',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'C',
        States: {
          C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = null %}', Next: 'A' }], Default: 'B' },
          A: PASS,
          B: PASS,
        },
      },
      ['C', 'A'],
    ],
    [
      'Branches, each from its own StartAt',
      {
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'A', States: { A: PASS } },
              { StartAt: 'B', States: { B: PASS } },
            ],
            End: true,
          },
        },
      },
      ['P', 'A', 'B'],
    ],
    ['Succeed, which needs no End', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } }, ['A', 'B']],
  ])('%s', async (_what, definition, expected) => {
    expect(await visits(definition)).toEqual(expected);
  });

  it.each<[type: string, state: object]>([
    ['Task', { Type: 'Task', Resource: LAMBDA }],
    ['Parallel', { Type: 'Parallel', Branches: [{ StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } }] }],
    [
      'Map',
      {
        Type: 'Map',
        ItemsPath: '$$.Execution.Input',
        ItemProcessor: { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } },
      },
    ],
  ])('Retry and Catch of %s', async (type, state) => {
    const host = new TestHost(fails);
    const definition = {
      StartAt: 'S',
      States: {
        S: {
          ...state,
          Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 2, Comment: 'twice more' }],
          Catch: [{ ErrorEquals: ['Boom'], Next: 'Caught', Comment: 'then this' }],
          Next: 'Fine',
        },
        Fine: PASS,
        Caught: PASS,
      },
    };
    await begin(definition, host, [1]);
    await host.pass(3_600);

    expect(host.calls).toHaveLength(3);
    expect(host.entered.at(-1)).toBe('Caught');
    expect(type).toBe((state as { Type: string }).Type);
  });
});

describe('a field without effect on the way', () => {
  it.each<[where: string, definition: object]>([
    ['of the machine', { Comment: 'c', Version: '1.0', StartAt: 'A', States: { A: PASS } }],
    ['of a state', { StartAt: 'A', States: { A: { ...PASS, Comment: 'c' } } }],
    [
      'of a branch',
      { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [{ Comment: 'c', StartAt: 'A', States: { A: PASS } }], End: true } } },
    ],
    [
      'of a rule',
      {
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ Comment: 'c', Variable: '$', IsNull: true, Next: 'A' }] }, A: { Type: 'Succeed' } },
      },
    ],
    [
      'of a rule in JSONata',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ Comment: 'c', Condition: true, Next: 'A' }] }, A: { Type: 'Succeed' } },
      },
    ],
  ])('Comment %s is taken', async (_where, definition) => {
    expect(await run(definition, null)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('QueryLanguage', () => {
  const inQuery = { Type: 'Pass', Output: '{% 1 + 1 %}', End: true };

  it.each<[where: string, definition: object, output: unknown]>([
    ['is JSONPath where nothing is said', { StartAt: 'A', States: { A: { ...PASS, Parameters: { 'x.$': '$$.State.Name' } } } }, { x: 'A' }],
    ['of the machine holds for all its states', { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: inQuery } }, 2],
    ['of a state holds for that state', { StartAt: 'A', States: { A: { ...inQuery, QueryLanguage: 'JSONata' } } }, 2],
    [
      'of a machine holds in branches, too',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'P',
        States: { P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: inQuery } }], End: true } },
      },
      [2],
    ],
  ])('%s', async (_where, definition, output) => {
    expect(await run(definition, null)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it('of a state decides whether it is warned of a path that nothing evaluates', () => {
    const codes = (language: string): string[] => {
      const state = { ...PASS, QueryLanguage: language, Assign: { x: '$.a' } };
      return diagnose({ StartAt: 'A', States: { A: state } }).map((finding) => finding.code);
    };

    expect(codes('JSONPath')).toEqual(['NO_DOLLAR']);
    expect(codes('JSONata')).toEqual([]);
  });

  it('of a JSONata machine cannot be JSONPath in a state', () => {
    const definition = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { ...PASS, QueryLanguage: 'JSONPath' } } };

    expect(() => compileMachine(definition)).toThrow(InvalidDefinitionError);
  });
});
