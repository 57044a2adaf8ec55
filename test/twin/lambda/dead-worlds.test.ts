import { GCProfiler } from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { DeadWorlds } from '#twin/lambda/dead-worlds.ts';

const MANY = 32;

/** How often the whole heap was collected while so many worlds died. */
function collectionsAfter(dead: DeadWorlds, count: number): number {
  for (let died = 0; died < count; died++) dead.add();
  const profiler = new GCProfiler();
  profiler.start();
  dead.collectIfMany();
  return profiler.stop().statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact').length;
}

describe('dead worlds', () => {
  it('are collected together once they are many', () => {
    const collections = collectionsAfter(new DeadWorlds(), MANY);

    expect(collections).toBeGreaterThan(0);
  });

  it('lie while they are few', () => {
    const collections = collectionsAfter(new DeadWorlds(), MANY - 1);

    expect(collections).toBe(0);
  });

  it('are counted anew after a collection', () => {
    const dead = new DeadWorlds();
    collectionsAfter(dead, MANY);

    const collections = collectionsAfter(dead, MANY - 1);

    expect(collections).toBe(0);
  });

  it('hand the collector to no world that comes after', () => {
    collectionsAfter(new DeadWorlds(), MANY);

    const found = new vm.Script('typeof gc').runInContext(vm.createContext(vm.constants.DONT_CONTEXTIFY));

    expect(found).toBe('undefined');
  });
});
