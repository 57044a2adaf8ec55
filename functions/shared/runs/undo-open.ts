import { writeAudit } from '../ledger/audit.ts';
import { closeUndo, openUndos } from '../ledger/undo.ts';
import { logger } from '../logger.ts';
import { clearDeadMan } from './dead-man.ts';
import { actUndo } from './undo-acts.ts';

/** Runs every undo that a run has left open, the latest first, and answers their ids. The audit line comes before the act. */
export async function undoOpen({ runId, site }: { runId: string; site: string }, reason: string, nowMs: number): Promise<string[]> {
  const open = (await openUndos(runId)).sort((one, other) => (one.deadline < other.deadline ? 1 : -1));
  const done: string[] = [];
  for (const { undoId, undo } of open) {
    await writeAudit(runId, { what: `undo: ${undoId}`, who: 'undo-run', reason, site, details: { undo } }, nowMs);
    await actUndo(undo);
    // Acted upon, then closed: a crash in between repeats an act that sets the same state again.
    await closeUndo(runId, undoId, 'done');
    await clearDeadMan({ runId, site, undoId });
    logger.warn('A step was undone.', { undoId, reason });
    done.push(undoId);
  }
  return done;
}
