import { describe, expect, it } from 'vitest';
import { Random } from '#twin/random.ts';

const draws = (random: Random, count = 5): number[] => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('gives the same stream for the same seed and purpose', () => {
    expect(draws(new Random(7).split('ec2'))).toEqual(draws(new Random(7).split('ec2')));
  });

  it.each([
    ['another seed', new Random(8).split('ec2')],
    ['another purpose', new Random(7).split('rds')],
  ])('gives another stream for %s', (_, other) => {
    expect(draws(other)).not.toEqual(draws(new Random(7).split('ec2')));
  });

  it('shifts nothing elsewhere when one stream is drawn from more often', () => {
    const root = new Random(7);
    draws(root.split('a'), 1000);

    expect(draws(root.split('b'))).toEqual(draws(new Random(7).split('b')));
  });

  it('goes through the two quantiles that a lognormal is given', () => {
    const random = new Random(7);
    const sorted = Array.from({ length: 20_000 }, () => random.lognormal(100, 200)).sort((a, b) => a - b);

    expect(sorted[10_000]).toBeCloseTo(100, -1);
    expect(Math.abs((sorted[18_000] as number) - 200)).toBeLessThan(8);
  });

  it('stays inside its bounds', () => {
    const random = new Random(7);

    for (let i = 0; i < 1000; i++) {
      expect(random.integer(3)).toBeLessThan(3);
      expect(random.uniform(60, 120)).toBeGreaterThanOrEqual(60);
    }
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Random(7).pick([])).toThrow(RangeError);
  });
});
