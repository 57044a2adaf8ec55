// Goal: the probe meets every node behind a load balancer that takes its targets in turn, although nobody else asks.
// Method: the probe's own seconds against a turn that is nothing but a counter.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeSample } from '#functions/shared/probe/ask-site.ts';

afterEach(() => void vi.unstubAllGlobals());

/** Which targets the deep page was asked of in so many seconds. */
async function targetsMet(count: number, seconds: number, first: number): Promise<Set<number>> {
  const met = new Set<number>();
  let turn = 0;
  vi.stubGlobal('fetch', async (address: string) => {
    const target = turn++ % count;
    if (address.includes('/nines/health')) met.add(target);
    return { status: 200, text: async () => '{}' };
  });
  for (let second = first; second < first + seconds; second += 1) await takeSample('http://site', '/healthy.html', 0, second, 'key');
  return met;
}

describe('the probe', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 16])('asks the deep page of each of %i targets within a minute', async (count) => {
    for (const first of [1_518_321_600, 1_518_321_601, 1_518_321_607]) {
      const met = await targetsMet(count, 60, first);

      expect([...met].sort((one, other) => one - other)).toEqual(Array.from({ length: count }, (_, target) => target));
    }
  });
});
