import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { canonical, type Item, normalizeItem } from './attribute-value.ts';
import { validation } from './errors.ts';
import { parseProjection } from './parser.ts';
import { project } from './path.ts';
import { Placeholders } from './placeholders.ts';
import { query, scan } from './query.ts';
import type { Table } from './table.ts';
import { Transactions } from './transaction.ts';
import { prepareWrite, returnedAttributes } from './write.ts';

/** Requests of one batch (DynamoDB quotas). */
const MAX_BATCH_WRITES = 25;
const MAX_BATCH_KEYS = 100;

const NAMES = 'TableName ExpressionAttributeNames';
const CONDITION = 'ConditionExpression ExpressionAttributeValues ReturnValues ReturnValuesOnConditionCheckFailure';
const READ = 'ConsistentRead ProjectionExpression';
const PAGE = 'IndexName FilterExpression ExclusiveStartKey Limit Select ExpressionAttributeValues';

/** The operations on items. Reads are always consistent here, so ConsistentRead changes nothing. */
export function itemOperations(table: (name: string | undefined) => Table, nowMs: () => number): Record<string, Operation> {
  const transactions = new Transactions(table, nowMs);
  return {
    GetItem: taking('dynamodb:GetItem', `${NAMES} Key ${READ}`, (input: GetItemCommandInput) => getItem(table(input.TableName), input)),
    PutItem: taking('dynamodb:PutItem', `${NAMES} Item ${CONDITION}`, (input: PutItemCommandInput) =>
      write('put', table(input.TableName), input),
    ),
    UpdateItem: taking('dynamodb:UpdateItem', `${NAMES} Key UpdateExpression ${CONDITION}`, (input: UpdateItemCommandInput) =>
      write('update', table(input.TableName), input),
    ),
    DeleteItem: taking('dynamodb:DeleteItem', `${NAMES} Key ${CONDITION}`, (input) => write('delete', table(input.TableName), input)),
    Query: taking('dynamodb:Query', `${NAMES} KeyConditionExpression ScanIndexForward ${READ} ${PAGE}`, (input) =>
      query(table(input.TableName), input),
    ),
    Scan: taking('dynamodb:Scan', `${NAMES} ${READ} ${PAGE}`, (input) => scan(table(input.TableName), input)),
    BatchGetItem: taking('dynamodb:BatchGetItem', 'RequestItems', (input) => batchGet(table, input)),
    BatchWriteItem: taking('dynamodb:BatchWriteItem', 'RequestItems', (input) => batchWrite(table, input)),
    TransactWriteItems: taking('dynamodb:TransactWriteItems', 'TransactItems ClientRequestToken', (input) => transactions.write(input)),
    TransactGetItems: taking('dynamodb:TransactGetItems', 'TransactItems', (input) => transactions.get(input)),
  };
}

function getItem(table: Table, input: Partial<GetItemCommandInput>): { Item?: Item } {
  const placeholders = new Placeholders(input.ExpressionAttributeNames, undefined);
  const paths = parseProjection(input.ProjectionExpression, placeholders);
  placeholders.refuseUnused();
  const item = table.get(table.checkKey(input.Key && normalizeItem(input.Key)));
  return item ? { Item: project(item, paths) } : {};
}

function write(
  kind: 'put' | 'update' | 'delete',
  table: Table,
  input: Parameters<typeof prepareWrite>[2] & { ReturnValues?: string | undefined },
): object {
  const prepared = prepareWrite(kind, table, input);
  prepared.check();
  const attributes = returnedAttributes(kind, input.ReturnValues, prepared.apply());
  return attributes ? { Attributes: attributes } : {};
}

function batchGet(table: (name: string) => Table, input: BatchGetItemCommandInput): object {
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((sum, [, request]) => sum + (request.Keys?.length ?? 0), 0);
  if (count < 1 || count > MAX_BATCH_KEYS) throw validation('Too many items requested for the BatchGetItem call');
  const responses = requests.map(([name, request]) => {
    const { Keys: keys, ...rest } = request;
    refuseDoubles(keys ?? []);
    const found = (keys ?? []).map((key) => getItem(table(name), { ...rest, Key: key }).Item);
    return [name, found.filter((item) => item !== undefined)];
  });
  return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
}

function batchWrite(table: (name: string) => Table, input: BatchWriteItemCommandInput): object {
  const writes = Object.entries(input.RequestItems ?? {}).flatMap(([name, requests]) =>
    requests.map(({ PutRequest: put, DeleteRequest: gone }) => {
      if (put && !gone) return prepareWrite('put', table(name), { Item: put.Item });
      if (gone && !put) return prepareWrite('delete', table(name), { Key: gone.Key });
      throw validation('Supplied WriteRequest has more than one or no operation');
    }),
  );
  if (writes.length < 1 || writes.length > MAX_BATCH_WRITES) throw validation(`Too many items requested for the BatchWriteItem call`);
  refuseDoubles(writes.map((prepared) => ({ table: { S: prepared.table.name }, key: { M: prepared.key } })));
  for (const prepared of writes) prepared.apply();
  return { UnprocessedItems: {} };
}

function refuseDoubles(keys: readonly Item[]): void {
  const texts = keys.map((key) => canonical({ M: key }));
  if (new Set(texts).size !== texts.length) throw validation('Provided list of item keys contains duplicates');
}
