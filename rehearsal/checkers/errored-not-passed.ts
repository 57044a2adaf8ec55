import type { Entry } from '#twin/journal.ts';
import type { Checker } from './checker.ts';
import { ledgerWriteOf, verdictWrittenBy } from './ledger-writes.ts';

/**
 * When our tool broke, the run is not green: no PASSED for a run whose execution had already failed, none that measured
 * nothing, and the verdict that is told is the one that stands in the ledger.
 */
export const erroredNotPassed: Checker = {
  name: 'errored-not-passed',
  find({ entries }) {
    const found: string[] = [];
    const runOf = new Map<string, string>();
    const broken = new Map<string, string>();
    const written = new Map<string, string>();
    for (const entry of entries) {
      noteExecution(entry, runOf, broken);
      const write = ledgerWriteOf(entry);
      const verdict = write && verdictWrittenBy(write);
      if (verdict) written.set(verdict.runId, verdict.verdict);
      if (entry.source === 'nines' && entry.detailType === 'Run Ended') found.push(...faultsOf(entry, broken, written));
    }
    return found;
  },
};

function noteExecution({ kind, status, input, execution }: Entry, runOf: Map<string, string>, broken: Map<string, string>): void {
  if (kind !== 'state' || status === undefined) return;
  const name = String(execution);
  if (status === 'RUNNING') runOf.set(name, String((input as { runId?: string } | undefined)?.runId));
  const runId = runOf.get(name);
  if (runId !== undefined && status !== 'RUNNING' && status !== 'SUCCEEDED') broken.set(runId, String(status));
}

function faultsOf({ at, detail }: Entry, broken: ReadonlyMap<string, string>, written: ReadonlyMap<string, string>): string[] {
  const { id, verdict, measured } = detail as { id: string; verdict: string; measured: Record<string, unknown> };
  const found: string[] = [];
  const inLedger = written.get(id);
  if (inLedger !== verdict) found.push(`${at}: ${id} is told as ${verdict}, and the ledger says ${inLedger ?? 'nothing'}.`);
  if (verdict !== 'PASSED') return found;
  const status = broken.get(id);
  if (status !== undefined) found.push(`${at}: ${id} is PASSED, and its execution had ${status}.`);
  const unmeasured = Object.entries(measured).filter(([, value]) => value === null || value === undefined);
  const missing = Object.keys(measured).length === 0 ? ['anything'] : unmeasured.map(([name]) => name);
  if (missing.length > 0) found.push(`${at}: ${id} is PASSED without having measured ${missing.join(', ')}.`);
  return found;
}
