import { createHash } from 'node:crypto';
import type { RunKind } from '#domain/glossary.ts';

/**
 * The id of a run that a person asks for: readable, in the order of time, and the same for the same request, so that a
 * retried request starts one run. At most 60 characters of the 80 that an execution's name may have (F8).
 */
export function runIdOf(kind: RunKind, site: string, requestId: string, nowMs: number): string {
  const at = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const digest = createHash('sha256').update(requestId).digest('hex').slice(0, 8);
  return `${kind}-${site}-${at}-${digest}`;
}
