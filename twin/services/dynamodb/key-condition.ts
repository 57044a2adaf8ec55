import type { AttributeValue } from './attribute-value.ts';
import type { Condition } from './condition-parse.ts';
import { validation } from './errors.ts';
import type { Operand } from './parser.ts';
import type { KeySchema } from './table.ts';

/** A KeyConditionExpression, taken apart: the partition, and what the sort key must meet. */
export type KeyCondition = { hash: AttributeValue; range?: Condition };

/** Refuses what Query cannot search by: it takes one partition by equality and at most one condition on the sort key. */
export function readKeyCondition(condition: Condition, key: KeySchema): KeyCondition {
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  let hash: AttributeValue | undefined;
  let range: Condition | undefined;
  for (const part of parts) {
    const name = attributeOf(part);
    if (name === key.hash && part.kind === 'compare' && part.comparator === '=' && part.right.kind === 'value' && !hash)
      hash = part.right.value;
    else if (name === key.hash) throw validation('Query key condition not supported');
    else if (name !== undefined && name === key.range && !range) range = part;
    else
      throw validation(name === undefined ? 'Query key condition not supported' : `Query condition missed key schema element: ${key.hash}`);
  }
  if (!hash) throw validation(`Query condition missed key schema element: ${key.hash}`);
  return range ? { hash, range } : { hash };
}

/** The attribute that a part is about, or undefined when a sort key may not be searched this way. */
function attributeOf(part: Condition): string | undefined {
  switch (part.kind) {
    case 'compare':
      return part.comparator === '<>' || part.right.kind !== 'value' ? undefined : nameOf(part.left);
    case 'between':
      return nameOf(part.operand);
    case 'begins':
      return nameOf(part.operand);
    default:
      return undefined;
  }
}

const nameOf = (operand: Operand): string | undefined =>
  operand.kind === 'path' && operand.path.length === 1 ? (operand.path[0] as string) : undefined;
