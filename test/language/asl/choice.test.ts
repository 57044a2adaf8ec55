import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { run } from './host.ts';

async function chosen(rule: object, input: Json): Promise<string> {
  const execution = await run(
    {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: 'yes', End: true },
        No: { Type: 'Pass', Result: 'no', End: true },
      },
    },
    input,
  );
  return String(execution.output ?? execution.cause);
}

const EARLY = '2018-02-09T12:00:00Z';
const LATE = '2018-02-12T06:00:00Z';
const ORDERED: [kind: string, low: Json, high: Json][] = [
  ['Numeric', 1, 2],
  ['String', 'a', 'b'],
  ['Timestamp', EARLY, LATE],
];
const ORDERS: [operator: string, holdsFor: [lower: boolean, equal: boolean, higher: boolean]][] = [
  ['Equals', [false, true, false]],
  ['LessThan', [true, false, false]],
  ['GreaterThan', [false, false, true]],
  ['LessThanEquals', [true, true, false]],
  ['GreaterThanEquals', [false, true, true]],
];
const COMPARED = ORDERED.flatMap(([kind, low, high]) =>
  ORDERS.flatMap(([order, [lower, equal, higher]]): [string, Json, Json, string][] => [
    [kind + order, low, high, lower ? 'yes' : 'no'],
    [kind + order, low, low, equal ? 'yes' : 'no'],
    [kind + order, high, low, higher ? 'yes' : 'no'],
    [kind + order, { not: 'comparable' }, low, 'no'],
  ]),
);

describe('a choice rule', () => {
  it.each(COMPARED)('%s of %j and %j is %s, by value and by path', async (operator, value, operand, expected) => {
    expect(await chosen({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(expected);
    expect(await chosen({ Variable: '$.v', [`${operator}Path`]: '$.o' }, { v: value, o: operand })).toBe(expected);
  });

  it.each<[operator: string, operand: Json, value: Json, expected: string]>([
    ['BooleanEquals', true, true, 'yes'],
    ['BooleanEquals', false, true, 'no'],
    ['BooleanEquals', true, 'true', 'no'],
    ['IsNull', true, null, 'yes'],
    ['IsNull', false, 0, 'yes'],
    ['IsString', true, '', 'yes'],
    ['IsNumeric', true, '1', 'no'],
    ['IsBoolean', true, false, 'yes'],
    ['IsTimestamp', true, EARLY, 'yes'],
    ['IsTimestamp', true, '2018-02-30T12:00:00Z', 'no'],
    ['IsTimestamp', true, '2018-02-09', 'no'],
    ['IsPresent', true, null, 'yes'],
    ['StringMatches', 'web-*', 'web-7', 'yes'],
    ['StringMatches', '*-*-*', 'a-b-c', 'yes'],
    ['StringMatches', '*a', 'ab', 'no'],
    ['StringMatches', 'a*a', 'a', 'no'],
    ['StringMatches', 'a\\*', 'a*', 'yes'],
    ['StringMatches', 'a\\*', 'ab', 'no'],
    ['TimestampEquals', '2018-02-09T13:00:00+01:00', EARLY, 'yes'],
    ['TimestampEquals', '2018-02-09T12:00:00.000Z', EARLY, 'yes'],
    ['TimestampEquals', '2018-02-09T12:00:00.000000001Z', '2018-02-09T12:00:00.000000001Z', 'yes'],
    ['TimestampEquals', '2018-02-09T12:00:00.000000001Z', '2018-02-09T12:00:00.000000002Z', 'no'],
    ['TimestampLessThan', '2018-02-09T12:00:00.000000002Z', '2018-02-09T12:00:00.000000001Z', 'yes'],
    ['TimestampLessThan', EARLY, 'yesterday', 'no'],
    ['IsTimestamp', true, '2018-02-09t12:00:00Z', 'no'],
    ['IsTimestamp', true, '2018-02-09T12:00:00z', 'no'],
    ['IsTimestamp', true, '2018-02-09T12:00:00', 'no'],
    ['IsTimestamp', true, '2018-02-09T24:00:00Z', 'no'],
    ['IsTimestamp', true, '2018-02-09T12:00:60Z', 'no'],
    ['IsTimestamp', true, '2018-02-09T12:00:00+24:00', 'no'],
    ['IsTimestamp', true, '2018-02-09T12:00:00.Z', 'no'],
    ['IsTimestamp', true, '2018-02-09T12:00:00.1234567890Z', 'no'],
    ['IsTimestamp', true, '2016-02-29T12:00:00.5-23:59', 'yes'],
    ['IsTimestamp', true, '0001-01-01T00:00:00Z', 'yes'],
    ['IsTimestamp', false, 1518177600, 'yes'],
    ['NumericEquals', 1, 1.0, 'yes'],
    ['NumericEquals', 0, -0, 'yes'],
    ['NumericLessThan', 1e300, -1e300, 'yes'],
    ['NumericEquals', 1, '1', 'no'],
    ['StringEquals', '', '', 'yes'],
    ['StringEquals', 'é', 'e\u0301', 'no'],
    ['StringLessThan', 'a', 'Z', 'yes'],
    ['StringGreaterThan', 'z', 'é', 'yes'],
    ['StringMatches', '*', '', 'yes'],
    ['StringMatches', 'a\\\\*', 'a\\x', 'yes'],
    ['StringMatches', 'a.c', 'abc', 'no'],
    ['StringMatches', '*', 7, 'no'],
    ['IsNull', true, 0, 'no'],
    ['IsNumeric', true, -1.5e3, 'yes'],
    ['IsBoolean', false, 'true', 'yes'],
  ])('%s %j holds for %j: %s', async (operator, operand, value, expected) => {
    expect(await chosen({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(expected);
  });

  it.each<[rule: object, expected: string]>([
    [{ Not: { Variable: '$.v', NumericEquals: 1 } }, 'no'],
    [
      {
        And: [
          { Variable: '$.v', NumericEquals: 1 },
          { Variable: '$.w', NumericEquals: 2 },
        ],
      },
      'yes',
    ],
    [
      {
        And: [
          { Variable: '$.v', NumericEquals: 1 },
          { Variable: '$.w', NumericEquals: 3 },
        ],
      },
      'no',
    ],
    [
      {
        Or: [
          { Variable: '$.v', NumericEquals: 9 },
          { Variable: '$.w', NumericEquals: 2 },
        ],
      },
      'yes',
    ],
    [
      {
        And: [
          { Variable: '$.gone', IsPresent: true },
          { Variable: '$.gone', NumericEquals: 1 },
        ],
      },
      'no',
    ],
    [{ Variable: '$$.State.Name', StringEquals: 'C' }, 'yes'],
  ])('%j: %s', async (rule, expected) => {
    expect(await chosen(rule, { v: 1, w: 2 })).toBe(expected);
  });

  it('fails on a variable that is not there', async () => {
    expect(await chosen({ Variable: '$.gone', NumericEquals: 1 }, {})).toContain(
      "Invalid path '$.gone': The choice state's condition path references an invalid value.",
    );
  });

  it('fails when nothing matches and there is no Default', async () => {
    const execution = await run(
      { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$.v', IsNull: true, Next: 'E' }] }, E: { Type: 'Succeed' } } },
      { v: 1 },
    );

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('assigns and answers by its own rule only', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n > 5 %}', Next: 'E', Assign: { size: 'big' }, Output: { is: 'big' } },
            { Condition: true, Next: 'E', Assign: { size: 'small' } },
          ],
          Output: 'of the default',
          Default: 'E',
        },
        E: { Type: 'Pass', Output: ['{% $size %}', '{% $states.input %}'], End: true },
      },
    };

    expect((await run(definition, { n: 9 })).output).toEqual(['big', { is: 'big' }]);
    expect((await run(definition, { n: 1 })).output).toEqual(['small', { n: 1 }]);
  });

  it('refuses a condition that is no boolean', async () => {
    const execution = await run({
      QueryLanguage: 'JSONata',
      StartAt: 'C',
      States: { C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'E' }], Default: 'E' }, E: { Type: 'Succeed' } },
    });

    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain("The JSONata expression '1' specified for the field 'Choices[0]/Condition'");
  });
});
