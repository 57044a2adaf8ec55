import type { Json } from '#language/asl/index.ts';
import type { MaybePromise } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { exceptionName } from '../../integrations/java-names.ts';
import { causeText, type Integrated, unusable } from '../../integrations/sdk-call.ts';
import { modelOf } from '../../wire/model.ts';
import type { RunTask } from './integrations.ts';

type InvokeAnswer = { StatusCode?: number; FunctionError?: string; ExecutedVersion?: string; Payload?: Uint8Array };

const KNOWN = new Set(['FunctionName', 'Payload', 'InvocationType', 'Qualifier', 'LogType', 'ClientContext']);

/** `lambda:invoke`: the answer is wrapped, its payload is JSON; an error of the function is the task's error, by its type. */
export function invokeFunction(tools: RunTask, input: Json): MaybePromise<Integrated> {
  const parameters = input as Record<string, Json>;
  for (const key of Object.keys(parameters))
    if (!KNOWN.has(key)) return unusable(input, `The field "${key}" is not supported by Step Functions`);
  if (typeof parameters.FunctionName !== 'string') return unusable(input, "The field 'FunctionName' is required but was missing");
  const { Payload: payload, ...rest } = parameters;
  const request = { ...rest, ...(payload === undefined ? {} : { Payload: encode(payload) }) };
  return invoke(tools, request, (answer, output) => ({
    ExecutedVersion: answer.ExecutedVersion ?? '$LATEST',
    ...(answer.Payload === undefined || answer.Payload.length === 0 ? {} : { Payload: output }),
    ...sdkMetadata(tools, answer.StatusCode ?? 200),
    StatusCode: answer.StatusCode ?? 200,
  }));
}

/** A function's ARN as the task's resource: input and answer are the payloads themselves. */
export function invokePlainFunction(tools: RunTask, functionArn: string, input: Json): MaybePromise<Integrated> {
  return invoke(tools, { FunctionName: functionArn, Payload: encode(input) }, (_answer, output) => output);
}

/** What the optimized integrations add to an answer: the HTTP answer behind it. */
export function sdkMetadata(tools: RunTask, status: number): { SdkHttpMetadata: Json; SdkResponseMetadata: Json } {
  const requestId = tools.random.uuid();
  const headers = { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

function invoke(tools: RunTask, request: object, wrap: (answer: InvokeAnswer, output: Json) => Json): MaybePromise<Integrated> {
  const failed = (error: unknown): Integrated => {
    if (!(error instanceof AwsError)) return { error: 'States.Runtime', cause: error instanceof Error ? error.message : String(error) };
    // The optimized integration still speaks as the SDK for Java 1: its general error is AWSLambdaException.
    const modeled = modelOf('lambda').error(error.shape);
    return {
      error: `Lambda.${modeled ? exceptionName(modeled.name) : 'AWSLambdaException'}`,
      cause: causeText(error, 'Lambda', tools.random),
    };
  };
  const succeeded = (found: object): Integrated => {
    const answer = found as InvokeAnswer;
    const output = decode(answer.Payload);
    if (answer.FunctionError !== undefined) return functionError(output);
    return { output: wrap(answer, output) };
  };
  let answer: MaybePromise<object>;
  try {
    answer = tools.cloud.call('lambda', 'Invoke', request, tools.principal, 'integration');
  } catch (error) {
    return failed(error);
  }
  return answer instanceof Promise ? answer.then(succeeded, failed) : succeeded(answer);
}

function functionError(output: Json): Integrated {
  const type = typeof output === 'object' && output !== null && !Array.isArray(output) ? output.errorType : undefined;
  return { error: typeof type === 'string' ? type : 'Lambda.Unknown', cause: JSON.stringify(output) };
}

const encode = (payload: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(payload));

function decode(payload: Uint8Array | undefined): Json {
  if (payload === undefined || payload.length === 0) return null;
  const text = new TextDecoder().decode(payload);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
