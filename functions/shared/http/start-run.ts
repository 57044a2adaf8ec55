import type { Mode, RunKind, Trigger } from '#domain/glossary.ts';
import { writeAudit } from '../ledger/audit.ts';
import { startExecution } from '../runs/executions.ts';
import { runIdOf } from '../runs/run-id.ts';

/** A run as a person asks for it at one of the doors. */
export type Wish = { kind: RunKind; site: string; mode: Mode; trigger: Trigger; request: Record<string, unknown>; requestId: string };

/** Starts the run that a person asks for, after the audit line that says so. */
export async function startRun({ kind, site, mode, trigger, request, requestId }: Wish): Promise<{ runId: string; executionArn: string }> {
  const nowMs = Date.now();
  const runId = runIdOf(kind, site, requestId, nowMs);
  await writeAudit(runId, { what: `${kind}: asked for`, who: trigger.who, reason: `By ${trigger.by}, ${mode}.`, site }, nowMs);
  const { executionArn } = await startExecution(kind, { runId, site, mode, trigger, request });
  return { runId, executionArn };
}
