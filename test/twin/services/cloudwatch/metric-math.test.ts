import { describe, expect, it } from 'vitest';
import { parseExpression, seriesIn } from '#twin/services/cloudwatch/metric-math.ts';
import { mathValue } from '#twin/services/cloudwatch/metric-math-value.ts';

const POINTS: Readonly<Record<string, number>> = { m1: 8, m2: 2, zero: 0 };
const value = (text: string): number | undefined => mathValue(parseExpression(text), (id) => POINTS[id]);

describe('an expression over a period', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ^ 3 * 2', 16],
    ['-m2 + m1', 6],
    ['m1 / m2', 4],
    ['100*(m1+m2)/m1', 125],
    ['m1 > 7', 1],
    ['m1 <= 7', 0],
    ['m1 == 8 AND m2 != 2', 0],
    ['zero || m2', 1],
    ['IF(m1 > 5, m2, 0)', 2],
    ['IF(m1 < 5, m2, 0)', 0],
    ['FILL(absent, 0) + m2', 2],
    ['FILL(m1, 0)', 8],
    ['MAX([m1, m2, absent])', 8],
    ['MIN([m1, m2])', 2],
    ['AVG([m1, m2, absent])', 5],
    ['SUM([m1, m2])', 10],
  ])('%s is %s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it.each([
    ['a side is missing', 'm1 + absent'],
    ['it divides by zero', 'm1 / zero'],
    ['zero is divided by zero', 'zero / zero'],
    ['the condition is missing', 'IF(absent > 1, 1, 2)'],
    ['the condition fails and nothing else is said', 'IF(m1 < 5, m2)'],
    ['every member of a list is missing', 'SUM([absent])'],
  ])('has no value where %s', (_, text) => {
    expect(value(text)).toBeUndefined();
  });

  it('names its series in their order', () => {
    expect(seriesIn(parseExpression('100 * (FILL(e, 0) + m2) / SUM([m1, 3])'))).toEqual(['e', 'm2', 'm1']);
  });
});

describe('what is no expression', () => {
  it.each([
    ['nothing', '', /ends too early/],
    ['half an operation', 'm1 +', /ends too early/],
    ['a missing bracket', '(m1 + m2', /ends too early/],
    ['two values in a row', 'm1 m2', /nobody expects m2/],
    ['a sign of nobody', 'm1 % m2', /"% m2" is no part/],
    ['too many arguments', 'FILL(m1, 0, 1)', /FILL takes 2 arguments/],
    ['a list without an end', 'MAX([m1)', /nobody expects \)/],
    ['brackets without an end in sight', `${'('.repeat(60)}m1`, /nested deeper/],
    ['a book', '1+'.repeat(2_000), /longer than 2048/],
    [
      'a function of time series',
      'ANOMALY_DETECTION_BAND(m1, 2)',
      /the twin does not have the metric math function ANOMALY_DETECTION_BAND/,
    ],
    ['a search', "SEARCH('x')", /is no part of an expression/],
  ])('%s', (_, text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
  });
});
