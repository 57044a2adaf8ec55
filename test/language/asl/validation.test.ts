import { describe, expect, it } from 'vitest';
import { compileMachine, InvalidDefinitionError } from '#language/asl/index.ts';
import { LAMBDA, one } from './host.ts';

function problems(definition: unknown): string[] {
  try {
    compileMachine(definition);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    return error.diagnostics.map((d) => `${d.code} ${d.location}`);
  }
}

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';

describe('a definition', () => {
  it.each<[what: string, definition: unknown, expected: string[]]>([
    ['that is no object', 5, ['INVALID_JSON_DESCRIPTION /']],
    ['that is no JSON', '{', ['INVALID_JSON_DESCRIPTION /']],
    ['without states', {}, [`${SCHEMA} /`, `${SCHEMA} /`]],
    ['with an unknown field', { ...one({ Type: 'Pass' }), Foo: 1 }, [`${SCHEMA} /Foo`]],
    ['with an unknown type', one({ Type: 'Loop' }), [`${SCHEMA} /States/S/Type`]],
    ['with an unknown field of a state', one({ Type: 'Pass', Seconds: 1 }), [`${SCHEMA} /States/S/Seconds`]],
    ['with a field of the other language', one({ Type: 'Pass', InputPath: '$' }, 'JSONata'), [`${SCHEMA} /States/S/InputPath`]],
    ['whose state has neither Next nor End', { StartAt: 'S', States: { S: { Type: 'Pass' } } }, [`${SCHEMA} /States/S`]],
    ['whose target is missing', { StartAt: 'S', States: { S: { Type: 'Pass', Next: 'X' } } }, ['MISSING_TRANSITION_TARGET /States/S/Next']],
    ['whose start is missing', { StartAt: 'X', States: { S: { Type: 'Succeed' } } }, ['MISSING_TRANSITION_TARGET /StartAt']],
    [
      'with a state that nothing leads to',
      { StartAt: 'S', States: { S: { Type: 'Succeed' }, T: { Type: 'Succeed' } } },
      ['MISSING_TRANSITION_TARGET /States/T'],
    ],
    ['whose resource is no ARN', one({ Type: 'Task', Resource: 'f' }), [`${SCHEMA} /States/S/Resource`]],
    ['whose task has no resource', one({ Type: 'Task' }), [`${SCHEMA} /States/S`]],
    [
      'whose heartbeat is not below the timeout',
      one({ Type: 'Task', Resource: LAMBDA, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      [`${SCHEMA} /States/S/HeartbeatSeconds`],
    ],
    ['with a bad path', one({ Type: 'Pass', InputPath: 'x' }), [`${SCHEMA} /States/S/InputPath`]],
    ['with a bad reference path', one({ Type: 'Pass', ResultPath: '$.a[*]' }), [`${SCHEMA} /States/S/ResultPath`]],
    ['with a bad expression', one({ Type: 'Pass', Output: { a: '{% 1 + %}' } }, 'JSONata'), [`${SCHEMA} /States/S/Output/a`]],
    ['that assigns the reserved variable', one({ Type: 'Pass', Assign: { states: 1 } }), [`${SCHEMA} /States/S/Assign/states`]],
    ['that waits in two ways', one({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }), [`${SCHEMA} /States/S`, `${SCHEMA} /States/S`]],
    ['whose Wait names no time', one({ Type: 'Wait', Timestamp: 'soon' }), [`${SCHEMA} /States/S/Timestamp`]],
    [
      'that retries an empty list',
      one({ Type: 'Task', Resource: LAMBDA, Retry: [{ ErrorEquals: [] }] }),
      [`${SCHEMA} /States/S/Retry[0]/ErrorEquals`],
    ],
    [
      'whose States.ALL is not last',
      one({ Type: 'Task', Resource: LAMBDA, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      [`${SCHEMA} /States/S/Retry[0]/ErrorEquals`],
    ],
    ['whose Choice has no rule', { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [] } } }, [`${SCHEMA} /States/C/Choices`]],
    [
      'whose rule has an unknown operator',
      { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$', Is: 1, Next: 'C' }] } } },
      [`${SCHEMA} /States/C/Choices[0]/Is`],
    ],
    [
      'that goes back to JSONPath',
      { QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { QueryLanguage: 'JSONPath', Type: 'Succeed' } } },
      [`${SCHEMA} /States/S/QueryLanguage`],
    ],
    [
      'whose inline Map writes results',
      one({ Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Succeed' } } }, ResultWriter: {} }),
      [`${SCHEMA} /States/S/ResultWriter`],
    ],
    [
      'that names two states alike',
      one({ Type: 'Map', ItemProcessor: one({ Type: 'Pass' }) }),
      ['DUPLICATE_STATE_NAME /States/S/ItemProcessor/States/S'],
    ],
    [
      'with a problem in a branch',
      one({ Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass' } } }] }),
      [`${SCHEMA} /States/S/Branches[0]/States/B`],
    ],
  ])('%s is refused', (_what, definition, expected) => {
    expect(problems(definition)).toEqual(expected);
  });

  it('is refused with every problem at once', () => {
    const definition = {
      StartAt: 'Gone',
      Oops: 1,
      States: {
        A: { Type: 'Pass', Next: 'B', ResultPath: 'x' },
        B: { Type: 'Task', Resource: 'f', Retry: [{}], End: true },
        C: { Type: 'Nope' },
      },
    };

    expect(problems(definition)).toEqual([
      `${SCHEMA} /Oops`,
      `${SCHEMA} /States/A/ResultPath`,
      `${SCHEMA} /States/B/Retry[0]/ErrorEquals`,
      `${SCHEMA} /States/B/Resource`,
      `${SCHEMA} /States/C/Type`,
      'MISSING_TRANSITION_TARGET /StartAt',
    ]);
  });

  it('of a hundred thousand problems lists a hundred', () => {
    const states = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`S${i}`, { Type: 'Nope' }]));

    expect(problems({ StartAt: 'S0', States: states })).toHaveLength(100);
  });

  it('is taken as text, too', () => {
    expect(problems(JSON.stringify(one({ Type: 'Pass' })))).toEqual([]);
  });
});
