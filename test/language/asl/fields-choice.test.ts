import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { run } from './host.ts';

async function holds(rule: object, input: Json): Promise<boolean> {
  const { output } = await run(
    {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: true, End: true },
        No: { Type: 'Pass', Result: false, End: true },
      },
    },
    input,
  );
  return output === true;
}

const NOON = '2018-02-09T12:00:00Z';
const BEFORE = '2018-02-09T12:59:59+01:00';
const AFTER = '2018-02-09T12:00:00.001Z';

describe('a comparison of a rule', () => {
  it.each<[operator: string, path: string, operand: Json, holdsFor: Json[], failsFor: Json[]]>([
    ['StringEquals', 'StringEqualsPath', 'b', ['b'], ['a', 'B', 1]],
    ['StringLessThan', 'StringLessThanPath', 'b', ['a', 'B', ''], ['b', 'c', 1]],
    ['StringGreaterThan', 'StringGreaterThanPath', 'b', ['ba', 'c'], ['b', 'a']],
    ['StringLessThanEquals', 'StringLessThanEqualsPath', 'b', ['a', 'b'], ['c']],
    ['StringGreaterThanEquals', 'StringGreaterThanEqualsPath', 'b', ['b', 'c'], ['a']],
    ['NumericEquals', 'NumericEqualsPath', 2, [2], [1, '2', null]],
    ['NumericLessThan', 'NumericLessThanPath', 2, [1.9, -3], [2, 3]],
    ['NumericGreaterThan', 'NumericGreaterThanPath', 2, [2.1], [2, 1]],
    ['NumericLessThanEquals', 'NumericLessThanEqualsPath', 2, [2, 1], [2.1]],
    ['NumericGreaterThanEquals', 'NumericGreaterThanEqualsPath', 2, [2, 3], [1]],
    ['TimestampEquals', 'TimestampEqualsPath', NOON, [NOON, '2018-02-09T13:00:00+01:00'], [BEFORE, AFTER, 'noon']],
    ['TimestampLessThan', 'TimestampLessThanPath', NOON, [BEFORE], [NOON, AFTER]],
    ['TimestampGreaterThan', 'TimestampGreaterThanPath', NOON, [AFTER], [NOON, BEFORE]],
    ['TimestampLessThanEquals', 'TimestampLessThanEqualsPath', NOON, [NOON, BEFORE], [AFTER]],
    ['TimestampGreaterThanEquals', 'TimestampGreaterThanEqualsPath', NOON, [NOON, AFTER], [BEFORE]],
    ['BooleanEquals', 'BooleanEqualsPath', true, [true], [false, 'true', 1]],
  ])('%s and %s', async (operator, path, operand, holdsFor, failsFor) => {
    const answers = async (values: Json[]): Promise<boolean[]> => {
      const byValue = values.map((v) => holds({ Variable: '$.v', [operator]: operand }, { v }));
      const byPath = values.map((v) => holds({ Variable: '$.v', [path]: '$.o' }, { v, o: operand }));
      return await Promise.all([...byValue, ...byPath]);
    };

    expect(new Set(await answers(holdsFor))).toEqual(new Set([true]));
    expect(new Set(await answers(failsFor))).toEqual(new Set([false]));
  });
});

describe('a test of a rule', () => {
  it.each<[operator: string, holdsFor: Json[], failsFor: Json[]]>([
    ['IsNull', [null], [0, '', false, {}]],
    ['IsPresent', [null, 0], []],
    ['IsString', ['', 'a'], [1, null]],
    ['IsNumeric', [0, -1.5], ['1', null]],
    ['IsBoolean', [false], ['false', 0]],
    ['IsTimestamp', [NOON, BEFORE], ['2018-02-09', 'noon', 1518177600]],
    ['IsArray', [[], [1]], [{}, 'a']],
    ['IsObject', [{}, { a: 1 }], [[], null]],
  ])('%s', async (operator, holdsFor, failsFor) => {
    for (const v of holdsFor) {
      expect(await holds({ Variable: '$.v', [operator]: true }, { v })).toBe(true);
      expect(await holds({ Variable: '$.v', [operator]: false }, { v })).toBe(false);
    }
    for (const v of failsFor) expect(await holds({ Variable: '$.v', [operator]: true }, { v })).toBe(false);
  });

  it('IsPresent of what is not there', async () => {
    expect(await holds({ Variable: '$.gone', IsPresent: true }, {})).toBe(false);
    expect(await holds({ Variable: '$.gone', IsPresent: false }, {})).toBe(true);
    expect(await holds({ Variable: '$.gone.deeper', IsPresent: false }, { gone: 1 })).toBe(true);
  });

  it('StringMatches', async () => {
    const matches = (v: Json, pattern: string): Promise<boolean> => holds({ Variable: '$.v', StringMatches: pattern }, { v });

    expect(await matches('web-7.log', 'web-*.log')).toBe(true);
    expect(await matches('ab', '*a*')).toBe(true);
    expect(await matches('aab', '*ab')).toBe(true);
    expect(await matches('abab', 'ab*ab')).toBe(true);
    expect(await matches('aba', 'ab*ba')).toBe(false);
    expect(await matches('a*c', 'a\\*c')).toBe(true);
    expect(await matches('a\\c', 'a\\\\c')).toBe(true);
    expect(await matches('abc', 'a\\*c')).toBe(false);
    expect(await matches(7, '*')).toBe(false);
  });
});
