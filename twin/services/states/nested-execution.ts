import type { Json, TaskDone, TaskRequest } from '#language/asl/index.ts';
import type { MaybePromise } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { exceptionName } from '../../integrations/java-names.ts';
import { causeText, type Integrated, unusable } from '../../integrations/sdk-call.ts';
import type { Pattern, RunTask } from './integrations.ts';
import { sdkMetadata } from './lambda-task.ts';
import type { ExecutionRecord } from './store.ts';

const KNOWN = new Set(['StateMachineArn', 'Input', 'Name']);

/**
 * `states:startExecution`, waited for with `.sync` (output as text) and `.sync:2` (output as JSON). A task that is cut off, because its
 * execution is stopped or a branch beside it failed, stops what it waits for; one that times out does not (Developer Guide: connect-to-resource).
 */
export function startNested(
  tools: RunTask,
  task: TaskRequest,
  pattern: Pattern,
  done: TaskDone,
  onCancel: (cancel: () => void) => void,
): MaybePromise<Integrated | undefined> {
  const parameters = task.input as Record<string, Json>;
  for (const key of Object.keys(parameters))
    if (!KNOWN.has(key)) return unusable(task.input, `The field "${key}" is not supported by Step Functions`);
  const { StateMachineArn: stateMachineArn, Name: name, Input: given } = parameters;
  const request = {
    stateMachineArn,
    ...(name === undefined ? {} : { name }),
    ...(given === undefined ? {} : { input: typeof given === 'string' ? given : JSON.stringify(given) }),
  };
  let answer: { executionArn: string; startDate: Date };
  try {
    answer = tools.cloud.call('states', 'StartExecution', request, tools.principal, 'integration') as typeof answer;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: `StepFunctions.${exceptionName(error.shape)}`, cause: causeText(error, 'AWSStepFunctions', tools.random) };
  }
  const output = { ExecutionArn: answer.executionArn, StartDate: answer.startDate.getTime() / 1000, ...sdkMetadata(tools, 200) };
  if (pattern === 'request' || pattern === 'token') return { output };
  done.submitted(output);
  const child = tools.store.executions.get(answer.executionArn) as ExecutionRecord; // it was started just now
  const finish = (): void => finishNested(child, pattern, done);
  if (child.status === 'RUNNING') child.whenOver.push(finish);
  else finish();
  const startedMs = tools.cloud.clock.nowMs;
  onCancel(() => {
    child.whenOver = child.whenOver.filter((listener) => listener !== finish);
    if (child.status === 'RUNNING' && !isTimedOut(task, tools.cloud.clock.nowMs - startedMs)) stopNested(tools, child);
  });
  return undefined;
}

/** A task is cancelled in the moment of its timeout only by that timeout. */
const isTimedOut = ({ timeoutSeconds, heartbeatSeconds }: TaskRequest, elapsedMs: number): boolean =>
  [timeoutSeconds, heartbeatSeconds].some((seconds) => seconds !== undefined && elapsedMs >= seconds * 1000);

/** The best effort that the guide speaks of: who may not stop it leaves it running, and so does a call that fails. */
function stopNested(tools: RunTask, child: ExecutionRecord): void {
  try {
    void tools.cloud.call('states', 'StopExecution', { executionArn: child.arn }, tools.principal, 'integration');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

function finishNested(child: ExecutionRecord, pattern: Pattern, done: TaskDone): void {
  const asJson = pattern === 'sync2';
  const described = {
    ExecutionArn: child.arn,
    Input: asJson ? (JSON.parse(child.input) as Json) : child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined
      ? {}
      : { Output: asJson ? (JSON.parse(child.output) as Json) : child.output, OutputDetails: { Included: true } }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    StartDate: child.startedMs,
    StateMachineArn: child.machine.arn,
    Status: child.status,
    StopDate: child.stoppedMs ?? null,
  };
  if (child.status === 'SUCCEEDED') done.succeed(described);
  else done.fail('States.TaskFailed', JSON.stringify(described));
}
