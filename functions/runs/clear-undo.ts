import type * as z from 'zod';
import { clearUndoSchema } from '#events/steps.ts';
import { closeUndo } from '../shared/ledger/undo.ts';
import { handlerOf } from '../shared/middleware.ts';
import { clearDeadMan } from '../shared/runs/dead-man.ts';

/**
 * Clears an undo that a machine has verified to be unneeded: first the undo, then its dead man, so that one that fires in
 * between finds nothing to undo. Answers whether it was still open.
 */
async function clearUndo({ run, undoId }: z.output<typeof clearUndoSchema>) {
  const cleared = await closeUndo(run.runId, undoId, 'cleared');
  await clearDeadMan({ runId: run.runId, site: run.site, undoId });
  return { cleared };
}

export const handler = handlerOf(clearUndoSchema, clearUndo);
