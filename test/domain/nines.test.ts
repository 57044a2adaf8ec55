import { describe, expect, it } from 'vitest';
import {
  availabilityPercent,
  budgetSpent,
  downtimeSecondsOfYear,
  errorBudgetSeconds,
  inParallel,
  inSeries,
  ninesOf,
} from '#domain/nines.ts';

describe('availability', () => {
  // The courses' table of nines, as downtime of a year.
  it.each([
    [90, 36.5 * 86_400],
    [99, 3.65 * 86_400],
    [99.9, 8.76 * 3_600],
    [99.99, 52.56 * 60],
    [99.999, 5.256 * 60],
    [99.9999, 31.536],
  ])('of %d %% is %d seconds of downtime a year', (percent, seconds) => {
    expect(downtimeSecondsOfYear(percent)).toBeCloseTo(seconds, 3);
  });

  it.each([
    [0, 0],
    [90, 1],
    [99.9, 3],
    [99.95, 3.3010299957],
    [99.999, 5],
    [100, Number.POSITIVE_INFINITY],
  ])('of %d %% has %d nines', (percent, nines) => {
    expect(ninesOf(percent)).toBeCloseTo(nines, 8);
  });

  it('of requests is the share that was answered well', () => {
    expect(availabilityPercent(1_000, 1)).toBeCloseTo(99.9, 10);
  });

  it('of no request at all is unknown, never 100', () => {
    expect(availabilityPercent(0, 0)).toBeUndefined();
    expect(budgetSpent(99.9, 0, 0)).toBeUndefined();
  });

  it('of hard dependencies is their product (facts, section 11)', () => {
    expect(inSeries([99.99, 99.99, 99.95])).toBeCloseTo(99.93, 3);
    expect(inSeries([])).toBe(100);
  });

  it('of two like parts, one of which suffices, is more than of one', () => {
    expect(inParallel([99, 99])).toBeCloseTo(99.99, 10);
  });

  it.each([
    [0, 0],
    [500, 0.5],
    [1_000, 1],
    [2_000, 2],
  ])('spends, with %i of a million requests lost, %d of its budget', (failed, share) => {
    expect(budgetSpent(99.9, 1_000_000, failed)).toBeCloseTo(share, 9);
  });

  it('without a budget is spent without end by one lost request', () => {
    expect(budgetSpent(100, 10, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(budgetSpent(100, 10, 0)).toBe(0);
  });

  it.each([
    ['a percent above 100', () => errorBudgetSeconds(100.1, 1)],
    ['a percent below 0', () => ninesOf(-1)],
    ['no percent', () => inSeries([Number.NaN])],
    ['nothing in parallel', () => inParallel([])],
    ['more failures than requests', () => availabilityPercent(1, 2)],
  ])('is refused for %s', (_, ask) => {
    expect(ask).toThrow(RangeError);
  });
});
