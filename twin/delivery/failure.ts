import { AwsError, NotInTwinError } from '../errors.ts';

/** Why a delivery failed, as a dead letter's attributes say it, and whether another attempt may help. */
export type DeliveryFailure = { readonly code: string; readonly message: string; readonly mayRetry: boolean };

const THROTTLES = /Throttl|TooManyRequests|RequestLimit|ServiceUnavailable|InternalError|InternalFailure|ServiceException$/;
const FORBIDDEN = /AccessDenied|NotAuthorized|AuthorizationError|InvalidClientTokenId/;
const MISSING = /NotFound|DoesNotExist|NonExistent|NoSuch/;

/** Missing rights and missing targets do not come back by waiting: those events go to the dead-letter queue at once. */
export function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof NotInTwinError) throw error;
  if (!(error instanceof AwsError)) return { code: 'INTERNAL_ERROR', message: String(error), mayRetry: true };
  const { shape, message } = error;
  if (FORBIDDEN.test(shape)) return { code: 'NO_PERMISSIONS', message, mayRetry: false };
  if (error.retriable || error.statusCode >= 500 || THROTTLES.test(shape)) {
    return { code: error.statusCode >= 500 ? 'INTERNAL_ERROR' : 'THROTTLING', message, mayRetry: true };
  }
  if (MISSING.test(shape)) return { code: 'NO_RESOURCE', message, mayRetry: false };
  return { code: 'SDK_CLIENT_ERROR', message, mayRetry: false };
}
