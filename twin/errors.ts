/**
 * An error that AWS would answer. `shape` is the error's name in the service model (`DBInstanceNotFoundFault`,
 * `ValidationException`); the wire turns it into the code and status of the protocol.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly shape: string;
  readonly statusCode: number;
  readonly retriable: boolean;

  constructor(shape: string, message: string, options: { statusCode?: number; retriable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.shape = shape;
    this.statusCode = options.statusCode ?? 400;
    this.retriable = options.retriable ?? false;
  }
}

/** What the twin does not know and therefore refuses by name: an operation, a parameter, a template property, a host, a builtin. */
export class NotInTwinError extends Error {
  override readonly name = 'NotInTwinError';
  readonly subject: string;

  constructor(subject: string, detail = '') {
    super(`the twin does not have ${subject}${detail ? `: ${detail}` : ''}`);
    this.subject = subject;
  }
}

/** The twin itself is stuck or inconsistent: a run that meets this is ERRORED, never judged. */
export class TwinFailure extends Error {
  override readonly name = 'TwinFailure';
}
