import type { Entry } from '#twin/journal.ts';
import { entriesOf } from './journal-entries.ts';

/** What a journal alone says of a weekend: computed by other code than the report, to be held against it. */
export type Recount = {
  requests: number;
  failedRequests: number;
  availability: number;
  /** One a reboot with failover; times are ISO 8601 UTC, null is "never". */
  failovers: {
    accepted: string;
    firstError: string | null;
    lastError: string | null;
    dnsMoved: string | null;
    firstWrite: string | null;
    outageSeconds: number;
    lostWrites: number | null;
  }[];
};

/** The probe's requests of a drill stop at the latest so long after its reboot: its own bound. */
const PROBE_LIMIT_MS = 14 * 60_000;

/** Adds up the flow entries, and reads the probe's own requests around each reboot with failover. */
export function recount(lines: readonly string[]): Recount {
  let requests = 0;
  let failedRequests = 0;
  for (const entry of entriesOf(lines, 'flow')) {
    requests += Number(entry.requests);
    failedRequests += Number(entry.failed);
  }
  const asked = entriesOf(lines, 'request').filter(({ from }) => from === 'nines-probe-site');
  const reboots = entriesOf(lines, 'call').filter(
    ({ operation, outcome, input }) =>
      operation === 'RebootDBInstance' && outcome === 'ok' && (input as { ForceFailover?: boolean }).ForceFailover === true,
  );
  return {
    requests,
    failedRequests,
    availability: requests === 0 ? 0 : 1 - failedRequests / requests,
    failovers: reboots.map((reboot) => readFailover(asked, reboot.at)),
  };
}

type Sample = { at: string; sequence: number; isAcknowledged: boolean; writer: string | undefined };

function readFailover(asked: readonly Entry[], accepted: string): Recount['failovers'][number] {
  const untilMs = Date.parse(accepted) + PROBE_LIMIT_MS;
  const near = asked.filter(({ at }) => Date.parse(at) <= untilMs && Date.parse(at) >= Date.parse(accepted) - PROBE_LIMIT_MS);
  const samples = near.flatMap(readSample);
  const after = samples.filter(({ at }) => at >= accepted);
  const writerBefore = samples.findLast(({ at, isAcknowledged }) => at < accepted && isAcknowledged)?.writer;
  const errors = after.filter(({ isAcknowledged }) => !isAcknowledged);
  const firstError = errors[0]?.at ?? null;
  const lastError = errors.at(-1)?.at ?? null;
  const recovered = lastError === null ? undefined : after.find(({ at }) => at > lastError)?.at;
  return {
    accepted,
    firstError,
    lastError,
    dnsMoved: after.find(({ isAcknowledged, writer }) => isAcknowledged && writer !== writerBefore)?.at ?? null,
    firstWrite: firstError === null ? null : (after.find(({ at, isAcknowledged }) => at > firstError && isAcknowledged)?.at ?? null),
    outageSeconds: firstError === null ? 0 : (Date.parse(recovered ?? accepted) - Date.parse(firstError)) / 1000,
    lostWrites: countLost(samples, near),
  };
}

function readSample({ at, path, status, answer }: Entry): Sample[] {
  const sequence = /^\/nines\/health\?sequence=(\d+)$/.exec(String(path))?.[1];
  if (sequence === undefined) return [];
  const told = status === 200 ? (JSON.parse(String(answer)) as { writer?: string }) : {};
  return [{ at, sequence: Number(sequence), isAcknowledged: status === 200, writer: told.writer }];
}

/** Acknowledged numbers that the site no longer had when it was asked for all of them; null if it was never asked. */
function countLost(samples: readonly Sample[], near: readonly Entry[]): number | null {
  const pages = near.filter(({ path, status }) => String(path).startsWith('/nines/rows?') && status === 200);
  if (pages.length === 0) return null;
  const kept = new Set(pages.flatMap(({ answer }) => (JSON.parse(String(answer)) as { sequences: number[] }).sequences));
  return samples.filter(({ isAcknowledged, sequence }) => isAcknowledged && !kept.has(sequence)).length;
}
