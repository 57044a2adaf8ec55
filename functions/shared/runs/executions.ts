import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { RUN_KINDS, type RunKind } from '#domain/glossary.ts';
import type { ExecutionInput } from '#events/execution-input.ts';
import { stepFunctions } from '../clients/step-functions.ts';
import { environmentOf } from '../environment.ts';
import { isNamed } from '../errors.ts';
import { RUN_ABORTED } from '../waits/complete-wait.ts';

const environment = environmentOf('machineArnPrefix');

/** Starts a run's machine under the run's id. Starting the same run again answers that it is there, and starts nothing. */
export async function startExecution(kind: RunKind, input: ExecutionInput): Promise<{ executionArn: string; started: boolean }> {
  const stateMachineArn = `${environment().machineArnPrefix}${kind}`;
  try {
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, name: input.runId, input: JSON.stringify(input) }),
    );
    return { executionArn: executionArn ?? '', started: true };
  } catch (error) {
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
    return { executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${input.runId}`, started: false };
  }
}

/** Whether a state machine is one of the control plane's. */
export function isOurMachine(stateMachineArn: string): boolean {
  return stateMachineArn.startsWith(environment().machineArnPrefix);
}

/** Whether a machine of ours plays runs; the others (build-layer, remove-layer) play parts of one, and open none. */
export function playsRuns(stateMachineArn: string): boolean {
  return RUN_KINDS.some((kind) => stateMachineArn === `${environment().machineArnPrefix}${kind}`);
}

/** Stops an execution if it still runs. One that has ended, or that is gone, needs no stopping. */
export async function stopExecution(executionArn: string, cause: string): Promise<void> {
  try {
    const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return;
    await stepFunctions.send(new StopExecutionCommand({ executionArn, error: RUN_ABORTED, cause }));
  } catch (error) {
    if (!isNamed(error, 'ExecutionDoesNotExist')) throw error;
  }
}

/** The input of an execution, when an event was too small to hold it. */
export async function inputOfExecution(executionArn: string): Promise<string> {
  const { input } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  return input ?? '{}';
}
