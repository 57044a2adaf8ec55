/** How one page answered. No status: it did not, and `failure` says how. */
export type PageAnswer = {
  status?: number | undefined;
  /** `timeout`: connected or not, nothing came in time. `unreachable`: not even the load balancer was there. */
  failure?: 'timeout' | 'unreachable' | undefined;
  milliseconds: number;
};

/** How the deep page answered, which writes the row of its number and reads it back. It names its node in errors too. */
export type DeepAnswer = PageAnswer & {
  node?: string | undefined;
  zone?: string | undefined;
  writer?: string | undefined;
  writerZone?: string | undefined;
  /** A 200 with this very number came back: the write is promised to be kept. */
  isAcknowledged: boolean;
  /** The node could read from its database, whether or not it could write. */
  isRead: boolean;
};

/** One second of the probe: both pages, asked at the same time. */
export type ProbeSample = { atMs: number; sequence: number; page: PageAnswer; deep: DeepAnswer };

/** What RDS said of the database at one moment. */
export type DatabaseSample = {
  atMs: number;
  status: string;
  multiAz: boolean;
  zone?: string | undefined;
  secondaryZone?: string | undefined;
};

/** Which numbers were still there when the drill was over. */
export type RowsRead = { from: number; to: number; sequences: readonly number[] };

/** The site before the failover. Nodes are the targets that were healthy. */
export type BeforeFailover = {
  writer: string;
  writerZone?: string | undefined;
  zone: string;
  secondaryZone: string;
  nodes: readonly string[];
};

/** All that a drill is judged by. `acceptedMs` is when RDS took the reboot. */
export type FailoverEvidence = {
  acceptedMs: number;
  before: BeforeFailover;
  samples: readonly ProbeSample[];
  database: readonly DatabaseSample[];
  rows?: RowsRead | undefined;
};

/** Whether a visitor of this second was answered well on both pages. */
export const isGood = ({ page, deep }: ProbeSample): boolean => page.status === 200 && deep.isAcknowledged;

/** When the later of the two answers was there. */
export const endedMs = ({ atMs, page, deep }: ProbeSample): number => atMs + Math.max(page.milliseconds, deep.milliseconds);

/** A probe that missed more than this of its seconds in a row was not watching. */
const SILENCE_LIMIT_MS = 10_000;
/** So many seconds in a row without even a load balancer are the probe's own blindness: a database takes none away. */
const UNREACHABLE_LIMIT = 5;

/** Why this evidence says nothing about the site, or undefined. A blind probe makes the run ERRORED, never PASSED or FAILED. */
export function blindness({ acceptedMs, samples, rows }: FailoverEvidence): string | undefined {
  const ordered = [...samples].sort((one, other) => one.atMs - other.atMs);
  if (!ordered.some((sample) => isGood(sample) && endedMs(sample) < acceptedMs))
    return 'The probe has no good sample from before the reboot.';
  const after = ordered.filter(({ atMs }) => atMs >= acceptedMs);
  if (!after.some(({ page }) => page.status !== undefined)) return 'The probe heard nothing after the reboot.';
  const silence = ordered.findIndex(({ atMs }, index) => index > 0 && atMs - (ordered[index - 1]?.atMs ?? atMs) > SILENCE_LIMIT_MS);
  if (silence > 0) return `The probe was silent until ${new Date(ordered[silence]?.atMs ?? 0).toISOString()}.`;
  const blocked = firstRun(after, ({ page }) => page.failure === 'unreachable', UNREACHABLE_LIMIT);
  if (blocked !== undefined) return `The probe could not reach the load balancer from ${new Date(blocked.atMs).toISOString()} on.`;
  // A site that erred to the last cannot be read back either: that is its own miss, and the errors tell it.
  const last = ordered.at(-1);
  if (rows === undefined && last !== undefined && isGood(last)) return 'The acknowledged numbers could not be read back.';
  return undefined;
}

/** The sample with which the first run of so many like ones begins. */
function firstRun(samples: readonly ProbeSample[], isLike: (sample: ProbeSample) => boolean, length: number): ProbeSample | undefined {
  let count = 0;
  for (const [index, sample] of samples.entries()) {
    count = isLike(sample) ? count + 1 : 0;
    if (count === length) return samples[index - length + 1];
  }
  return undefined;
}
