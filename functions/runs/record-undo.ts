import type * as z from 'zod';
import { recordUndoSchema } from '#events/steps.ts';
import { isTransient, messageOf, RecordError } from '../shared/errors.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { recordUndo as writeUndo } from '../shared/ledger/undo.ts';
import { handlerOf } from '../shared/middleware.ts';
import { setDeadMan } from '../shared/runs/dead-man.ts';
import { undoIdOf } from '../shared/runs/undo-id.ts';

/**
 * Records how a step is taken back, before it is taken: its dead man, then the undo, then the audit line. If one cannot be
 * written the step is not taken, which the machine knows by RecordError.
 */
async function recordUndo({ run, undo, deadline }: z.output<typeof recordUndoSchema>) {
  const nowMs = Date.now();
  const undoId = undoIdOf(undo);
  if (Date.parse(deadline) <= nowMs) throw new RecordError(`The deadline ${deadline} of the undo ${undoId} has passed.`);
  try {
    await setDeadMan({ runId: run.runId, site: run.site, undoId }, deadline);
    await writeUndo(run.runId, { undoId, undo, deadline }, nowMs);
    const reason = `It would be undone by ${deadline}.`;
    await writeAudit(
      run.runId,
      { what: `undo recorded: ${undoId}`, who: run.trigger.who, reason, site: run.site, details: { undo } },
      nowMs,
    );
  } catch (error) {
    if (isTransient(error)) throw error;
    throw new RecordError(`The undo ${undoId} could not be recorded: ${messageOf(error)}`, { cause: error });
  }
  return { undoId };
}

export const handler = handlerOf(recordUndoSchema, recordUndo);
