import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunKind } from '#domain/glossary.ts';
import { LEASE_SECONDS, leaseUntilMs, seedOf } from '#domain/lease.ts';

const machines = path.resolve(import.meta.dirname, '../../statemachines');

describe('a lease', () => {
  it.each(Object.keys(LEASE_SECONDS) as RunKind[])('of %s is not shorter than its machine may run', (kind) => {
    const { TimeoutSeconds: seconds } = JSON.parse(readFileSync(path.join(machines, `${kind}.asl.json`), 'utf8')) as {
      TimeoutSeconds: number;
    };

    expect(LEASE_SECONDS[kind]).toBeGreaterThanOrEqual(seconds);
    expect(leaseUntilMs(kind, 5)).toBe(5 + LEASE_SECONDS[kind] * 1_000);
  });
});

describe('the seed of a run', () => {
  // Test vectors of FNV-1a, 32 bits, published with the algorithm.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('of %j is its FNV-1a', (id, seed) => {
    expect(seedOf(id)).toBe(seed);
  });
});
