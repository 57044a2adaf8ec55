import type { Decision } from './glossary.ts';
import { type DatabaseKind, type DatabaseSpec, databaseKind } from './layers/database.ts';

/** The word with which a person lets a protected database go. */
export const UNPROTECT = 'database';

/** What is to become of a site's database when the site is taken down. `take`: a last snapshot is kept. */
export type FinalSnapshot = { action: 'take' | 'none'; kind: DatabaseKind; databaseId: string; snapshotId: string };

/** A protected database stays, and with it the whole site, unless who asks says the word. */
export function judgeProtection(isProtected: boolean, databaseId: string, unprotect: string | undefined): Decision<'proceed' | 'refuse'> {
  if (!isProtected) return { action: 'proceed', reason: 'Nothing of the site is protected against deletion.' };
  if (unprotect === UNPROTECT) return { action: 'proceed', reason: `The protection of ${databaseId} is to be switched off.` };
  return {
    action: 'refuse',
    reason: `The database ${databaseId} is protected against deletion. To take the site down all the same, ask again with unprotect=${UNPROTECT}.`,
  };
}

/** The snapshot that a site leaves behind: none without a database, or where its spec does without. */
export function planSnapshot(
  database: DatabaseSpec | undefined,
  facts: { exists: boolean; databaseId: string; snapshotId: string },
): FinalSnapshot {
  const { exists, databaseId, snapshotId } = facts;
  const isWanted = exists && database?.snapshotOnDelete !== false;
  return { action: isWanted ? 'take' : 'none', kind: database ? databaseKind(database) : 'instance', databaseId, snapshotId };
}
