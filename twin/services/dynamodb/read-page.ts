import { type AttributeValue, canonical, compare, type Item, sizeOfItem } from './attribute-value.ts';
import { holds } from './condition.ts';
import type { Condition } from './condition-parse.ts';
import { validation } from './errors.ts';
import { type Path, project } from './path.ts';
import type { SecondaryIndex, Table } from './table.ts';

/** A page ends when it has read 1 MB, before any filter (Developer Guide: Query, Scan). */
const MAX_PAGE_BYTES = 1024 * 1024;

export type PageRequest = {
  table: Table;
  index: SecondaryIndex | undefined;
  /** In the order to be read. */
  items: Item[];
  order: (a: Item, b: Item) => number;
  startKey: Item | undefined;
  limit: number | undefined;
  filter: Condition | undefined;
  projection: readonly Path[] | undefined;
  countOnly: boolean;
};

export type Page = { Items?: Item[]; Count: number; ScannedCount: number; LastEvaluatedKey?: Item };

/** One page of Query or Scan: Limit counts what was read, not what the filter let through. */
export function readPage(request: PageRequest): Page {
  const { table, index, startKey } = request;
  if (request.limit !== undefined && request.limit < 1) throw validation('Limit must be greater than or equal to 1');
  const from = startKey ? request.items.findIndex((item) => request.order(startKey, item) < 0) : 0;
  const pending = from < 0 ? [] : request.items.slice(from);
  const read: Item[] = [];
  let bytes = 0;
  for (const item of pending) {
    if (read.length === request.limit || bytes >= MAX_PAGE_BYTES) break;
    read.push(item);
    bytes += sizeOfItem(item);
  }
  const { filter } = request;
  const kept = read.filter((item) => !filter || holds(filter, visible(table, index, item)));
  const last = read.at(-1);
  const more = read.length < pending.length || read.length === request.limit;
  return {
    ...(request.countOnly ? {} : { Items: kept.map((item) => project(visible(table, index, item), request.projection)) }),
    Count: kept.length,
    ScannedCount: read.length,
    ...(more && last ? { LastEvaluatedKey: cursor(table, index, last) } : {}),
  };
}

/** What an index holds of an item. */
function visible(table: Table, index: SecondaryIndex | undefined, item: Item): Item {
  if (!index || index.projection.ProjectionType === 'ALL') return item;
  const names = [table.key.hash, table.key.range, index.key.hash, index.key.range, ...(index.projection.NonKeyAttributes ?? [])];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function cursor(table: Table, index: SecondaryIndex | undefined, item: Item): Item {
  const key = table.keyOf(item);
  for (const name of [index?.key.hash, index?.key.range]) if (name) key[name] = item[name] as AttributeValue;
  return structuredClone(key);
}

/** Items in the order of a sort key, then of the table's own key, so that a cursor always means one place. */
export function orderBy(table: Table, index: SecondaryIndex | undefined, forward: boolean): (a: Item, b: Item) => number {
  const names = [index ? index.key.range : table.key.range, ...(index ? [table.key.hash, table.key.range] : [])];
  return (a, b) => {
    for (const name of names) {
      const order = name ? (compare(a[name] as AttributeValue, b[name] as AttributeValue) ?? 0) : 0;
      if (order !== 0) return forward ? order : -order;
    }
    return 0;
  };
}

/** Scan goes from partition to partition by a hash: nobody may rely on the order, and pages fit together. */
export function scanOrder(table: Table): (a: Item, b: Item) => number {
  const within = orderBy(table, undefined, true);
  const place = (item: Item): string => {
    const text = canonical(item[table.key.hash] as AttributeValue);
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return `${String(hash).padStart(10, '0')}${text}`;
  };
  return (a, b) => {
    const [left, right] = [place(a), place(b)];
    return left < right ? -1 : left > right ? 1 : within(a, b);
  };
}
