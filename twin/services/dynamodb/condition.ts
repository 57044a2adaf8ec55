import { type AttributeValue, bytesText, canonical, compare, type Item, typeOf } from './attribute-value.ts';
import type { Comparator, Condition } from './condition-parse.ts';
import type { Operand } from './parser.ts';
import { readPath } from './path.ts';

/** Whether an item (an empty one if there is none) meets the condition. What is not there compares to nothing. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.condition, item);
    case 'exists':
      return (readPath(item, condition.path) !== undefined) === condition.wanted;
    case 'type':
      return hasType(readPath(item, condition.path), condition.type);
    case 'begins':
      return beginsWith(evaluate(condition.operand, item), evaluate(condition.prefix, item));
    case 'contains':
      return contains(evaluate(condition.operand, item), evaluate(condition.part, item));
    case 'in':
      return condition.list.some((operand) => compares('=', evaluate(condition.operand, item), evaluate(operand, item)));
    case 'between': {
      const value = evaluate(condition.operand, item);
      return compares('>=', value, evaluate(condition.low, item)) && compares('<=', value, evaluate(condition.high, item));
    }
    case 'compare':
      return compares(condition.comparator, evaluate(condition.left, item), evaluate(condition.right, item));
    default:
      return condition satisfies never;
  }
}

function evaluate(operand: Operand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return readPath(item, operand.path);
    case 'size': {
      const size = sizeFunction(readPath(item, operand.path));
      return size === undefined ? undefined : { N: String(size) };
    }
    default:
      return operand satisfies never;
  }
}

/** `size()`: bytes of texts and binaries, members of sets and documents; nothing for numbers and booleans. */
function sizeFunction(value: AttributeValue | undefined): number | undefined {
  if (value?.S !== undefined) return Buffer.byteLength(value.S);
  if (value?.B !== undefined) return value.B.byteLength;
  if (value?.M !== undefined) return Object.keys(value.M).length;
  return (value?.L ?? value?.SS ?? value?.NS ?? value?.BS)?.length;
}

function compares(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (!left || !right) return false;
  if (comparator === '=') return canonical(left) === canonical(right);
  if (comparator === '<>') return canonical(left) !== canonical(right);
  const order = compare(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return comparator satisfies never;
  }
}

const hasType = (value: AttributeValue | undefined, type: AttributeValue): boolean => value !== undefined && typeOf(value) === type.S;

export function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B !== undefined && prefix?.B !== undefined) return bytesText(value.B).startsWith(bytesText(prefix.B));
  return false;
}

function contains(whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!whole || !part) return false;
  if (whole.S !== undefined) return part.S !== undefined && whole.S.includes(part.S);
  if (whole.B !== undefined) return part.B !== undefined && bytesText(whole.B).includes(bytesText(part.B));
  if (whole.SS !== undefined) return part.S !== undefined && whole.SS.includes(part.S);
  if (whole.NS !== undefined) return part.N !== undefined && whole.NS.includes(part.N);
  if (whole.BS !== undefined) return part.B !== undefined && whole.BS.map(bytesText).includes(bytesText(part.B));
  return whole.L?.some((entry) => canonical(entry) === canonical(part)) ?? false;
}
