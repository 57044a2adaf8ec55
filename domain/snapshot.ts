import type { Decision } from './glossary.ts';

/** What was seen of the final snapshot. */
export type SnapshotFacts = { status: string; databaseId: string; storageGb: number };

/** A final snapshot can be relied on when it is available, of the right database, and not smaller than what was asked for. */
export function gateSnapshot(
  wanted: { databaseId: string; storageGb: number },
  facts: SnapshotFacts | undefined,
): Decision<'proceed' | 'wait' | 'fail'> {
  if (facts === undefined) return { action: 'fail', reason: 'The final snapshot does not exist.' };
  if (facts.databaseId !== wanted.databaseId)
    return { action: 'fail', reason: `The snapshot is of ${facts.databaseId}, not of ${wanted.databaseId}.` };
  if (facts.status === 'creating' || facts.status === 'pending')
    return { action: 'wait', reason: `The final snapshot is ${facts.status}.` };
  if (facts.status !== 'available') return { action: 'fail', reason: `The final snapshot is ${facts.status}.` };
  if (facts.storageGb < wanted.storageGb) {
    return { action: 'fail', reason: `The final snapshot holds ${facts.storageGb} GB, the database ${wanted.storageGb} GB.` };
  }
  const size = facts.storageGb > 0 ? ` of ${facts.storageGb} GB` : '';
  return { action: 'proceed', reason: `The final snapshot${size} is available.` };
}

/** How the snapshots begin that are taken of a database before a change gives it up. */
export const replacedPrefix = (site: string): string => `nines-${site}-replaced-`;
