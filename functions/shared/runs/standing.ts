import type { Decision } from '#domain/glossary.ts';
import type { Run } from '#events/run.ts';
import { NinesError } from '../errors.ts';
import { readLease } from '../ledger/lease.ts';
import { readLever } from '../ledger/lever.ts';
import { readMarks } from '../ledger/marks.ts';
import { RUN_ABORTED } from '../waits/complete-wait.ts';

/** The run is to stop; machines know the name from their tokens too. */
export class AbortedError extends NinesError {
  override name = RUN_ABORTED;
}

/** Why a run is to stop, or undefined: the lever is engaged, or a stop condition came while no token was open to be failed. */
export async function reasonToAbort(runId: string): Promise<string | undefined> {
  const [lever, marks] = await Promise.all([readLever(), readMarks(runId)]);
  return lever.engaged ? `The safety lever is engaged, by ${lever.by}.` : marks.aborted;
}

/** Throws `Run.Aborted` if the run is to stop. A reading that fails throws too: who cannot know does not go on. */
export async function assertNotAborted(runId: string): Promise<void> {
  const reason = await reasonToAbort(runId);
  if (reason !== undefined) throw new AbortedError(reason);
}

/** Whether the run still holds its site, asked right before it disturbs it. */
export async function confirmLease(run: Pick<Run, 'runId' | 'site'>, nowMs: number): Promise<Decision<'proceed' | 'refuse'>> {
  const lease = await readLease(run.site);
  if (lease?.holder !== run.runId)
    return { action: 'refuse', reason: `The run no longer holds the site: ${lease?.holder ?? 'nobody'} does.` };
  if (lease.untilMs <= nowMs) return { action: 'refuse', reason: 'The run has held the site longer than it may.' };
  return { action: 'proceed', reason: 'The run holds the site.' };
}
