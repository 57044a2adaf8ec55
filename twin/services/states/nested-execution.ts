import type { Json, TaskDone } from '#language/asl/index.ts';
import type { MaybePromise } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { exceptionName } from '../../integrations/java-names.ts';
import { causeText, type Integrated, unusable } from '../../integrations/sdk-call.ts';
import type { Pattern, RunTask } from './integrations.ts';
import { sdkMetadata } from './lambda-task.ts';
import { type ExecutionRecord, requireExecution, roleOf } from './store.ts';

const KNOWN = new Set(['StateMachineArn', 'Input', 'Name']);

/** `states:startExecution`, waited for with `.sync` (output as text) and `.sync:2` (output as JSON). */
export function startNested(tools: RunTask, input: Json, pattern: Pattern, done: TaskDone): MaybePromise<Integrated | undefined> {
  const parameters = input as Record<string, Json>;
  for (const key of Object.keys(parameters))
    if (!KNOWN.has(key)) return unusable(input, `The field "${key}" is not supported by Step Functions`);
  const { StateMachineArn: stateMachineArn, Name: name, Input: given } = parameters;
  const request = {
    stateMachineArn,
    ...(name === undefined ? {} : { name }),
    ...(given === undefined ? {} : { input: typeof given === 'string' ? given : JSON.stringify(given) }),
  };
  let answer: { executionArn: string; startDate: Date };
  try {
    answer = tools.cloud.call('states', 'StartExecution', request, roleOf(tools.record), 'integration') as typeof answer;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: `StepFunctions.${exceptionName(error.shape)}`, cause: causeText(error, 'AWSStepFunctions', tools.random) };
  }
  const output = { ExecutionArn: answer.executionArn, StartDate: answer.startDate.getTime() / 1000, ...sdkMetadata(tools, 200) };
  if (pattern === 'request' || pattern === 'token') return { output };
  done.submitted(output);
  const child = requireExecution(tools.store, answer.executionArn);
  const finish = (): void => finishNested(child, pattern, done);
  if (child.status === 'RUNNING') child.whenOver.push(finish);
  else finish();
  return undefined;
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
