import type { AttributeValue } from './attribute-value.ts';
import { type Operand, Parser } from './parser.ts';
import type { Path } from './path.ts';
import type { Placeholders } from './placeholders.ts';

export const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='] as const;
export type Comparator = (typeof COMPARATORS)[number];

/** The tree of a condition, filter or key condition. */
export type Condition =
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; operand: Operand; low: Operand; high: Operand }
  | { kind: 'in'; operand: Operand; list: Operand[] }
  | { kind: 'exists'; path: Path; wanted: boolean }
  | { kind: 'type'; path: Path; type: AttributeValue }
  | { kind: 'begins'; operand: Operand; prefix: Operand }
  | { kind: 'contains'; operand: Operand; part: Operand }
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; condition: Condition };

/** `IN` takes at most this many operands. */
const MAX_IN_OPERANDS = 100;

/** Parses a ConditionExpression, FilterExpression or KeyConditionExpression. */
export function parseCondition(parameter: string, expression: string, placeholders: Placeholders): Condition {
  const parser = new Parser(parameter, expression, placeholders);
  const condition = either(parser);
  parser.end();
  return condition;
}

function either(parser: Parser): Condition {
  let left = both(parser);
  while (parser.isWord('OR')) {
    parser.next();
    left = { kind: 'or', left, right: both(parser) };
  }
  return left;
}

function both(parser: Parser): Condition {
  let left = single(parser);
  while (parser.isWord('AND')) {
    parser.next();
    left = { kind: 'and', left, right: single(parser) };
  }
  return left;
}

function single(parser: Parser): Condition {
  if (parser.isWord('NOT')) {
    parser.next();
    return { kind: 'not', condition: single(parser) };
  }
  if (parser.skip('(')) {
    const inner = either(parser);
    parser.take(')');
    return inner;
  }
  if (parser.isCall() && parser.token.text !== 'size') return call(parser);
  return comparison(parser);
}

function comparison(parser: Parser): Condition {
  const left = parser.operand();
  if (parser.isWord('BETWEEN')) {
    parser.next();
    const low = parser.operand();
    parser.takeWord('AND');
    return { kind: 'between', operand: left, low, high: parser.operand() };
  }
  if (parser.isWord('IN')) {
    parser.next();
    return { kind: 'in', operand: left, list: list(parser) };
  }
  if (!parser.isSign(...COMPARATORS)) parser.fail();
  const comparator = parser.next().text as Comparator;
  return { kind: 'compare', comparator, left, right: parser.operand() };
}

function list(parser: Parser): Operand[] {
  const operands: Operand[] = [];
  parser.take('(');
  do operands.push(parser.operand());
  while (parser.skip(','));
  parser.take(')');
  if (operands.length > MAX_IN_OPERANDS) parser.fail();
  return operands;
}

/** Function names are case sensitive; an unknown one is refused. */
function call(parser: Parser): Condition {
  const name = parser.token.text;
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      return argumentsOf(parser, () => ({ kind: 'exists', path: parser.path(), wanted: name === 'attribute_exists' }));
    case 'attribute_type':
      return argumentsOf(parser, () => ({ kind: 'type', path: parser.path(), type: second(parser, () => parser.value()) }));
    case 'begins_with':
      return argumentsOf(parser, () => ({ kind: 'begins', operand: parser.operand(), prefix: second(parser, () => parser.operand()) }));
    case 'contains':
      return argumentsOf(parser, () => ({ kind: 'contains', operand: parser.operand(), part: second(parser, () => parser.operand()) }));
    default:
      return parser.fail();
  }
}

function argumentsOf(parser: Parser, read: () => Condition): Condition {
  parser.next();
  parser.take('(');
  const condition = read();
  parser.take(')');
  return condition;
}

function second<T>(parser: Parser, read: () => T): T {
  parser.take(',');
  return read();
}
