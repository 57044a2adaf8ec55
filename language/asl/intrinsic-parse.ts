import { Cursor } from './jsonpath-lexer.ts';
import { type Path, parsePath, parseSteps } from './jsonpath-parse.ts';

/** An expression of an intrinsic function. */
export type Intrinsic =
  | { kind: 'call'; name: string; args: Intrinsic[]; text: string }
  | { kind: 'literal'; value: null | boolean | number | string }
  | { kind: 'path'; path: Path };

const NESTING_LIMIT = 10; // the service's own limit of nested intrinsic functions

/** Whether a text is meant as an intrinsic function and not as a path. */
export function isIntrinsic(text: string): boolean {
  return /^\s*States\.\w+\s*\(/.test(text);
}

/** Parses a call such as `States.Format('{} of {}', $.a, $$.State.Name)`. Throws PathSyntaxError. */
export function parseIntrinsic(text: string): Intrinsic {
  const cursor = new Cursor(text);
  cursor.skipSpace();
  const call = parseCall(cursor, 0);
  cursor.skipSpace();
  if (!cursor.done) throw cursor.error('unexpected character');
  return call;
}

function parseCall(cursor: Cursor, depth: number): Intrinsic {
  if (depth > NESTING_LIMIT) throw cursor.error(`more than ${NESTING_LIMIT} nested intrinsic functions`);
  const start = cursor.at;
  const name = cursor.match(/States\.\w+/);
  if (name === undefined) throw cursor.error('expected an intrinsic function');
  cursor.skipSpace();
  cursor.expect('(');
  const args: Intrinsic[] = [];
  cursor.skipSpace();
  if (!cursor.take(')')) {
    do {
      args.push(parseArgument(cursor, depth + 1));
      cursor.skipSpace();
    } while (cursor.take(','));
    cursor.expect(')');
  }
  return { kind: 'call', name, args, text: cursor.text.slice(start, cursor.at) };
}

function parseArgument(cursor: Cursor, depth: number): Intrinsic {
  cursor.skipSpace();
  const c = cursor.peek();
  if (c === "'") return { kind: 'literal', value: parseText(cursor) };
  if (c === '$') return parsePathArgument(cursor);
  if (cursor.peek(7) === 'States.') return parseCall(cursor, depth);
  const word = cursor.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/);
  if (word === undefined) throw cursor.error('expected an argument');
  const value = JSON.parse(word) as null | boolean | number;
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) throw cursor.error('the number is out of range');
  return { kind: 'literal', value };
}

function parsePathArgument(cursor: Cursor): Intrinsic {
  const start = cursor.at;
  cursor.match(/\$\$|\$[\w\p{ID_Continue}]*/u);
  parseSteps(cursor, 0);
  return { kind: 'path', path: parsePath(cursor.text.slice(start, cursor.at)) };
}

/** A quoted text with its escapes as they stand: States.Format tells `\\{}` from `{}`. */
function parseText(cursor: Cursor): string {
  cursor.expect("'");
  let out = '';
  while (!cursor.done) {
    const c = cursor.peek();
    cursor.at += 1;
    if (c === "'") return out;
    if (c !== '\\') {
      out += c;
      continue;
    }
    const next = cursor.peek();
    cursor.at += 1;
    out += `\\${next}`;
  }
  throw cursor.error('unterminated string');
}
