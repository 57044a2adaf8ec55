import { describe, expect, it } from 'vitest';
import { RateCurve } from '#twin/services/elasticloadbalancing/rate-curve.ts';

const SECOND = 1_000;
// 0 to 10 a second over 10 s, 10 for 10 s, and gone.
const curve = new RateCurve([
  { atMs: 0, perSecond: 0 },
  { atMs: 10 * SECOND, perSecond: 10 },
  { atMs: 20 * SECOND, perSecond: 10 },
]);

describe('the integral of a rate', () => {
  it.each([
    [0, 10, 50],
    [10, 20, 100],
    [0, 20, 150],
    [5, 10, 37.5],
    [5, 15, 87.5],
    [-5, 5, 12.5],
    [15, 99, 50],
    [30, 40, 0],
  ])('from %i s to %i s is %d requests', (from, to, expected) => {
    expect(curve.between(from * SECOND, to * SECOND)).toBeCloseTo(expected, 9);
  });

  it('is the same in pieces as in one', () => {
    const pieces = [0, 3.3, 7.1, 10, 12.5, 20].map((at) => at * SECOND);
    const sum = pieces.slice(1).reduce((total, at, index) => total + curve.between(pieces[index] as number, at), 0);

    expect(sum).toBeCloseTo(150, 9);
  });

  it('of no knots is nothing', () => {
    expect(new RateCurve([]).between(0, SECOND)).toBe(0);
  });
});

describe('how long a rate stays', () => {
  it.each([
    [-5, 0],
    [5, 5],
    [10, 20],
    [15, 20],
  ])('at %i s it stays until %i s', (at, until) => {
    expect(curve.steadyUntilMs(at * SECOND)).toBe(until * SECOND);
  });

  it('after its end it stays for ever', () => {
    expect(curve.steadyUntilMs(21 * SECOND)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a curve that is none', () => {
  it('is refused when its knots go back in time', () => {
    expect(
      () =>
        new RateCurve([
          { atMs: 5, perSecond: 1 },
          { atMs: 5, perSecond: 2 },
        ]),
    ).toThrow('in the order of time');
  });

  it('is refused when it is negative', () => {
    expect(() => new RateCurve([{ atMs: 5, perSecond: -1 }])).toThrow('must not be negative');
  });
});
