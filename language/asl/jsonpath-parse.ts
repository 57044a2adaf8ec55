import type { Json } from './json.ts';
import { Cursor, PathSyntaxError } from './jsonpath-lexer.ts';

/** One step of a path. */
export type Step =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'names'; names: string[] }
  | { kind: 'indexes'; indexes: number[] }
  | { kind: 'slice'; from: number | undefined; to: number | undefined; step: number }
  | { kind: 'all' }
  | { kind: 'descend'; next: Step }
  | { kind: 'filter'; test: Filter }
  | { kind: 'length' };

/** A filter's condition on `@`. */
export type Filter =
  | { kind: 'or' | 'and'; left: Filter; right: Filter }
  | { kind: 'not'; operand: Filter }
  | { kind: 'exists'; operand: Operand }
  | { kind: 'compare'; operator: string; left: Operand; right: Operand }
  | { kind: 'matches'; left: Operand; pattern: RegExp };

/** A side of a comparison. */
export type Operand = { kind: 'path'; root: '@' | '$'; steps: Step[] } | { kind: 'literal'; value: Json };

/** A parsed path. `root` is `$` (the input), `$$` (the context object), or the name of a variable. */
export type Path = { root: '$' | '$$' | { variable: string }; steps: Step[]; definite: boolean; text: string };

const NAME = /[^\s.[\]()'"*?,:$@&|!=<>~]+/;
const VARIABLE = /\$[A-Za-z_\p{ID_Start}][\w\p{ID_Continue}]*/u;
const NESTING_LIMIT = 50;

/** Parses a JSONPath, a context path or a variable with a path behind it. Throws PathSyntaxError. */
export function parsePath(text: string): Path {
  const cursor = new Cursor(text);
  const root = parseRoot(cursor);
  const steps = parseSteps(cursor, 0);
  if (!cursor.done) throw cursor.error('unexpected character');
  return { root, steps, definite: steps.every((s) => s.kind === 'name' || s.kind === 'index' || s.kind === 'length'), text };
}

function parseRoot(cursor: Cursor): Path['root'] {
  if (cursor.take('$$')) return '$$';
  const variable = cursor.match(VARIABLE);
  if (variable !== undefined) return { variable: variable.slice(1) };
  cursor.expect('$');
  return '$';
}

/** Reads steps until something that is none; also serves paths inside intrinsic functions. */
export function parseSteps(cursor: Cursor, depth: number): Step[] {
  if (depth > NESTING_LIMIT) throw cursor.error('filters nested too deep');
  const steps: Step[] = [];
  for (;;) {
    if (cursor.take('..'))
      steps.push({ kind: 'descend', next: cursor.peek() === '[' ? parseBracket(cursor, depth) : parseDotName(cursor) });
    else if (cursor.take('.')) steps.push(parseDotName(cursor));
    else if (cursor.peek() === '[') steps.push(parseBracket(cursor, depth));
    else return steps;
  }
}

function parseDotName(cursor: Cursor): Step {
  if (cursor.take('*')) return { kind: 'all' };
  const name = cursor.match(NAME);
  if (name === undefined) throw cursor.error('expected a name');
  if (name === 'length' && cursor.take('()')) return { kind: 'length' };
  return { kind: 'name', name };
}

function parseBracket(cursor: Cursor, depth: number): Step {
  cursor.expect('[');
  cursor.skipSpace();
  const step = parseInsideBracket(cursor, depth);
  cursor.skipSpace();
  cursor.expect(']');
  return step;
}

function parseInsideBracket(cursor: Cursor, depth: number): Step {
  if (cursor.take('*')) return { kind: 'all' };
  if (cursor.take('?')) {
    cursor.skipSpace();
    cursor.expect('(');
    const test = parseOr(cursor, depth + 1);
    cursor.skipSpace();
    cursor.expect(')');
    return { kind: 'filter', test };
  }
  if (cursor.peek() === "'" || cursor.peek() === '"') {
    const names = parseList(cursor, () => cursor.quoted());
    return names.length === 1 ? { kind: 'name', name: names[0] as string } : { kind: 'names', names };
  }
  return parseNumbers(cursor);
}

function parseNumbers(cursor: Cursor): Step {
  const slice = cursor.match(/-?\d*\s*:\s*-?\d*(\s*:\s*-?\d*)?/);
  if (slice !== undefined) {
    const [from, to, step] = slice.split(':').map((part) => (part.trim() === '' ? undefined : Number(part)));
    if (step !== undefined && step < 1) throw cursor.error('a slice steps forward');
    return { kind: 'slice', from, to, step: step ?? 1 };
  }
  const indexes = parseList(cursor, () => parseInteger(cursor));
  return indexes.length === 1 ? { kind: 'index', index: indexes[0] as number } : { kind: 'indexes', indexes };
}

function parseInteger(cursor: Cursor): number {
  const digits = cursor.match(/-?\d+/);
  if (digits === undefined) throw cursor.error('expected an index, a name in quotes, a slice or a filter');
  return Number(digits);
}

function parseList<T>(cursor: Cursor, parseOne: () => T): T[] {
  const items = [parseOne()];
  for (cursor.skipSpace(); cursor.take(','); cursor.skipSpace()) {
    cursor.skipSpace();
    items.push(parseOne());
  }
  return items;
}

function parseOr(cursor: Cursor, depth: number): Filter {
  if (depth > NESTING_LIMIT) throw cursor.error('filters nested too deep');
  let left = parseAnd(cursor, depth);
  for (cursor.skipSpace(); cursor.take('||'); cursor.skipSpace()) left = { kind: 'or', left, right: parseAnd(cursor, depth) };
  return left;
}

function parseAnd(cursor: Cursor, depth: number): Filter {
  let left = parseNot(cursor, depth);
  for (cursor.skipSpace(); cursor.take('&&'); cursor.skipSpace()) left = { kind: 'and', left, right: parseNot(cursor, depth) };
  return left;
}

function parseNot(cursor: Cursor, depth: number): Filter {
  cursor.skipSpace();
  if (cursor.peek() === '!' && cursor.peek(2) !== '!=') {
    cursor.take('!');
    return { kind: 'not', operand: parseNot(cursor, depth + 1) };
  }
  if (cursor.take('(')) {
    const inner = parseOr(cursor, depth + 1);
    cursor.skipSpace();
    cursor.expect(')');
    return inner;
  }
  return parseComparison(cursor, depth);
}

function parseComparison(cursor: Cursor, depth: number): Filter {
  const left = parseOperand(cursor, depth);
  cursor.skipSpace();
  if (cursor.take('=~')) return { kind: 'matches', left, pattern: parseRegex(cursor) };
  const operator = cursor.match(/==|!=|<=|>=|<|>|\b(?:in|nin)\b/);
  if (operator === undefined) return { kind: 'exists', operand: left };
  return { kind: 'compare', operator, left, right: parseOperand(cursor, depth) };
}

function parseRegex(cursor: Cursor): RegExp {
  cursor.skipSpace();
  const source = cursor.match(/\/(?:[^/\\]|\\.)+\/[ims]*/);
  if (source === undefined) throw cursor.error('expected /pattern/');
  const end = source.lastIndexOf('/');
  try {
    return new RegExp(source.slice(1, end), source.slice(end + 1));
  } catch {
    throw cursor.error('not a regular expression');
  }
}

function parseOperand(cursor: Cursor, depth: number): Operand {
  cursor.skipSpace();
  if (cursor.take('@')) return { kind: 'path', root: '@', steps: parseSteps(cursor, depth + 1) };
  if (cursor.take('$')) return { kind: 'path', root: '$', steps: parseSteps(cursor, depth + 1) };
  if (cursor.peek() === "'" || cursor.peek() === '"') return { kind: 'literal', value: cursor.quoted() };
  if (cursor.take('[')) {
    cursor.skipSpace();
    const items = cursor.peek() === ']' ? [] : parseList(cursor, () => literalOf(cursor, depth));
    cursor.expect(']');
    return { kind: 'literal', value: items };
  }
  const word = cursor.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/);
  if (word === undefined) throw cursor.error('expected a value');
  return { kind: 'literal', value: JSON.parse(word) as Json };
}

function literalOf(cursor: Cursor, depth: number): Json {
  const operand = parseOperand(cursor, depth + 1);
  if (operand.kind === 'path') throw cursor.error('a list holds literals only');
  return operand.value;
}

/** Parses a reference path: names and indexes only, from `$`. */
export function parseReferencePath(text: string): Path {
  const path = parsePath(text);
  if (path.root !== '$') throw new PathSyntaxError(`'${text}' is not a Reference Path`);
  if (!path.steps.every((s) => s.kind === 'name' || (s.kind === 'index' && s.index >= 0))) {
    throw new PathSyntaxError(`'${text}' is not a Reference Path`);
  }
  return path;
}
