import type { Context } from 'aws-lambda';
import { TEMPLATES } from '#domain/glossary.ts';
import type { Run } from '#events/run.ts';
import { VARIABLES } from '#functions/shared/environment.ts';
import { logger } from '#functions/shared/logger.ts';

process.env.AWS_REGION = 'us-east-1';
for (const variable of Object.values(VARIABLES)) process.env[variable] = `test-${variable.toLowerCase()}`;
process.env.NINES_MACHINE_ARN_PREFIX = 'arn:aws:states:us-east-1:123456789012:stateMachine:nines-';
process.env.NINES_TEMPLATE_URLS = JSON.stringify(Object.fromEntries(TEMPLATES.map((name) => [name, `https://templates.example/${name}`])));
process.env.NINES_STOCK = JSON.stringify({ node: 'cdk-assets/1a2b.gz', page: 'cdk-assets/3c4d.html' });
process.env.NINES_FUNCTION_ARN_PREFIX = 'arn:aws:lambda:us-east-1:123456789012:function:nines-';
// What a handler logs is no part of what a test says; the middleware would set the level back at each invocation.
logger.setLogLevel('SILENT');
logger.refreshSampleRateCalculation = () => undefined;

const CONTEXT = {
  functionName: 'test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: 'test',
  logStreamName: 'test',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
} satisfies Context;

/** Invokes a handler as Lambda does, with one canned context. */
export function invoke<Result>(handler: (event: unknown, context: Context) => Promise<Result>, event: unknown): Promise<Result> {
  return handler(event, CONTEXT);
}

/** A run as open-run hands it on. */
export function run(changes: Partial<Run> = {}): Run {
  return {
    runId: 'run-1',
    kind: 'chaos-experiment',
    site: 'myapp',
    mode: 'live',
    trigger: { by: 'chat', who: 'dana (U1)' },
    startedAt: '2018-02-09T15:00:00.000Z',
    leaseUntil: '2018-02-09T16:00:00.000Z',
    seed: 7,
    ...changes,
  };
}

/** An error as the SDK throws it, by its name. */
export function awsError(name: string, message = name, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}
