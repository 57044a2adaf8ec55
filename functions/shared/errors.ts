import type { Problem } from '#events/problem.ts';

/** The base of the errors that machines know by name in Retry and Catch. */
export class NinesError extends Error {
  override name = 'NinesError';
  /** Whether the same call may succeed later without anything else being changed. */
  readonly retriable: boolean = false;
}

/** AWS throttled us, timed out or broke for a moment. Every machine retries this name. */
export class TransientError extends NinesError {
  override name = 'TransientError';
  override readonly retriable = true;
}

export type { Problem };

/** An input does not have the shape that was agreed; it holds every problem. Never retried. */
export class InvalidInputError extends NinesError {
  override name = 'InvalidInputError';
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    super(`${subject}: ${problems.map(({ path, found, allowed }) => `${path}: found ${found}, allowed ${allowed}`).join('; ')}`);
    this.problems = problems;
  }
}

/** A record, an undo or its dead man could not be written, so the step that needs it is not taken. */
export class RecordError extends NinesError {
  override name = 'RecordError';
}

/** What a run needs is not there: a site, a stack, a group. Waiting does not mend it. */
export class MissingError extends NinesError {
  override name = 'MissingError';
}

/** Names under which the SDK reports what is worth another try, beside its own `$retryable` mark and 5xx answers. */
const TRANSIENT_NAMES = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'TimeoutError',
  'ECONNRESET',
  'ETIMEDOUT',
]);

/** Whether an error is AWS asking for patience; by then the SDK's own attempts are used up. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NinesError) return error.retriable;
  const { $retryable, $metadata } = error as { $retryable?: unknown; $metadata?: { httpStatusCode?: number } };
  return $retryable !== undefined || ($metadata?.httpStatusCode ?? 0) >= 500 || TRANSIENT_NAMES.has(error.name);
}

/** Whether an error is AWS's answer of this name. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** A sentence about any thrown thing. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
