/** One problem of a definition, in the form that ValidateStateMachineDefinition answers. */
export type Diagnostic = { code: string; message: string; location: string };

/** A definition that the service would refuse, with every problem found. */
export class InvalidDefinitionError extends Error {
  readonly diagnostics: Diagnostic[];
  constructor(diagnostics: Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message} at ${d.location}`).join(', '));
    this.name = 'InvalidDefinitionError';
    this.diagnostics = diagnostics;
  }
}

/** Reserved error names of the language. */
export const Reserved = {
  all: 'States.ALL',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  runtime: 'States.Runtime',
  query: 'States.QueryEvaluationError',
  intrinsic: 'States.IntrinsicFailure',
  dataLimit: 'States.DataLimitExceeded',
  resultPath: 'States.ResultPathMatchFailure',
  tolerance: 'States.ExceedToleratedFailureThreshold',
  itemReader: 'States.ItemReaderFailed',
  resultWriter: 'States.ResultWriterFailed',
} as const;

/** Characters of a cause that the service keeps. */
const CAUSE_LIMIT = 32_768;

/** A state that failed: what Retry and Catch match, and what ends the execution when neither does. */
export class StateError extends Error {
  readonly error: string | undefined;
  readonly detail: string | undefined;
  /** Names besides `error` that Retry and Catch may use: a missed heartbeat is States.Timeout and States.HeartbeatTimeout. */
  readonly aliases: readonly string[];
  /** False for what always ends the execution (States.Runtime). */
  readonly catchable: boolean;
  /** False where States.ALL does not match, though the name itself does. */
  readonly matchedByAll: boolean;
  constructor(
    error: string | undefined,
    detail: string | undefined,
    options: { aliases?: string[]; catchable?: boolean; matchedByAll?: boolean } = {},
  ) {
    super(detail ?? error ?? 'the state failed');
    this.error = error;
    this.detail = detail?.slice(0, CAUSE_LIMIT);
    this.aliases = options.aliases ?? [];
    this.catchable = options.catchable ?? true;
    this.matchedByAll = options.matchedByAll ?? true;
  }
}

/** An ItemReader that cannot read its items. */
export function readerFailed(cause: string): StateError {
  return new StateError(Reserved.itemReader, cause);
}

/** A JSONPath, intrinsic or field error below a state; the state adds its name and event id. */
export class Fault extends Error {
  readonly error: string;
  constructor(message: string, error: string = Reserved.runtime) {
    super(message);
    this.error = error;
  }
}

/** A JSONata expression that failed, with the field it stands in. */
export class QueryFault extends Fault {
  readonly field: string;
  constructor(message: string, field: string) {
    super(message, Reserved.query);
    this.field = field;
  }
}

/** Unwinds a branch whose execution is already over. */
export class Halt extends Error {}
