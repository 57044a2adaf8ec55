import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { canonical, type Item, normalizeItem } from './attribute-value.ts';
import { holds } from './condition.ts';
import { parseCondition } from './condition-parse.ts';
import { validation } from './errors.ts';
import { readKeyCondition } from './key-condition.ts';
import { parseProjection } from './parser.ts';
import { Placeholders } from './placeholders.ts';
import { orderBy, type Page, readPage, scanOrder } from './read-page.ts';
import type { SecondaryIndex, Table } from './table.ts';

type ReadInput = QueryCommandInput & ScanCommandInput;

/** Query: one partition of a table or an index, in the order of its sort key. */
export function query(table: Table, input: QueryCommandInput): Page {
  const index = findIndex(table, input.IndexName);
  if (input.ConsistentRead && index && !index.local) throw validation('Consistent reads are not supported on global secondary indexes');
  const key = index?.key ?? table.key;
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const parameter = 'KeyConditionExpression';
  if (input.KeyConditionExpression === undefined)
    throw validation('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  const condition = readKeyCondition(parseCondition(parameter, input.KeyConditionExpression, placeholders), key);
  const shared = readShared(input, placeholders);
  const candidates = index
    ? inIndex(table, index).filter((item) => canonical(item[key.hash] as never) === canonical(condition.hash))
    : table.items(condition.hash);
  const { range } = condition;
  const order = orderBy(table, index, input.ScanIndexForward !== false);
  const items = candidates.filter((item) => !range || holds(range, item)).sort(order);
  return readPage({ table, index, items, order, ...shared });
}

/** Scan: all items of a table or an index. */
export function scan(table: Table, input: ScanCommandInput): Page {
  const index = findIndex(table, input.IndexName);
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const shared = readShared(input, placeholders);
  const order = scanOrder(table);
  const items = (index ? inIndex(table, index) : table.items()).sort(order);
  return readPage({ table, index, items, order, ...shared });
}

function readShared(input: Partial<ReadInput>, placeholders: Placeholders) {
  const filter =
    input.FilterExpression === undefined ? undefined : parseCondition('FilterExpression', input.FilterExpression, placeholders);
  const projection = parseProjection(input.ProjectionExpression, placeholders);
  placeholders.refuseUnused();
  const countOnly = input.Select === 'COUNT';
  if (countOnly && projection) throw validation('Cannot specify the ProjectionExpression when choosing to get only the Count');
  return {
    filter,
    projection,
    countOnly,
    startKey: input.ExclusiveStartKey && normalizeItem(input.ExclusiveStartKey),
    limit: input.Limit,
  };
}

function findIndex(table: Table, name: string | undefined): SecondaryIndex | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (!index) throw validation(`The table does not have the specified index: ${name}`);
  return index;
}

/** An index is sparse: items without its keys are not in it. */
const inIndex = (table: Table, { key }: SecondaryIndex): Item[] =>
  table.items().filter((item) => item[key.hash] && (!key.range || item[key.range]));
