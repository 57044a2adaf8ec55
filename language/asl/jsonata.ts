import jsonata from 'jsonata';
import { BoundedRegex } from './bounded-regex.ts';
import { type AstNode, type References, references } from './check-references.ts';
import { QueryFault } from './errors.ts';
import { isObject, type Json, type JsonObject, setOwn, typeName } from './json.ts';
import {
  type Ambient,
  Budget,
  INTERNAL_MESSAGE,
  MEMORY_MESSAGE,
  SEQUENCE_LIMIT,
  STACK_MESSAGE,
  VALUE_LIMIT_BYTES,
} from './jsonata-budget.ts';
import { AMBIENT, BUDGET, ENTRY_HOOK, EXIT_HOOK, FRAME_HOOK } from './jsonata-frame.ts';
import { DEFINITIONS } from './jsonata-functions.ts';
import { sequenceMembers } from './jsonata-members.ts';
import { meterTree, payEntry, payExit } from './jsonata-metering.ts';

/** Nested evaluations of one expression: a hundred, as measured at the service (the issues are named in jsonata-budget.ts). */
const STACK_LIMIT = 100;
const NESTING_LIMIT = 1_000;

/** An expression that cannot be parsed; the message is jsonata's. */
export class ExpressionSyntaxError extends Error {}

/** A compiled expression: the text without its marks, what it refers to, and what evaluates it. */
export type Expression = { text: string; references: References; evaluate(bindings: JsonObject, ambient: Ambient): Promise<unknown> };

/** Whether a string is an expression and not a literal. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4;
}

type Failure = { code?: string; message?: string };

/** Texts whose expressions are kept: parsing costs 6 to 23 times an evaluation, and a machine writes the same text in many states. */
const MAX_KEPT = 1_000;
const kept = new Map<string, Expression>();

/** Compiles `{% … %}` once; the result may be evaluated any number of times, at the same time too. */
export function compileExpression(source: string): Expression {
  const known = kept.get(source);
  if (known !== undefined) return known;
  const expression = compileNew(source);
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value as string);
  kept.set(source, expression);
  return expression;
}

function compileNew(source: string): Expression {
  const text = source.slice(2, -2).trim();
  const guard = new Budget();
  const expression = parse(text, guard);
  // Before metering turns operators into functions.
  const found = references(expression.ast() as unknown as AstNode);
  for (const [name, definition] of DEFINITIONS) expression.assign(name, definition);
  if (meterTree(expression.ast())) watch(expression, guard);
  sequenceMembers(expression.ast(), STACK_LIMIT);
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
    references: found,
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
    throw new ExpressionSyntaxError(describe(error as Failure), { cause: error });
  }
}

/** Every node is paid for by what it goes through, before and after. */
function watch(expression: jsonata.Expression, guard: Budget): void {
  const entry = (node: unknown, input: unknown): void => payEntry(guard, node, input);
  const exit = (node: unknown, _input: unknown, _frame: unknown, result: unknown): void => payExit(guard, node, result);
  expression.assign(ENTRY_HOOK as unknown as string, entry);
  expression.assign(EXIT_HOOK as unknown as string, exit);
}

/** jsonata reads `stack` twice at each node and `sequence` at each item it collects: that is how both are counted. */
function guarded(budget: Budget): jsonata.JsonataOptions {
  const spend = (steps: number): void => budget.spendOnMatching(steps);
  // jsonata makes its regular expressions with `new`.
  class PaidRegex extends BoundedRegex {
    constructor(expression: RegExp) {
      super(expression, spend);
    }
  }
  return {
    get stack() {
      budget.spend(0.5);
      return STACK_LIMIT + budget.aside;
    },
    get sequence() {
      budget.spend(0.125);
      return SEQUENCE_LIMIT;
    },
    RegexEngine: PaidRegex as unknown as RegExpConstructor,
  };
}

const CODE = /^[STDU]\d{4}$/;

/** An error in the service's words: the code and its sentence, or, for what has no code, the sentence alone. */
function describe(error: Failure): string {
  const message = error.message ?? String(error);
  if (error.code === 'D1011' || message.startsWith('Maximum call stack')) return STACK_MESSAGE;
  if (error.code === 'D2014' || error.code === 'D2015' || /^Invalid (string|array) length/.test(message)) return MEMORY_MESSAGE;
  return error.code !== undefined && CODE.test(error.code) ? `${error.code}: ${message}` : message;
}

/** Evaluates an expression that stands in `field`; the result is plain JSON. */
export async function evaluate(expression: Expression, field: string, bindings: JsonObject, ambient: Ambient): Promise<Json> {
  const fault = (what: string): QueryFault => new QueryFault(`${about(expression.text, field)} ${what}`, field);
  let result: unknown;
  try {
    result = await expression.evaluate(bindings, ambient);
  } catch (error) {
    const text = describe(error as Failure);
    if (text === INTERNAL_MESSAGE) throw fault(text);
    const separator = CODE.test(text.slice(0, 5)) ? '. ' : ': ';
    throw fault(`threw an error during evaluation${separator}${text}`);
  }
  if (result === undefined) throw fault('returned nothing (undefined).');
  if (typeof result === 'function' || isFunctionValue(result)) throw fault('returned an unsupported result type.');
  try {
    return plain(result, 0, { left: VALUE_LIMIT_BYTES });
  } catch (error) {
    throw fault(`threw an error during evaluation: ${describe(error as Failure)}`);
  }
}

function about(text: string, field: string): string {
  return `The JSONata expression '${text}' specified for the field '${field}'`;
}

/** An expression whose result is of another type than its field takes. */
export function unexpectedType(text: string, field: string, expected: string, value: Json): QueryFault {
  const found = `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  return new QueryFault(`${about(text, field)} returned an unexpected result type. ${found}`, field);
}

function isFunctionValue(value: unknown): boolean {
  return isObject(value) && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}

/** Copies a result without jsonata's marks on sequences, and without members that JSON does not have. */
function plain(value: unknown, depth: number, room: { left: number }): Json {
  room.left -= typeof value === 'string' ? value.length : 1;
  if (room.left < 0) throw new Error(MEMORY_MESSAGE);
  if (depth > NESTING_LIMIT) throw new Error('nested too deep');
  // JSON has no such number: the service writes its name (measured; see jsonata-budget.ts). And it has one zero only.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
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
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error(`a ${typeof value}`);
}
