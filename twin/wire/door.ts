import type { Cloud, MaybePromise } from '../cloud.ts';
import { AwsError, NotInTwinError } from '../errors.ts';
import { decode, encode, encodeError } from './codec.ts';
import type { WireRequest, WireResponse } from './message.ts';
import { modelBySigningName, type ServiceModel } from './model.ts';
import { readScope, refuseOtherRegion } from './scope.ts';

const NOT_IMPLEMENTED = 501;

/**
 * The door of the cloud: answers a signed request as AWS's endpoint would. At once when the operation is, so that a call
 * that takes no virtual time takes no turn of the event loop either. What the twin lacks is answered 501 and kept as a refusal.
 */
export function answer(cloud: Cloud, request: WireRequest): MaybePromise<WireResponse> {
  let model: ServiceModel | undefined;
  const failed = (error: unknown): WireResponse => {
    if (error instanceof NotInTwinError) cloud.refuse(error);
    else if (!(error instanceof AwsError)) throw error;
    const answered = model ? encodeError(model, error, requestIdOf(request)) : plainError(error);
    // An answer to HEAD has no body: its status is all that S3 tells.
    return request.method === 'HEAD' ? { ...answered, body: '' } : answered;
  };
  try {
    const scope = readScope(request);
    refuseOtherRegion(scope, cloud.region);
    model = modelBySigningName(scope.signingName);
    const service = model;
    const principal = cloud.credentials.principal(scope.accessKeyId);
    const { operation, input } = decode(service, request);
    const output = cloud.call(service.client.service, operation, input, principal, 'wire');
    const encoded = (result: object): WireResponse => encode(service, operation, result as Record<string, unknown>, requestIdOf(request));
    return output instanceof Promise ? output.then(encoded).catch(failed) : encoded(output);
  } catch (error) {
    return failed(error);
  }
}

/** The SDK's own id of the invocation serves as the request id: no further draw, and equal in every run. */
const requestIdOf = (request: WireRequest): string => request.headers['amz-sdk-invocation-id'] ?? 'unknown';

function plainError(error: AwsError | NotInTwinError): WireResponse {
  const [status, code] = error instanceof AwsError ? [error.statusCode, error.shape] : [NOT_IMPLEMENTED, 'NotInTwin'];
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message: error.message }),
  };
}
