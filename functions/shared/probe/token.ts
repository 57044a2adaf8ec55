import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { stepFunctions } from '../clients/step-functions.ts';
import { isNamed } from '../errors.ts';

/** The task is over: the run was aborted, or its heartbeat ran out. Nobody waits for the probe any more. */
const OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'] as const;

/** Tells the drill that the probe lives. False: nobody waits for it any more. */
export async function beat(taskToken: string): Promise<boolean> {
  return answered(() => stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken })));
}

export async function succeed(taskToken: string, output: unknown): Promise<boolean> {
  return answered(() => stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })));
}

export async function fail(taskToken: string, error: string, cause: string): Promise<boolean> {
  return answered(() => stepFunctions.send(new SendTaskFailureCommand({ taskToken, error, cause })));
}

async function answered(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (isNamed(error, ...OVER)) return false;
    throw error;
  }
}
