import { isSwapped } from './failover-gates.ts';
import { type BeforeFailover, type DeepAnswer, endedMs, type FailoverEvidence, isGood, type ProbeSample } from './probe-evidence.ts';

/** How one node took the failover. */
export type NodeFollowing = {
  node: string;
  /** Its first answer with the new writer, if its last good answer names that too. */
  followedAtMs?: number | undefined;
  lastWriter?: string | undefined;
  /** Its own errors since the reboot. */
  errors: number;
};

/**
 * The phases of a failover as a visitor saw them, in epoch milliseconds; what never came is absent. A good answer counts
 * from when it was there, an error from when it was asked: both are what the visitor waited through.
 */
export type FailoverPhases = {
  acceptedMs: number;
  /** The first second in which one of the two pages was not answered well. */
  firstErrorMs?: number | undefined;
  /** The first answer that names another writer, by name or zone. */
  dnsMovedMs?: number | undefined;
  /** The first answer that read from a database after one that could not; absent if reading never stopped. */
  firstReadMs?: number | undefined;
  /** The first acknowledged write after one that was not; absent if writing never stopped. */
  firstWriteMs?: number | undefined;
  /** The last second with an error. */
  lastErrorMs?: number | undefined;
  /** The first good answer to a second after the last error: from here on no visitor met an error. */
  recoveredMs?: number | undefined;
  /** RDS says that the standby is there again, in the zone that the writer left. */
  redundantAgainMs?: number | undefined;
  /** From the first error to `recovered`; 0 without an error, absent if it never recovered. */
  rtoSeconds?: number | undefined;
  /** Acknowledged numbers that are gone; absent if they could not be read back. */
  rpoWrites?: number | undefined;
  missing: number[];
  writerAfter?: { writer?: string | undefined; writerZone?: string | undefined } | undefined;
  nodes: NodeFollowing[];
};

/** Computes the phases from the samples alone. Events only annotate: they come late, and `available` is no proof. */
export function findPhases(evidence: FailoverEvidence): FailoverPhases {
  const { acceptedMs, before } = evidence;
  const samples = [...evidence.samples].sort((one, other) => one.atMs - other.atMs);
  // A request that was still open when RDS took the reboot may be its first victim.
  const after = samples.filter((sample) => endedMs(sample) >= acceptedMs);
  const errors = after.filter((sample) => !isGood(sample));
  const [firstError, lastError] = [errors[0], errors.at(-1)];
  const moved = after.find(({ deep }) => namesOther(deep, before));
  const recovered = lastError && after.find(({ atMs }) => atMs > lastError.atMs);
  const missing = missingRows(evidence);
  return {
    acceptedMs,
    firstErrorMs: firstError?.atMs,
    dnsMovedMs: moved && answeredMs(moved),
    firstReadMs: resumedMs(after, ({ deep }) => deep.isRead),
    firstWriteMs: resumedMs(after, ({ deep }) => deep.isAcknowledged),
    lastErrorMs: lastError?.atMs,
    recoveredMs: recovered && endedMs(recovered),
    redundantAgainMs: evidence.database.find(({ atMs, ...facts }) => atMs >= acceptedMs && isSwapped(facts, before))?.atMs,
    rtoSeconds: outageSeconds(firstError, recovered),
    rpoWrites: evidence.rows && missing.length,
    missing,
    writerAfter: writerOf(after, before),
    nodes: before.nodes.map((node) => followingOf(node, after, before)),
  };
}

/** Nodes that were healthy at the start and have not, at their last word, answered with the new writer. */
export const notFollowed = ({ nodes }: FailoverPhases): NodeFollowing[] => nodes.filter(({ followedAtMs }) => followedAtMs === undefined);

const answeredMs = ({ atMs, deep }: ProbeSample): number => atMs + deep.milliseconds;

/** When something worked again after the first time that it did not. */
function resumedMs(after: readonly ProbeSample[], works: (sample: ProbeSample) => boolean): number | undefined {
  const stopped = after.find((sample) => !works(sample));
  const resumed = stopped && after.find((sample) => sample.atMs > stopped.atMs && works(sample));
  return resumed && answeredMs(resumed);
}

/** Whether an answer names a writer that is not the one of before. */
function namesOther({ writer, writerZone }: DeepAnswer, before: BeforeFailover): boolean {
  if (writer !== undefined && writer !== before.writer) return true;
  return writerZone !== undefined && before.writerZone !== undefined && writerZone !== before.writerZone;
}

function outageSeconds(firstError: ProbeSample | undefined, recovered: ProbeSample | undefined): number | undefined {
  if (firstError === undefined) return 0;
  return recovered && Math.round((endedMs(recovered) - firstError.atMs) / 100) / 10;
}

function missingRows({ samples, rows }: FailoverEvidence): number[] {
  if (rows === undefined) return [];
  const present = new Set(rows.sequences);
  return samples.filter(({ deep, sequence }) => deep.isAcknowledged && !present.has(sequence)).map(({ sequence }) => sequence);
}

/** The writer that the site ended with, if it is another one. */
function writerOf(after: readonly ProbeSample[], before: BeforeFailover): FailoverPhases['writerAfter'] {
  // A node that is pinned to the old writer may speak last, so the last word of another writer counts.
  const other = after.findLast(({ deep }) => deep.isAcknowledged && namesOther(deep, before));
  return other && { writer: other.deep.writer, writerZone: other.deep.writerZone };
}

function followingOf(node: string, after: readonly ProbeSample[], before: BeforeFailover): NodeFollowing {
  const all = after.filter(({ deep }) => deep.node === node);
  const own = all.filter(({ deep }) => deep.isAcknowledged);
  const last = own.at(-1);
  const hasFollowed = last !== undefined && namesOther(last.deep, before);
  const first = hasFollowed ? own.find(({ deep }) => namesOther(deep, before)) : undefined;
  return { node, followedAtMs: first && answeredMs(first), lastWriter: last?.deep.writer, errors: all.length - own.length };
}
