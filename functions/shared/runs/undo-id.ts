import { createHash } from 'node:crypto';
import type { Undo } from '#events/steps.ts';

/** An undo's id, from what it does: a retry of the step that records it names the same one. */
export function undoIdOf(undo: Undo): string {
  const digest = createHash('sha256').update(JSON.stringify(undo.arguments)).digest('hex');
  return `${undo.kind}-${digest.slice(0, 12)}`;
}
