import type { Entry } from '#twin/journal.ts';
import type { Checker } from './checker.ts';
import { idAfter, type LedgerWrite, ledgerWriteOf } from './ledger-writes.ts';

type Told = { id: string; verdict: string };

/** Every run that started ends with one verdict, and holds no lease when it says so, nor ever after. */
export const runEndsOnce: Checker = {
  name: 'run-ends-once',
  find({ entries }) {
    const found: string[] = [];
    const open = new Set<string>();
    const ended = new Map<string, Told>();
    const holders = new Map<string, string>();
    for (const entry of entries) {
      const write = ledgerWriteOf(entry);
      if (write) noteLease(write, holders);
      const { started, end } = readRunEvent(entry);
      if (started !== undefined) open.add(started);
      if (!end) continue;
      const { runId, told } = end;
      const before = ended.get(runId);
      // The same event delivered twice is one telling.
      if (before && before.id !== told.id) found.push(`${entry.at}: ${runId} ended ${before.verdict} and again ${told.verdict}.`);
      ended.set(runId, before ?? told);
      open.delete(runId);
      if ([...holders.values()].includes(runId)) found.push(`${entry.at}: ${runId} has ended and still holds its site.`);
    }
    for (const runId of open) found.push(`${runId} started and never ended.`);
    for (const [site, runId] of holders)
      if (ended.has(runId)) found.push(`${runId} has ended; at the end of the journal it holds ${site}.`);
    return [...new Set(found)];
  },
};

function noteLease(write: LedgerWrite, holders: Map<string, string>): void {
  const site = idAfter('SITE#', write.pk);
  if (site === undefined || write.sk !== 'LEASE') return;
  if (write.operation === 'DeleteItem') holders.delete(site);
  else holders.set(site, write.text('holder') ?? 'nobody knows');
}

function readRunEvent({ kind, source, detailType, detail, id }: Entry): { started?: string; end?: { runId: string; told: Told } } {
  if (kind !== 'event' || source !== 'nines') return {};
  if (detailType === 'Run Started') return { started: (detail as { runId: string }).runId };
  if (detailType !== 'Run Ended') return {};
  const record = detail as { id: string; verdict: string };
  return { end: { runId: record.id, told: { id: String(id), verdict: record.verdict } } };
}
