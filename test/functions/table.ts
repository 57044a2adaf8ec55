import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsError } from '#twin/errors.ts';
import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import { openAccount } from '../twin/services/account.ts';
import { awsError } from './support.ts';

type Row = Record<string, unknown>;
type Input = Record<string, unknown> & { Key?: Row; Item?: Row; ConditionExpression?: string };
type Output = Record<string, unknown> & { Item?: Row; Items?: Row[] };
const TABLE = 'ledger';
const KEYS = ['pk', 'sk'];
/** What the document client turns from plain values into DynamoDB's, and back. */
const MARSHALLED = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

/**
 * The ledger of handler tests: a real table of the twin's under the document client, so that every expression is read as
 * DynamoDB reads it. `refused` names rows whose conditional write loses a race, which no row that is there beforehand can show.
 */
export function ledgerOf(rows: readonly Row[] = [], refused: readonly string[] = []) {
  const call = openTable();
  const order: string[] = [];
  const put = (Item: Row) => {
    const key = keyOf(Item);
    if (!order.includes(key)) order.push(key);
  };
  const write = (operation: string) => (input: Input) => {
    const key = keyOf(input.Item ?? input.Key ?? {});
    if (input.ConditionExpression && refused.some((part) => key.includes(part))) throw awsError('ConditionalCheckFailedException');
    const output = call(operation, input);
    if (input.Item) put(input.Item);
    return output;
  };
  for (const Item of rows) write('PutItem')({ Item });

  const mock = mockClient(DynamoDBDocumentClient);
  mock.on(GetCommand).callsFake((input) => call('GetItem', input));
  mock.on(QueryCommand).callsFake((input) => call('Query', input));
  mock.on(PutCommand).callsFake(write('PutItem'));
  mock.on(UpdateCommand).callsFake(write('UpdateItem'));
  mock.on(DeleteCommand).callsFake(write('DeleteItem'));

  const all = () => new Map((call('Scan', {}).Items ?? []).map((row) => [keyOf(row), row]));
  return {
    row: (key: string): Row | undefined => all().get(key),
    /** The rows that are there, in the order in which they were first written. */
    keys: (): string[] => {
      const there = all();
      return order.filter((key) => there.has(key));
    },
    mock,
  };
}

/** A table in an account of its own, called with plain values and without a turn of the event loop. */
function openTable() {
  const { cloud } = openAccount([createDynamodb]);
  cloud.callNow('dynamodb', 'CreateTable', {
    TableName: TABLE,
    KeySchema: KEYS.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    AttributeDefinitions: KEYS.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    BillingMode: 'PAY_PER_REQUEST',
  });
  return (operation: string, input: Input): Output => {
    const wire = Object.fromEntries(
      Object.entries(input).map(([name, value]) => [
        name,
        MARSHALLED.includes(name) ? marshall(value, { removeUndefinedValues: true }) : value,
      ]),
    );
    try {
      const output = cloud.callNow('dynamodb', operation, { ...wire, TableName: TABLE }) as Record<string, never>;
      return {
        ...output,
        ...(output.Item ? { Item: unmarshall(output.Item) } : {}),
        ...(output.Items ? { Items: (output.Items as never[]).map((item) => unmarshall(item)) } : {}),
      };
    } catch (error) {
      if (error instanceof AwsError) throw awsError(error.shape, error.message);
      throw error;
    }
  };
}

const keyOf = ({ pk, sk }: Row) => `${pk}/${sk}`;
