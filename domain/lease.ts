import type { RunKind } from './glossary.ts';

/**
 * How long a run may hold its site. Longer than the machine's own patience, so that a lease that has expired belongs to
 * a run that is dead: provisioning waits up to 40 minutes for a database and as long for each other layer (K14).
 */
export const LEASE_SECONDS: Readonly<Record<RunKind, number>> = {
  'provision-site': 4 * 3_600,
  'teardown-site': 4 * 3_600,
  'scale-site': 2 * 3_600,
  'failover-drill': 3_600,
  'chaos-experiment': 3_600,
  // An image takes minutes to make, a bad one an hour to be found out, and the way back as long as the way there.
  'refresh-site': 5 * 3_600,
};

/** The instant at which a run of this kind, started now, loses its lease. */
export function leaseUntilMs(kind: RunKind, nowMs: number): number {
  return nowMs + LEASE_SECONDS[kind] * 1_000;
}

/** A run's seed, from its id alone (FNV-1a, 32 bits): the same run makes the same choices, another run others. */
export function seedOf(runId: string): number {
  let hash = 0x811c9dc5;
  for (const character of runId) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}
