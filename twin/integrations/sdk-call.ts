import type { Call, Cloud, MaybePromise, Principal } from '../cloud.ts';
import { AwsError, NotInTwinError } from '../errors.ts';
import type { Random } from '../random.ts';
import { modelOf } from '../wire/model.ts';
import type { Shape } from '../wire/shape.ts';
import { exceptionName } from './java-names.ts';
import { type SdkService, sdkService } from './sdk-services.ts';
import { fromSpelled, SpellingError, toSpelled } from './spelling.ts';

/** How an integration ended: an output in its spelling, or an error name and a cause. */
export type Integrated = { readonly output: unknown } | { readonly error: string; readonly cause: string };

/** What `aws-sdk:<service>:<action>` means; refuses what the API, or the twin, does not have. */
export function sdkOperation(service: string, action: string): { sdk: SdkService; operation: string; input: Shape; output: Shape } {
  const sdk = sdkService(service);
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  if (action.charAt(0) === operation.charAt(0))
    throw new NotInTwinError(`the SDK integration aws-sdk:${service}:${action}`, 'actions begin with a small letter');
  const model = modelOf(sdk.service).operation(operation);
  return { sdk, operation, input: model.input, output: model.output };
}

/** A request in the API's own spelling, and how its answer and its errors are to be spelled. */
export type SdkRequest = { readonly sdk: SdkService; readonly operation: string; readonly request: object; readonly output: Shape };

/** Turns parameters into the request that they stand for; a problem is a SpellingError. */
export function sdkRequest(resource: { service: string; action: string }, parameters: unknown): SdkRequest {
  const { sdk, operation, input, output } = sdkOperation(resource.service, resource.action);
  const excluded = sdk.withoutMembers.find((name) => Object.hasOwn(Object(parameters ?? {}), name));
  if (excluded !== undefined) throw new SpellingError(`The field "${excluded}" is not supported by Step Functions`);
  return { sdk, operation, request: fromSpelled(input, parameters ?? {}) as object, output };
}

/** Calls an operation of a service of the twin in the spelling of the SDK integrations. */
export function callSdk(
  cloud: Cloud,
  random: Random,
  resource: { service: string; action: string },
  parameters: unknown,
  principal: Principal,
  via: Call['via'],
): MaybePromise<Integrated> {
  let prepared: SdkRequest;
  try {
    prepared = sdkRequest(resource, parameters);
  } catch (error) {
    if (!(error instanceof SpellingError)) throw error;
    return unusable(parameters, error.message);
  }
  const { sdk, operation, request, output } = prepared;
  const failed = (error: unknown): Integrated => describeSdkError(sdk, error, random);
  let answer: MaybePromise<object>;
  try {
    answer = cloud.call(sdk.service, operation, request, principal, via);
  } catch (error) {
    return failed(error);
  }
  const succeeded = (found: object): Integrated => ({ output: toSpelled(output, found) ?? {} });
  return answer instanceof Promise ? answer.then(succeeded, failed) : succeeded(answer);
}

/** Parameters that no request can be made of end the state as a runtime error, before anything is called. */
export const unusable = (parameters: unknown, problem: string): Integrated => ({
  error: 'States.Runtime',
  cause: `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`,
});

/** Errors of the service's model have their own name; others are the service's general exception, as in the SDK for Java 2. */
export function describeSdkError(sdk: SdkService, error: unknown, random: Random): { error: string; cause: string } {
  if (!(error instanceof AwsError)) return { error: 'States.Runtime', cause: error instanceof Error ? error.message : String(error) };
  const modeled = modelOf(sdk.service).error(error.shape);
  const name = modeled ? exceptionName(modeled.name) : `${sdk.errorPrefix}Exception`;
  return { error: `${sdk.errorPrefix}.${name}`, cause: causeText(error, sdk.errorPrefix, random) };
}

/** The text that the SDK puts behind a service's message. */
export const causeText = (error: AwsError, service: string, random: Random): string =>
  `${error.message} (Service: ${service}, Status Code: ${error.statusCode}, Request ID: ${random.uuid()})`;
