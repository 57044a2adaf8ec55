import type { Checker } from './checker.ts';
import { idAfter, ledgerWriteOf, verdictWrittenBy } from './ledger-writes.ts';

/**
 * At any time at most one run may disturb a site. A run begins with the audit line that lets it proceed, and ends with its
 * verdict: the lease itself is not asked, since it is what could be wrong.
 */
export const oneRunPerSite: Checker = {
  name: 'one-run-per-site',
  find({ entries }) {
    const found: string[] = [];
    const running = new Map<string, Set<string>>();
    for (const entry of entries) {
      const write = ledgerWriteOf(entry);
      if (!write) continue;
      const started = startedBy(write);
      if (started) {
        const others = running.get(started.site) ?? new Set();
        for (const other of others)
          if (other !== started.runId)
            found.push(`${write.at}: ${started.runId} proceeds on ${started.site} while ${other} has no verdict yet.`);
        running.set(started.site, others.add(started.runId));
      }
      const ended = verdictWrittenBy(write);
      if (ended) running.get(ended.site)?.delete(ended.runId);
    }
    return found;
  },
};

function startedBy(write: NonNullable<ReturnType<typeof ledgerWriteOf>>): { site: string; runId: string } | undefined {
  const runId = idAfter('RUN#', write.pk);
  const site = write.text('site');
  const isProceeding = write.sk.startsWith('AUDIT#') && write.text('what')?.endsWith(': proceed');
  return isProceeding && runId && site ? { site, runId } : undefined;
}
