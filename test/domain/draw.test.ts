import { describe, expect, it } from 'vitest';
import { shuffled } from '#domain/draw.ts';

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('an order drawn from a seed', () => {
  it('stays the same for ever, so that the choice of an old run can be checked', () => {
    expect(shuffled(TEN, 1)).toEqual([7, 8, 3, 2, 1, 5, 9, 4, 0, 6]);
    expect(shuffled(TEN, 2)).toEqual([0, 9, 4, 1, 6, 5, 3, 8, 2, 7]);
  });

  it('holds every item once and leaves the list alone', () => {
    const items = ['a', 'b', 'c'];

    expect(shuffled(items, 7).toSorted()).toEqual(items);
    expect(items).toEqual(['a', 'b', 'c']);
  });

  it.each([[[]], [['alone']]])('of %j is the list itself', (items) => {
    expect(shuffled<string>(items, 7)).toEqual(items);
  });

  it('favours none of the six orders of three items', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6_000; seed += 1) {
      const order = shuffled(['a', 'b', 'c'], seed).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }

    expect(counts.size).toBe(6);
    // Five standard deviations about the thousand that each should have.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(145);
  });
});
