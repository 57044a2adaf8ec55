import { isObject, type Json } from './json.ts';
import { parseNanoseconds } from './timestamp.ts';

/** Compares the variable with the rule's operand; values of another type never match. */
export type Comparison = (value: Json, operand: Json) => boolean;

type Order = (a: number | string | bigint, b: number | string | bigint) => boolean;

const ORDERS: Readonly<Record<string, Order>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

function numeric(order: Order): Comparison {
  return (a, b) => typeof a === 'number' && typeof b === 'number' && order(a, b);
}

function textual(order: Order): Comparison {
  return (a, b) => typeof a === 'string' && typeof b === 'string' && order(a, b);
}

function temporal(order: Order): Comparison {
  return (a, b) => {
    const left = parseNanoseconds(a);
    const right = parseNanoseconds(b);
    return left !== undefined && right !== undefined && order(left, right);
  };
}

/** Operators with an operand, and so with a *Path* twin. */
export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ...Object.entries(ORDERS).flatMap(([name, order]): [string, Comparison][] => [
    [`String${name}`, textual(order)],
    [`Numeric${name}`, numeric(order)],
    [`Timestamp${name}`, temporal(order)],
  ]),
  ['BooleanEquals', (a, b) => typeof a === 'boolean' && typeof b === 'boolean' && a === b],
]);

/** Tests of the variable's own type. */
export const TYPE_TESTS: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>([
  ['IsNull', (v) => v === null],
  ['IsString', (v) => typeof v === 'string'],
  ['IsNumeric', (v) => typeof v === 'number'],
  ['IsBoolean', (v) => typeof v === 'boolean'],
  ['IsTimestamp', (v) => parseNanoseconds(v) !== undefined],
  ['IsArray', (v) => Array.isArray(v)],
  ['IsObject', (v) => isObject(v)],
]);

/** StringMatches: `*` stands for any characters, `\*` and `\\` for themselves. Linear in text times stars. */
export function wildcardMatches(text: string, pattern: string): boolean {
  const pieces = splitPattern(pattern);
  const first = pieces[0] as string;
  if (pieces.length === 1) return text === first;
  const last = pieces[pieces.length - 1] as string;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

function splitPattern(pattern: string): string[] {
  const pieces = [''];
  for (let i = 0; i < pattern.length; i += 1) {
    const c = pattern.charAt(i);
    if (c === '*') {
      pieces.push('');
      continue;
    }
    const escaped = c === '\\' && i + 1 < pattern.length;
    if (escaped) i += 1;
    pieces[pieces.length - 1] += escaped ? pattern.charAt(i) : c;
  }
  return pieces;
}
