import { type AttributeValue, bytesText, type Item, typeOf } from './attribute-value.ts';
import { addNumbers, subtractNumbers } from './decimal.ts';
import { validation } from './errors.ts';
import { type Path, readPath, removePath, writePath } from './path.ts';
import type { SetValue, Update } from './update-parse.ts';

/** The item after the update. Every right side sees the item as it was before. */
export function applyUpdate(update: Update, before: Item): Item {
  const after = structuredClone(before);
  const writes = update.set.map(({ path, value }) => ({ path, value: evaluate(value, before) }));
  const added = update.add.map(({ path, value }) => ({ path, value: add(readPath(before, path), value) }));
  const reduced = update.delete.map(({ path, value }) => ({ path, value: subtractSet(readPath(before, path), value) }));
  // Higher list places first: they append in ascending order only when lower ones are written before them.
  for (const { path, value } of writes.sort((a, b) => lastIndex(a.path) - lastIndex(b.path)))
    writePath(after, path, structuredClone(value));
  for (const { path, value } of added) writePath(after, path, value);
  for (const { path, value } of reduced) {
    if (value === 'untouched') continue;
    if (value) writePath(after, path, value);
    else removePath(after, path);
  }
  // From the end, so that removing one place of a list does not shift the next.
  for (const path of [...update.remove].sort((a, b) => lastIndex(b) - lastIndex(a))) removePath(after, path);
  return after;
}

const lastIndex = (path: Path): number => (typeof path.at(-1) === 'number' ? (path.at(-1) as number) : -1);

function evaluate(node: SetValue, item: Item): AttributeValue {
  switch (node.kind) {
    case 'value':
      return node.value;
    case 'path': {
      const value = readPath(item, node.path);
      if (!value) throw validation('The provided expression refers to an attribute that does not exist in the item');
      return value;
    }
    case 'if-not-exists':
      return readPath(item, node.path) ?? evaluate(node.otherwise, item);
    case 'append': {
      const [left, right] = [evaluate(node.left, item), evaluate(node.right, item)];
      if (!left.L || !right.L) throw wrongType('list_append', left.L ? right : left);
      return { L: [...left.L, ...right.L] };
    }
    case 'plus':
    case 'minus': {
      const [left, right] = [evaluate(node.left, item), evaluate(node.right, item)];
      if (left.N === undefined || right.N === undefined)
        throw wrongType(node.kind === 'plus' ? '+' : '-', left.N === undefined ? left : right);
      return { N: arithmetic(node.kind, left.N, right.N) };
    }
    default:
      return node satisfies never;
  }
}

function arithmetic(kind: 'plus' | 'minus', left: string, right: string): string {
  try {
    return kind === 'plus' ? addNumbers(left, right) : subtractNumbers(left, right);
  } catch (error) {
    throw validation((error as Error).message);
  }
}

const wrongType = (operator: string, value: AttributeValue) =>
  validation(
    `An operand in the update expression has an incorrect data type; operator or function: ${operator}, operand type: ${typeOf(value)}`,
  );

function add(before: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (value.N !== undefined) {
    if (before && before.N === undefined) throw wrongType('ADD', before);
    return { N: arithmetic('plus', before?.N ?? '0', value.N) };
  }
  if (before && typeOf(before) !== typeOf(value)) throw wrongType('ADD', before);
  if (value.SS) return { SS: [...new Set([...(before?.SS ?? []), ...value.SS])] };
  if (value.NS) return { NS: [...new Set([...(before?.NS ?? []), ...value.NS])] };
  if (value.BS) return { BS: [...new Map([...(before?.BS ?? []), ...value.BS].map((bytes) => [bytesText(bytes), bytes])).values()] };
  throw wrongType('ADD', value);
}

/** An emptied set leaves the item; what is not there stays as it is. */
function subtractSet(before: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined | 'untouched' {
  if (!value.SS && !value.NS && !value.BS) throw wrongType('DELETE', value);
  if (!before) return 'untouched';
  if (typeOf(before) !== typeOf(value)) throw wrongType('DELETE', before);
  const gone = new Set([...(value.SS ?? []), ...(value.NS ?? []), ...(value.BS ?? []).map(bytesText)]);
  const keep = <T extends string>(list: T[]): T[] => list.filter((entry) => !gone.has(entry));
  if (before.SS) return keep(before.SS).length ? { SS: keep(before.SS) } : undefined;
  if (before.NS) return keep(before.NS).length ? { NS: keep(before.NS) } : undefined;
  const left = (before.BS ?? []).filter((bytes) => !gone.has(bytesText(bytes)));
  return left.length ? { BS: left } : undefined;
}
