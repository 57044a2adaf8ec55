import { describe, expect, it } from 'vitest';
import type { Comparison, MissingData } from '#twin/services/cloudwatch/alarm.ts';
import { comparer, evaluate } from '#twin/services/cloudwatch/evaluate.ts';

const POINTS: Readonly<Record<string, number | undefined>> = { '0': 0, X: 9, '-': undefined };

/** Newest point last, as in the user guide: 0 within the threshold, X breaching, - missing; three evaluation periods. */
function verdict(points: string, datapointsToAlarm: number, missingData: MissingData): string {
  const parsed = points.split(' ').map((point) => POINTS[point]);
  return evaluate({ points: parsed, periods: 3, datapointsToAlarm, missingData, breaches: (value) => value > 5 }) ?? 'retained';
}

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const all = (points: string, datapointsToAlarm: number): string[] =>
  TREATMENTS.map((treatment) => verdict(points, datapointsToAlarm, treatment));

describe('the documented table of 3 out of 3', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'retained', 'ALARM', 'OK']],
    ['X - - - -', ['ALARM', 'retained', 'ALARM', 'OK']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
  ])('reads %s', (points, expected) => {
    const states = all(points, 3);

    expect(states).toEqual(expected);
  });
});

describe('the documented table of 2 out of 3', () => {
  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'retained', 'ALARM', 'OK']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
  ])('reads %s', (points, expected) => {
    const states = all(points, 2);

    expect(states).toEqual(expected);
  });
});

describe('an alarm with few data', () => {
  it.each([
    ['waits for certainty after one late breach', '- - - X -', 3, 'INSUFFICIENT_DATA'],
    ['takes enough real breaches as they are', 'X - X - -', 2, 'ALARM'],
    ['is OK when a good point follows an old breach', '- X - 0 -', 2, 'OK'],
    ['leaves older points out when the newest ones are complete', 'X X 0 0 X', 2, 'OK'],
    ['looks farther back when newest ones are missing', 'X X 0 - -', 2, 'ALARM'],
  ])('%s', (_, points, datapointsToAlarm, expected) => {
    const state = verdict(points, datapointsToAlarm, 'missing');

    expect(state).toBe(expected);
  });
});

describe('a comparison', () => {
  it.each<[Comparison, boolean[]]>([
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['GreaterThanThreshold', [false, false, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ])('%s tells below, at and above', (comparison, expected) => {
    const breaches = comparer(comparison, 10);

    expect([9, 10, 11].map(breaches)).toEqual(expected);
  });
});
