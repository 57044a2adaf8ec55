import jsonata from 'jsonata';
import { QueryFault } from './errors.ts';
import { isObject, type Json, type JsonObject, setOwn, typeName } from './json.ts';
import { type Ambient, Budget } from './jsonata-budget.ts';
import { AMBIENT, BUDGET, DEFINITIONS, FRAME_HOOK, RANGE_FUNCTION } from './jsonata-functions.ts';

/** Nested evaluations of one expression. */
const STACK_LIMIT = 500;
/** Items of one sequence that an expression may build. */
const SEQUENCE_LIMIT = 100_000;
/** Members and characters of a result that are copied at most: far above what a payload may hold. */
const RESULT_LIMIT = 1_000_000;
const NESTING_LIMIT = 1_000;

/** An expression that cannot be parsed; the message is jsonata's. */
export class ExpressionSyntaxError extends Error {}

/** A compiled expression: the text without its marks, and what evaluates it. */
export type Expression = { text: string; evaluate(bindings: JsonObject, ambient: Ambient): Promise<unknown> };

/** Whether a string is an expression and not a literal. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4;
}

type Failure = { code?: string; message?: string };

/** Compiles `{% … %}` once; the result may be evaluated any number of times, at the same time too. */
export function compileExpression(source: string): Expression {
  const text = source.slice(2, -2).trim();
  const guard = new Budget();
  const expression = parse(text, guard);
  meterRanges(expression.ast(), new Set());
  for (const [name, definition] of DEFINITIONS) expression.assign(name, definition);
  let next: Ambient | undefined;
  expression.assign(FRAME_HOOK as unknown as string, (_enclosing: unknown, frame: jsonata.Environment) => {
    if (next === undefined) return;
    frame.bind(AMBIENT, next);
    frame.bind(BUDGET, guard);
    // jsonata fills missing parts of a parsed date from this; it would set the wall clock.
    const at = new Date(next.nowMs);
    Object.defineProperty(frame, 'timestamp', { get: () => at, set: () => undefined });
    next = undefined;
  });
  return {
    text,
    async evaluate(bindings, ambient) {
      guard.enter();
      try {
        next = ambient; // read by the hook before the first await
        return await expression.evaluate(undefined, bindings);
      } finally {
        guard.leave();
      }
    },
  };
}

function parse(text: string, guard: Budget): jsonata.Expression {
  try {
    return jsonata(text, guarded(guard));
  } catch (error) {
    throw new ExpressionSyntaxError(describe(error as Failure));
  }
}

/** jsonata reads `stack` twice at each node and `sequence` at each item it collects: that is how both are counted. */
function guarded(budget: Budget): jsonata.JsonataOptions {
  return {
    get stack() {
      budget.spend(0.5);
      return STACK_LIMIT;
    },
    get sequence() {
      budget.spend(0.125);
      return SEQUENCE_LIMIT;
    },
  };
}

/** Turns every range operator into a call of the function that is paid for. */
function meterRanges(node: unknown, seen: Set<object>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  const it = node as { type?: string; value?: unknown; lhs?: unknown; rhs?: unknown };
  for (const child of Object.values(node)) meterRanges(child, seen);
  if (it.type !== 'binary' || it.value !== '..') return;
  const { lhs, rhs } = it;
  Object.assign(node, { type: 'function', value: '(', procedure: { type: 'variable', value: RANGE_FUNCTION }, arguments: [lhs, rhs] });
}

function describe(error: Failure): string {
  const message = error.message ?? String(error);
  return error.code !== undefined && /^[STD]\d{4}$/.test(error.code) && error.code !== 'D3137' && error.code !== 'D3141'
    ? `${error.code}: ${message}`
    : message;
}

/** Evaluates an expression that stands in `field`; the result is plain JSON. */
export async function evaluate(expression: Expression, field: string, bindings: JsonObject, ambient: Ambient): Promise<Json> {
  let result: unknown;
  try {
    result = await expression.evaluate(bindings, ambient);
  } catch (error) {
    const text = describe(error as Failure);
    const separator = /^[STD]\d{4}: /.test(text) ? '. ' : ': ';
    throw new QueryFault(
      `The JSONata expression '${expression.text}' specified for the field '${field}' threw an error during evaluation${separator}${text}`,
      field,
    );
  }
  if (result === undefined) {
    throw new QueryFault(
      `The JSONata expression '${expression.text}' specified for the field '${field}' returned nothing (undefined).`,
      field,
    );
  }
  if (typeof result === 'function' || isFunctionValue(result)) {
    throw new QueryFault(
      `The JSONata expression '${expression.text}' specified for the field '${field}' returned an unsupported result type.`,
      field,
    );
  }
  try {
    return plain(result, 0, { left: RESULT_LIMIT });
  } catch (error) {
    throw new QueryFault(
      `The JSONata expression '${expression.text}' specified for the field '${field}' returned an unsupported result: ${(error as Error).message}`,
      field,
    );
  }
}

function isFunctionValue(value: unknown): boolean {
  return isObject(value) && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}

/** Copies a result without jsonata's marks on sequences, and without members that JSON does not have. */
function plain(value: unknown, depth: number, room: { left: number }): Json {
  room.left -= typeof value === 'string' ? value.length : 1;
  if (room.left < 0) throw new Error('a size exceeding the maximum number of bytes service limit');
  if (depth > NESTING_LIMIT) throw new Error('nested too deep');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number out of range');
  if (Array.isArray(value))
    return value.map((item) => (item === undefined || typeof item === 'function' ? null : plain(item, depth + 1, room)));
  if (isObject(value)) {
    if (isFunctionValue(value)) return null;
    const copy: JsonObject = {};
    for (const key of Object.keys(value)) {
      const member: unknown = value[key];
      if (member !== undefined && typeof member !== 'function') setOwn(copy, key, plain(member, depth + 1, room));
    }
    return copy;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  throw new Error(`a ${typeof value}`);
}

/** The message for a result of the wrong type. */
export function unexpectedType(expression: Expression, field: string, expected: string, value: Json): QueryFault {
  return new QueryFault(
    `The JSONata expression '${expression.text}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    field,
  );
}
