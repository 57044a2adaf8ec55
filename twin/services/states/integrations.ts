import type { Json, TaskDone, TaskHandle, TaskRequest } from '#language/asl/index.ts';
import type { Cloud, MaybePromise, Principal } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { callSdk, type Integrated } from '../../integrations/sdk-call.ts';
import type { Random } from '../../random.ts';
import { type Activities, isActivity } from './activities.ts';
import { invokeFunction, invokePlainFunction } from './lambda-task.ts';
import { startNested } from './nested-execution.ts';
import { callOptimized, isOptimized } from './optimized.ts';
import type { StatesStore } from './store.ts';
import type { TaskTokens } from './tokens.ts';

/** What a task of one execution may use. */
export type RunTask = {
  readonly cloud: Cloud;
  readonly random: Random;
  /** Who calls: the execution's role. */
  readonly principal: Principal;
  /** What an event that the execution puts names as its origin. */
  readonly names: { readonly executionArn: string; readonly machineArn: string };
  readonly store: StatesStore;
  readonly tokens: TaskTokens;
  readonly activities: Activities;
};

/** How a task waits for more than the answer to its request. */
export type Pattern = 'request' | 'sync' | 'sync2' | 'token';

export type Integration = { readonly service: string; readonly action: string; readonly pattern: Pattern; readonly isSdk: boolean };

const FORM = /^arn:aws:states:::(aws-sdk:)?([\w-]+):(\w+)(\.sync|\.sync:2|\.waitForTaskToken)?$/;
const PATTERNS: Readonly<Record<string, Pattern>> = { '.sync': 'sync', '.sync:2': 'sync2', '.waitForTaskToken': 'token' };

/** Reads a service integration's ARN; undefined for a Lambda function's own ARN, and an activity's. */
export function parseIntegration(resource: string): Integration | undefined {
  const match = FORM.exec(resource);
  if (match) {
    const [, sdk, service = '', action = '', pattern] = match;
    return { service, action, isSdk: sdk !== undefined, pattern: pattern === undefined ? 'request' : (PATTERNS[pattern] ?? 'request') };
  }
  if (/^arn:aws:lambda:/.test(resource) || isActivity(resource)) return undefined;
  throw new NotInTwinError(`the task resource ${resource}`);
}

/** Carries out a task and reports its way. A task with a token stays open until somebody sends the token back. */
export function runTask(tools: RunTask, request: TaskRequest, done: TaskDone): TaskHandle {
  let cancelled = false;
  let cancelWork: (() => void) | undefined;
  const fail = (error: unknown): void => done.fail('States.Runtime', error instanceof Error ? error.message : String(error));
  const report = (integrated: Integrated | undefined): void => {
    if (cancelled || integrated === undefined) return;
    if ('error' in integrated) {
      if (request.taskToken !== undefined) tools.tokens.close(request.taskToken);
      done.fail(integrated.error, integrated.cause);
    } else if (request.taskToken !== undefined) done.submitted(integrated.output as Json);
    else done.succeed(integrated.output as Json);
  };
  try {
    // The token is open before the request is sent: its answer may come while the request is still under way.
    if (request.taskToken !== undefined) tools.tokens.open(request.taskToken, done);
    const answer = dispatch(tools, request, done, (cancel) => {
      cancelWork = cancel;
    });
    if (answer instanceof Promise) void answer.then(report, fail);
    else report(answer);
  } catch (error) {
    fail(error);
  }
  return {
    cancel: () => {
      cancelled = true;
      cancelWork?.();
      if (request.taskToken !== undefined) tools.tokens.close(request.taskToken);
    },
  };
}

/** Undefined means that the answer comes by `done` itself, as for a nested execution that is waited for, and an activity. */
function dispatch(
  tools: RunTask,
  request: TaskRequest,
  done: TaskDone,
  onCancel: (cancel: () => void) => void,
): MaybePromise<Integrated | undefined> {
  if (isActivity(request.resource)) {
    const cancel = tools.activities.schedule(request, done);
    if (cancel === undefined) return { error: 'ActivityDoesNotExist', cause: `Activity Does Not Exist: '${request.resource}'` };
    onCancel(cancel);
    return undefined;
  }
  const integration = parseIntegration(request.resource);
  if (integration === undefined) return invokePlainFunction(tools, request.resource, request.input);
  const { service, action, pattern, isSdk } = integration;
  const mayWait = pattern === 'request' || pattern === 'token';
  if (isSdk && mayWait) return callSdk(tools.cloud, tools.random, { service, action }, request.input, tools.principal, 'integration');
  const name = `${service}:${action}`;
  if (name === 'lambda:invoke' && mayWait) return invokeFunction(tools, request.input);
  if (name === 'states:startExecution') return startNested(tools, request, pattern, done, onCancel);
  if (isOptimized(name) && mayWait) return callOptimized(tools, name, request.input);
  throw new NotInTwinError(`the task resource ${request.resource}`);
}
