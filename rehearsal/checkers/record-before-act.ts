import type { Entry } from '#twin/journal.ts';
import type { Checker } from './checker.ts';
import { idAfter, type LedgerWrite, ledgerWriteOf, verdictWrittenBy } from './ledger-writes.ts';

/** The calls that disturb a site, each with the member that names what it disturbs. */
const ACTS: Readonly<Record<string, string>> = {
  TerminateInstanceInAutoScalingGroup: 'InstanceId',
  RebootDBInstance: 'DBInstanceIdentifier',
};
const OUR_ROLE = /^(assumed-)?role\/nines-/;

type Records = { audits: string[]; hasOpenUndo: boolean; hasDeadMan: boolean; hasEnded: boolean };

/** No disruptive act of ours without its dead man, its open undo and its audit line before it, all of one run that has not ended. */
export const recordBeforeAct: Checker = {
  name: 'record-before-act',
  find({ entries }) {
    const found: string[] = [];
    const runs = new Map<string, Records>();
    const recordsOf = (runId: string): Records => {
      const records = runs.get(runId) ?? { audits: [], hasOpenUndo: false, hasDeadMan: false, hasEnded: false };
      runs.set(runId, records);
      return records;
    };
    for (const entry of entries) {
      const write = ledgerWriteOf(entry);
      if (write) noteWrite(write, recordsOf);
      const guarded = deadManOf(entry);
      if (guarded) recordsOf(guarded).hasDeadMan = true;
      const subject = subjectOf(entry);
      if (subject !== undefined) found.push(...missingFor(subject, entry, [...runs.values()]));
    }
    return found;
  },
};

function noteWrite(write: LedgerWrite, recordsOf: (runId: string) => Records): void {
  const ended = verdictWrittenBy(write);
  if (ended) recordsOf(ended.runId).hasEnded = true;
  const runId = idAfter('RUN#', write.pk);
  if (runId === undefined) return;
  if (write.sk.startsWith('AUDIT#') && write.operation === 'PutItem') recordsOf(runId).audits.push(write.text('what') ?? '');
  if (write.sk.startsWith('UNDO#')) recordsOf(runId).hasOpenUndo = write.operation === 'PutItem';
}

/** The run whose dead man a call sets. */
function deadManOf({ operation, outcome, input }: Entry): string | undefined {
  if (operation !== 'CreateSchedule' || outcome !== 'ok') return undefined;
  const { Target } = input as { Target?: { Input?: string } };
  return /"deadMan":true.*"runId":"([^"]+)"/.exec(Target?.Input ?? '')?.[1];
}

/** What one of our roles disturbs with this call. One that was refused counts too: it was tried. */
function subjectOf({ operation, by, input }: Entry): string | undefined {
  const member = ACTS[String(operation)];
  return member !== undefined && OUR_ROLE.test(String(by)) ? String((input as Record<string, unknown>)[member]) : undefined;
}

function missingFor(subject: string, { at, operation }: Entry, runs: readonly Records[]): string[] {
  const act = `${at}: ${operation} of ${subject}`;
  const told = runs.filter(({ audits }) => audits.some((what) => what.split(/[\s,]+/).includes(subject)));
  const alive = told.filter(({ hasEnded }) => !hasEnded);
  if (told.length === 0) return [`${act} has no audit line before it.`];
  if (alive.length === 0) return [`${act} comes after the verdict of its run.`];
  if (!alive.some(({ hasOpenUndo }) => hasOpenUndo)) return [`${act} has no open undo before it.`];
  if (!alive.some(({ hasOpenUndo, hasDeadMan }) => hasOpenUndo && hasDeadMan)) return [`${act} has no dead man before it.`];
  return [];
}
