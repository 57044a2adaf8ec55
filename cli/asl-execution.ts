import { type Execution, type Json, type Machine, startExecution } from '#language/asl/index.ts';
import type { BatchHost, Listener } from './asl-host.ts';

/** Executions start here, so that what they answer does not depend on the day. */
export const START_MS = Date.UTC(2025, 0, 1);
/** Timers that one execution may fire before it is given up: a Wait loop has no other end in virtual time. */
const TIMER_LIMIT = 100_000;
const ARN = 'arn:aws:states:us-east-1:111111111111';

/** Runs a machine to its end in virtual time: whenever nothing can run, time jumps to the next timer. */
export async function execute(machine: Machine, input: Json, host: BatchHost, listener: Listener): Promise<Execution> {
  const execution = startExecution(machine, { input, context: contextOf(input), host: host.heardBy(listener), history: false });
  for (let fired = 0; execution.status === 'RUNNING'; fired += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve)); // after every microtask
    if (execution.status !== 'RUNNING') break;
    if (fired >= TIMER_LIMIT) execution.stop('Batch.TimerLimit', `more than ${TIMER_LIMIT} timers fired`);
    else if (!host.fireNext()) execution.stop('Batch.WaitsForever', 'nothing is left that could wake the execution');
  }
  return execution;
}

function contextOf(input: Json) {
  return {
    Execution: {
      Id: `${ARN}:execution:machine:execution`,
      Name: 'execution',
      RoleArn: 'arn:aws:iam::111111111111:role/role',
      StartTime: new Date(START_MS).toISOString(),
      Input: input,
      RedriveCount: 0,
    },
    StateMachine: { Id: `${ARN}:stateMachine:machine`, Name: 'machine' },
  };
}
