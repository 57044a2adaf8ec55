import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { WaitOutcome } from '#domain/waiting.ts';
import { stepFunctions } from '../clients/step-functions.ts';
import { isNamed } from '../errors.ts';
import { removeWait, type WaitRow, waitsOfRun } from '../ledger/waits.ts';
import { logger } from '../logger.ts';

/** What machines catch when a thing that they wait for ends otherwise than hoped. */
export const WAIT_FAILED = 'Wait.Failed';
/** What machines catch when their run is aborted. */
export const RUN_ABORTED = 'Run.Aborted';

/** The task is over already: somebody was faster, or its heartbeat ran out. That is what we wanted. */
const ALREADY_OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'] as const;
/** Step Functions takes a cause of 32,768 characters. */
const CAUSE_LIMIT = 32_768;

/** Completes the task behind a wait by its outcome, and forgets the wait. A pending one is left. Answers whether it is over. */
export async function completeWait(wait: WaitRow, outcome: WaitOutcome): Promise<boolean> {
  if (outcome.state === 'pending') return false;
  const command =
    outcome.state === 'done'
      ? new SendTaskSuccessCommand({ taskToken: wait.token, output: JSON.stringify({ key: wait.key, ...outcome.output }) })
      : failure(wait, WAIT_FAILED, outcome.cause);
  await send(wait, command);
  return true;
}

/** Fails everything that a run waits for, so that its machine's own Catch runs. Answers how many tokens were open. */
export async function abortWaits(runId: string, cause: string): Promise<number> {
  const waits = await waitsOfRun(runId);
  for (const wait of waits) await send(wait, failure(wait, RUN_ABORTED, cause));
  return waits.length;
}

function failure(wait: WaitRow, error: string, cause: string): SendTaskFailureCommand {
  return new SendTaskFailureCommand({ taskToken: wait.token, error, cause: cause.slice(0, CAUSE_LIMIT) });
}

async function send(wait: WaitRow, command: SendTaskSuccessCommand | SendTaskFailureCommand): Promise<void> {
  try {
    await stepFunctions.send(command as SendTaskSuccessCommand);
  } catch (error) {
    if (!isNamed(error, ...ALREADY_OVER)) throw error;
    logger.info('The task was over already.', { key: wait.key, runId: wait.runId });
  }
  await removeWait(wait);
}
