import { AwsError, NotInTwinError } from '../errors.ts';

/** Why a delivery failed, and whether another attempt may help. */
export type DeliveryFailure = {
  /** As the dead letters of EventBridge's rules name it. */
  readonly code: string;
  /** As the target's API names it; EventBridge Scheduler's dead letters carry this one. */
  readonly shape: string;
  readonly message: string;
  readonly mayRetry: boolean;
};

/** What is wrong with the event or its way, so that no target was asked and no attempt can help. */
export class UndeliverableError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'UndeliverableError';
    this.code = code;
  }
}

type Kind = { readonly code: string; readonly shapes: RegExp; readonly mayRetry: boolean };

/**
 * Codes that EventBridge documents for dead letters, by the errors of targets. Missing rights and missing targets do not come
 * back by waiting: those events go to the dead-letter queue at once. Source: EventBridge User Guide, eb-rule-dlq.
 */
const KINDS: readonly Kind[] = [
  { code: 'NO_PERMISSIONS', shapes: /AccessDenied|NotAuthorized|AuthorizationError|InvalidClientTokenId/, mayRetry: false },
  { code: 'RESOURCE_ALREADY_EXISTS', shapes: /AlreadyExists/, mayRetry: false },
  {
    code: 'THROTTLING',
    shapes: /Throttl|TooManyRequests|RequestLimit|ServiceUnavailable|InternalError|InternalFailure|ServiceException$/,
    mayRetry: true,
  },
  { code: 'RESOURCE_LIMIT_EXCEEDED', shapes: /LimitExceeded/, mayRetry: true },
  { code: 'NO_RESOURCE', shapes: /NotFound|DoesNotExist|NonExistent|NoSuch/, mayRetry: false },
  { code: 'INVALID_PARAMETER', shapes: /Validation|InvalidParameter|InvalidInput|InvalidArgument/, mayRetry: false },
];

/** Reads an error of an attempt; what the twin does not have is no failure of the delivery. */
export function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof NotInTwinError) throw error;
  if (error instanceof UndeliverableError) {
    return { code: error.code, shape: error.code, message: error.message, mayRetry: false };
  }
  if (!(error instanceof AwsError)) {
    return { code: 'INTERNAL_ERROR', shape: 'InternalServerError', message: String(error), mayRetry: true };
  }
  const { shape, message } = error;
  const kind = KINDS.find(({ shapes }) => shapes.test(shape));
  if (kind !== undefined && !kind.mayRetry && !error.retriable) return { code: kind.code, shape, message, mayRetry: false };
  if (error.statusCode >= 500) return { code: 'INTERNAL_ERROR', shape, message, mayRetry: true };
  if (error.retriable || kind?.mayRetry) return { code: kind?.code ?? 'THROTTLING', shape, message, mayRetry: true };
  return { code: 'SDK_CLIENT_ERROR', shape, message, mayRetry: false };
}
