import { describe, expect, it } from 'vitest';
import { diagnose } from '#language/asl/check-definition.ts';
import { one } from './host.ts';

const told = (definition: unknown) => diagnose(definition).map(({ severity, code, location }) => `${severity} ${code} ${location}`);

const machine = one({ Type: 'Pass' });

describe('the text of a definition', () => {
  it.each<[what: string, definition: unknown, expected: string[]]>([
    ['nothing', undefined, ['ERROR MISSING_DESCRIPTION /']],
    ['null', null, ['ERROR MISSING_DESCRIPTION /']],
    ['empty', '', ['ERROR MISSING_DESCRIPTION /']],
    ['no JSON', '{not json', ['ERROR INVALID_JSON_DESCRIPTION /']],
    ['a number', 5, ['ERROR INVALID_JSON_DESCRIPTION /']],
    ['the text of null', 'null', ['ERROR INVALID_JSON_DESCRIPTION /']],
    ['the text of a list', '[]', ['ERROR INVALID_JSON_DESCRIPTION /']],
    ['an object that is nested too deep', deep(1_200), ['ERROR TOO_DEEPLY_NESTED /']],
    ['a text that is nested too deep', JSON.stringify(deep(1_200)), ['ERROR TOO_DEEPLY_NESTED /']],
    ['the text of a machine', JSON.stringify(machine), []],
  ])('may be %s', (_what, definition, expected) => {
    expect(told(definition)).toEqual(expected);
  });

  it.each([[true], [false]])('has 1 MiB at most (as text: %j)', (asText) => {
    const sized = (length: number): unknown => {
      const empty = JSON.stringify({ Comment: '', ...machine }).length;
      const definition = { Comment: 'x'.repeat(length - empty), ...machine };
      return asText ? JSON.stringify(definition) : definition;
    };

    expect(told(sized(1_048_576))).toEqual([]);
    expect(told(sized(1_048_577))).toEqual(['ERROR SCHEMA_VALIDATION_FAILED /']);
  });
});

describe('two members of one name', () => {
  const pass = '{"Type":"Pass","End":true}';

  it.each<[what: string, text: string, expected: string[]]>([
    ['are no states', `{"StartAt":"A","States":{"A":${pass},"A":${pass}}}`, ['ERROR DUPLICATE_STATE_NAME /States/A']],
    [
      'are no states of a branch',
      `{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":${pass}}},{"StartAt":"B","States":{"B":${pass},"B":${pass}}}],"End":true}}}`,
      ['ERROR DUPLICATE_STATE_NAME /States/P/Branches[1]/States/B'],
    ],
    [
      'are pointed out elsewhere',
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Comment":"a","Comment":"b","End":true}}}',
      ['WARNING DUPLICATE_FIELD /States/A/Comment'],
    ],
    [
      'in a payload are no states, though it calls them so',
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"States":{"x":1,"x":2}},"End":true}}}',
      ['WARNING DUPLICATE_FIELD /States/A/Result/States/x'],
    ],
    ['are not seen within strings', '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"{\\"a\\":1,\\"a\\":2}","End":true}}}', []],
    ['in two objects are two', '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":[{"a":1},{"a":2}],"End":true}}}', []],
  ])('%s', (_what, text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('a warning', () => {
  const pass = (fields: object) => one({ Type: 'Pass', ...fields });

  it.each<[what: string, definition: object, expected: string[]]>([
    ['a path without .$', pass({ Parameters: { a: { b: '$.x' } } }), ['WARNING NO_DOLLAR /States/S/Parameters/a/b']],
    [
      'an intrinsic function without .$',
      pass({ Parameters: { a: ['States.UUID()', { b: 'States.UUID()' }] } }),
      ['WARNING NO_DOLLAR /States/S/Parameters/a[1]/b'],
    ],
    ['a path in Result', pass({ Result: { 'a.$': '$.x' } }), ['WARNING PASS_RESULT_IS_STATIC /States/S/Result']],
    ['a path in a literal field', { StartAt: 'S', States: { S: { Type: 'Fail', Cause: '$.x' } } }, ['WARNING NO_PATH /States/S/Cause']],
    ['money', pass({ Parameters: { a: '$5' }, Result: '$x' }), []],
    ['JSONata, which has no such traps', one({ Type: 'Pass', Output: { a: '$.x' } }, 'JSONata'), []],
  ])('points out %s and refuses nothing', (_what, definition, expected) => {
    expect(told(definition)).toEqual(expected);
  });
});

function deep(levels: number): object {
  let value: object = {};
  for (let i = 0; i < levels; i += 1) value = { a: value };
  return { ...machine, Deep: value };
}
