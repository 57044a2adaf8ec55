import type { GateFacts } from '#domain/gates.ts';
import type { RunKind } from '#domain/glossary.ts';
import { leaseUntilMs } from '#domain/lease.ts';
import { nextWindowRun } from '#domain/windows.ts';
import { type ExecutionInput, REQUEST_SCHEMAS } from '#events/execution-input.ts';
import { readLease } from '../ledger/lease.ts';
import { readLever } from '../ledger/lever.ts';
import { claimOnce } from '../ledger/seen.ts';
import { readSite, type SiteRow } from '../ledger/sites.ts';
import { missingCode } from '../sites/assets.ts';

/** A schedule's delivery is tried for a day at most (S5), so a second one cannot come later. */
const SCHEDULE_REMEMBERED_SECONDS = 2 * 24 * 3_600;

/** Gathers what the gates of a run look at. What cannot be read throws, and a run whose facts are not known does not start. */
export async function gatherRunFacts(
  kind: RunKind,
  input: ExecutionInput,
  nowMs: number,
): Promise<{ facts: GateFacts; site?: SiteRow | undefined }> {
  const [site, lever, lease, missing, doubled] = await Promise.all([
    readSite(input.site),
    readLever(),
    readLease(input.site),
    kind === 'provision-site' ? missingCode(REQUEST_SCHEMAS[kind].parse(input.request).spec) : undefined,
    isDoubled(kind, input, nowMs),
  ]);
  const facts: GateFacts = {
    kind,
    mode: input.mode,
    runId: input.runId,
    nowMs,
    site,
    lever,
    lease,
    nextWindow: site && nextWindowRun(site.spec, nowMs),
    leaseUntilMs: leaseUntilMs(kind, nowMs),
    missingCode: missing,
    doubled,
  };
  return { facts, site };
}

/** EventBridge Scheduler delivers at least once, each time under another execution id: the time that it was for is the same. */
async function isDoubled(kind: RunKind, { site, request, scheduledFor, runId }: ExecutionInput, nowMs: number): Promise<boolean> {
  if (scheduledFor === undefined) return false;
  const id = `schedule/${kind}/${site}/${JSON.stringify(request)}/${scheduledFor}`;
  return !(await claimOnce(id, runId, SCHEDULE_REMEMBERED_SECONDS, nowMs));
}
