import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Call, Cloud, MaybePromise, Operation, Principal, ServiceModule } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { AsyncInvokes } from './async-invoke.ts';
import type { LambdaFunction } from './function.ts';
import { configurationOf, Functions } from './functions.ts';
import { type InvocationResult, runInvocation } from './invocation.ts';
import { checkMayInvoke, policyDocument } from './policy.ts';
import { EnvironmentPool } from './pool.ts';
import { lambdaProviders } from './provider.ts';

/** What a run used of Lambda, for its price and its report. */
export type LambdaStats = {
  readonly invocations: number;
  readonly coldStarts: number;
  readonly warmEnvironments: number;
  /** Billed time times memory, by architecture. */
  readonly gbSeconds: Readonly<Record<string, number>>;
};

export type InvokeAnswer = { readonly payload: string; readonly functionError?: 'Unhandled' };

/** The Lambda service, and its invocation for those who hold payloads as JSON text. */
export type LambdaModule = ServiceModule & {
  invoke(functionArn: string, payload: string, by: Principal): Promise<InvokeAnswer>;
  invokeAsync(functionArn: string, payload: string, by: Principal): void;
  stats(): LambdaStats;
};

/** Documented limits of payloads. */
const MAX_SYNC_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;

/** Lambda: functions from bundles, each execution environment a world of its own, invocations in virtual time. */
export function createLambda(cloud: Cloud): LambdaModule {
  const random = cloud.random.split('lambda');
  const pool = new EnvironmentPool(cloud, random);
  const functions = new Functions(cloud, pool);
  const gbSeconds: Record<string, number> = {};
  let invocations = 0;

  const run = async (fn: LambdaFunction, payload: string, requestId: string): Promise<InvocationResult> => {
    const result = await runInvocation(cloud, pool, fn, payload, requestId);
    charge(fn, result);
    return result;
  };
  const charge = (fn: LambdaFunction, result: InvocationResult): void => {
    const { architecture, memoryMb } = fn.settings;
    invocations++;
    gbSeconds[architecture] = (gbSeconds[architecture] ?? 0) + (result.billedMs / 1000) * (memoryMb / 1024);
  };
  const invokeAsync = (functionArn: string, payload: string, by: Principal): void => {
    const fn = functions.find(functionArn);
    checkMayInvoke(fn.arn, fn.permissions.values(), by);
    queue.accept(fn, payload, random.uuid());
  };
  const queue = new AsyncInvokes(cloud, run, invokeAsync);

  const Invoke = (input: InvokeCommandInput, call: Call): MaybePromise<object> => {
    const fn = functions.find(input.FunctionName ?? '', input.Qualifier);
    checkMayInvoke(fn.arn, fn.permissions.values(), call.principal);
    const type = input.InvocationType ?? 'RequestResponse';
    const payload = payloadOf(input.Payload, type === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES);
    switch (type) {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        queue.accept(fn, payload, call.requestId);
        return { StatusCode: 202 };
      case 'RequestResponse':
        return run(fn, payload, call.requestId).then((result) => ({
          StatusCode: 200,
          ExecutedVersion: '$LATEST',
          Payload: new Uint8Array(Buffer.from(result.payload)),
          ...(result.functionError ? { FunctionError: result.functionError } : {}),
        }));
      default:
        return type satisfies never;
    }
  };

  return {
    name: 'lambda',
    operations: { Invoke, ...describing(functions) },
    providers: lambdaProviders(cloud, functions),
    async invoke(functionArn, payload, by) {
      const fn = functions.find(functionArn);
      checkMayInvoke(fn.arn, fn.permissions.values(), by);
      const result = await run(fn, payload, random.uuid());
      return { payload: result.payload, ...(result.functionError ? { functionError: result.functionError } : {}) };
    },
    invokeAsync,
    stats: () => ({ invocations, coldStarts: pool.coldStarts, warmEnvironments: pool.warmCount, gbSeconds: { ...gbSeconds } }),
  };
}

const describing = (functions: Functions): Record<string, Operation> => ({
  GetFunction: ({ FunctionName, Qualifier }) => {
    const fn = functions.find(FunctionName, Qualifier);
    const reserved = fn.settings.reservedConcurrency;
    return {
      Configuration: configurationOf(fn),
      Tags: { ...fn.settings.tags },
      ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    };
  },
  GetFunctionConfiguration: ({ FunctionName, Qualifier }) => configurationOf(functions.find(FunctionName, Qualifier)),
  ListFunctions: () => ({ Functions: functions.all().map(configurationOf) }),
  ListTags: ({ Resource }) => ({ Tags: { ...functions.find(Resource).settings.tags } }),
  GetPolicy: ({ FunctionName, Qualifier }) => {
    const fn = functions.find(FunctionName, Qualifier);
    if (fn.permissions.size === 0) {
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { statusCode: 404 });
    }
    return { Policy: policyDocument(fn.arn, fn.permissions.values()) };
  },
});

/** The payload's JSON text; an absent payload is an empty object, as the runtime hands it. */
function payloadOf(given: InvokeCommandInput['Payload'], limit: number): string {
  const text = typeof given === 'string' ? given : Buffer.from((given as Uint8Array | undefined) ?? []).toString('utf8');
  if (text.length > limit) {
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${limit} bytes for the InvokeFunction operation`, {
      statusCode: 413,
    });
  }
  if (text === '') return '{}';
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json', { cause });
  }
  return text;
}
