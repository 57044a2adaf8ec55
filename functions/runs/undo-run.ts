import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { type Verdict, verdictOfExecution } from '#domain/verdict.ts';
import { executionInputSchema } from '#events/execution-input.ts';
import { type EventOf, TAKEN_BY } from '#events/reactions.ts';
import { deadManSchema } from '#events/steps.ts';
import { releaseLease } from '../shared/ledger/lease.ts';
import { type RunRow, readRun, recordOf } from '../shared/ledger/runs.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { inputOfExecution, isOurMachine, playsRuns, stopExecution } from '../shared/runs/executions.ts';
import { finishRun } from '../shared/runs/finish-run.ts';
import { undoOpen } from '../shared/runs/undo-open.ts';
import { countUnclaimed } from '../shared/unclaimed.ts';
import { abortWaits } from '../shared/waits/complete-wait.ts';

const undoRunSchema = z.union([deadManSchema, TAKEN_BY['undo-run']]);
type StatusChange = EventOf<'undo-run'>;
type Ending = { verdict: Verdict; reason: string };

/**
 * Undoes what a run has left open, and closes it if nobody has: called by the dead man at an undo's deadline, and by the rule
 * for executions that ended badly. Everything here may be done twice.
 */
async function undoRun(event: z.output<typeof undoRunSchema>, { awsRequestId }: Context) {
  // Lambda's own retries keep the id of the request; a second delivery has another, and tells nothing twice.
  const teller = `undo-run/${awsRequestId}`;
  return 'deadMan' in event ? byDeadMan(event, teller) : byStatusChange(event, teller);
}

async function byDeadMan({ site, runId, undoId }: z.output<typeof deadManSchema>, teller: string) {
  logger.appendKeys({ runId, site });
  const reason = `The undo ${undoId} was not cleared by its deadline.`;
  const undone = await undoOpen({ runId, site }, reason, Date.now());
  // Nothing was open: the run cleared it, or somebody else undid it. The run itself is none of our business then.
  if (undone.length === 0) return { undone, closed: false };
  await abortWaits(runId, reason);
  const run = await readRun(site, runId);
  if (run === undefined) return { undone, closed: false };
  await stopExecution(run.executionArn, reason);
  return { undone, closed: await close(run, { verdict: 'ERRORED', reason }, teller) };
}

async function byStatusChange({ detail }: StatusChange, teller: string) {
  const { status, stateMachineArn, executionArn } = detail;
  // First of all: an input that looks like ours proves nothing, and of a stranger's execution we may not even ask.
  if (!isOurMachine(stateMachineArn)) {
    countUnclaimed('The execution is none of ours.', { executionArn, status });
    return { undone: [], closed: false };
  }
  // A part of a run, whose parent hears how it ended and closes the run.
  if (!playsRuns(stateMachineArn)) return { undone: [], closed: false };
  // The rule asks for these three only; anything else has its verdict from its machine.
  if (status !== 'ABORTED' && status !== 'TIMED_OUT' && status !== 'FAILED') return { undone: [], closed: false };
  const input = executionInputSchema.safeParse(JSON.parse(detail.input ?? (await inputOfExecution(executionArn))));
  if (!input.success) {
    logger.error('An execution failed whose input is not ours.', { executionArn });
    return { undone: [], closed: false };
  }
  const { site, runId } = input.data;
  logger.appendKeys({ runId, site });
  const ending = endingOf(status, detail);
  const undone = await undoOpen({ runId, site }, ending.reason, Date.now());
  const run = await readRun(site, runId);
  if (run !== undefined) return { undone, closed: await close(run, ending, teller) };
  // It failed while it was being opened: there is nothing to close, but it may have taken the lease.
  await releaseLease(site, runId);
  return { undone, closed: false };
}

function endingOf(status: 'ABORTED' | 'TIMED_OUT' | 'FAILED', { error, cause }: StatusChange['detail']): Ending {
  const { verdict, reason } = verdictOfExecution(status);
  const told = [error, cause].filter(Boolean).join(': ');
  return { verdict, reason: told ? `${reason} ${told}` : reason };
}

/** Gives the run a verdict if it has none; one that it has stands, and only what a crash may have left out is made good. */
async function close(run: RunRow, { verdict, reason }: Ending, teller: string): Promise<boolean> {
  const ended = recordOf(run);
  if (ended !== undefined) {
    await finishRun(ended, teller, Date.now());
    return false;
  }
  const { runId: id, kind, site, mode, trigger, startedAt } = run;
  const nowMs = Date.now();
  const endedAt = new Date(nowMs).toISOString();
  await finishRun({ id, kind, site, mode, trigger, startedAt, endedAt, verdict, reason, objective: {}, measured: {} }, teller, nowMs);
  return true;
}

export const handler = handlerOf(undoRunSchema, undoRun);
