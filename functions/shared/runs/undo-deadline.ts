import type { Run } from '#events/run.ts';

/** The dead man acts while the lease still keeps others away, and after the longest that a disruptive machine may take (50 min). */
const BEFORE_LEASE_ENDS_MS = 5 * 60_000;

/** When the undo of a run's act is to run by itself. */
export const undoDeadline = ({ leaseUntil }: Pick<Run, 'leaseUntil'>): string =>
  new Date(Date.parse(leaseUntil) - BEFORE_LEASE_ENDS_MS).toISOString();
