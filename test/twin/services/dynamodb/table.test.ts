// Goal: items of a table behave over the API as in an account. Method: calls on the twin, with the ledger's shape of keys.
import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import { openAccount, START_MS } from '../account.ts';

const TABLE = 'nines-ledger';
const DAY_SECONDS = 86_400;
const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });

describe('DynamoDB', () => {
  let account: ReturnType<typeof openAccount>;
  const call = (operation: string, input: object) => account.call('dynamodb', operation, { TableName: TABLE, ...input });
  const bare = (operation: string, input: object) => account.call('dynamodb', operation, input);
  const put = (pk: string, sk: string, more: object = {}) => call('PutItem', { Item: { ...key(pk, sk), ...more } });

  beforeEach(() => {
    account = openAccount([createDynamodb]);
    call('CreateTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', 'kind', 'startedAt'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-kind',
          KeySchema: [
            { AttributeName: 'kind', KeyType: 'HASH' },
            { AttributeName: 'startedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['verdict'] },
        },
      ],
    });
  });

  it('gives back what was put, projected', () => {
    put('SITE#a', 'SITE', { spec: { M: { site: { S: 'a' }, web: { M: { minimum: { N: '2' } } } } } });

    const whole = call('GetItem', { Key: key('SITE#a', 'SITE') });
    const part = call('GetItem', { Key: key('SITE#a', 'SITE'), ProjectionExpression: 'spec.web.minimum' });

    expect(whole.Item.spec.M.site).toEqual({ S: 'a' });
    expect(part.Item).toEqual({ spec: { M: { web: { M: { minimum: { N: '2' } } } } } });
  });

  it('takes a lease once, and tells the second who holds it', () => {
    const take = (holder: string) =>
      call('PutItem', {
        Item: { ...key('SITE#a', 'LEASE'), holder: { S: holder } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
    take('run-1');

    expect(() => take('run-2')).toThrow(
      expect.objectContaining({
        shape: 'ConditionalCheckFailedException',
        members: { Item: expect.objectContaining({ holder: { S: 'run-1' } }) },
      }),
    );
  });

  it('updates an item that is not there into being, and returns what changed', () => {
    const { Attributes: attributes } = call('UpdateItem', {
      Key: key('RUN#1', 'COUNT'),
      UpdateExpression: 'ADD hits :one SET note = :note',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':note': { S: 'x' } },
      ReturnValues: 'UPDATED_NEW',
    });

    expect(attributes).toEqual({ hits: { N: '1' }, note: { S: 'x' } });
  });

  it('pages through a partition in both directions without a gap', () => {
    for (const n of ['1', '2', '3', '4', '5']) put('RUN#1', `AUDIT#${n}`);
    put('RUN#1', 'UNDO#1');
    const pages = (forward: boolean): string[] => {
      const seen: string[] = [];
      let start: object | undefined;
      do {
        const page = call('Query', {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': { S: 'RUN#1' }, ':sk': { S: 'AUDIT#' } },
          ScanIndexForward: forward,
          Limit: 2,
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        seen.push(...page.Items.map((item: { sk: { S: string } }) => item.sk.S));
        start = page.LastEvaluatedKey;
      } while (start);
      return seen;
    };

    expect(pages(true)).toEqual(['AUDIT#1', 'AUDIT#2', 'AUDIT#3', 'AUDIT#4', 'AUDIT#5']);
    expect(pages(false)).toEqual(pages(true).reverse());
  });

  it('counts what it read toward the limit, not what the filter let through', () => {
    for (const n of ['1', '2', '3']) put('RUN#1', n, { verdict: { S: n === '3' ? 'PASSED' : 'FAILED' } });

    const page = call('Query', {
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'verdict = :v',
      ExpressionAttributeValues: { ':pk': { S: 'RUN#1' }, ':v': { S: 'PASSED' } },
      Limit: 2,
    });

    expect(page).toMatchObject({ Count: 0, ScannedCount: 2, LastEvaluatedKey: key('RUN#1', '2') });
  });

  it('finds by an index only what has its keys, with what it projects', () => {
    put('RUN#1', 'RUN', { kind: { S: 'drill' }, startedAt: { S: '2018-02-09' }, verdict: { S: 'PASSED' }, details: { S: 'long' } });
    put('RUN#2', 'RUN', { kind: { S: 'drill' }, startedAt: { S: '2018-02-08' } });
    put('RUN#3', 'RUN', { kind: { S: 'drill' } });

    const { Items: items } = call('Query', {
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k AND startedAt BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':k': { S: 'drill' }, ':from': { S: '2018-02-01' }, ':to': { S: '2018-02-28' } },
    });

    expect(items.map((item: { pk: { S: string } }) => item.pk.S)).toEqual(['RUN#2', 'RUN#1']);
    expect(items[1]).not.toHaveProperty('details');
  });

  it('scans every item once over pages', () => {
    for (let n = 0; n < 25; n++) put(`SITE#${n}`, 'SITE');
    const seen = new Set<string>();
    let start: object | undefined;
    let pages = 0;

    do {
      const page = call('Scan', { Limit: 10, ...(start ? { ExclusiveStartKey: start } : {}) });
      for (const item of page.Items) seen.add(item.pk.S);
      start = page.LastEvaluatedKey;
      pages++;
    } while (start);

    expect(seen.size).toBe(25);
    expect(pages).toBe(3);
  });

  it('writes nothing of a transaction when one condition fails, and says which', () => {
    put('SITE#a', 'LEASE', { holder: { S: 'run-1' } });
    const transaction = {
      TransactItems: [
        { Put: { TableName: TABLE, Item: key('RUN#2', 'RUN') } },
        {
          ConditionCheck: {
            TableName: TABLE,
            Key: key('SITE#a', 'LEASE'),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    };

    expect(() => bare('TransactWriteItems', transaction)).toThrow(
      expect.objectContaining({
        shape: 'TransactionCanceledException',
        members: {
          CancellationReasons: [{ Code: 'None' }, expect.objectContaining({ Code: 'ConditionalCheckFailed', Item: expect.anything() })],
        },
      }),
    );
    expect(call('GetItem', { Key: key('RUN#2', 'RUN') })).toEqual({});
  });

  it('does a repeated transaction once, and refuses another under its token', () => {
    const add = (by: string) =>
      bare('TransactWriteItems', {
        ClientRequestToken: 'token',
        TransactItems: [
          {
            Update: {
              TableName: TABLE,
              Key: key('A', 'B'),
              UpdateExpression: 'ADD n :by',
              ExpressionAttributeValues: { ':by': { N: by } },
            },
          },
        ],
      });
    add('1');
    add('1');

    expect(call('GetItem', { Key: key('A', 'B') }).Item.n).toEqual({ N: '1' });
    expect(() => add('2')).toThrow(expect.objectContaining({ shape: 'IdempotentParameterMismatchException' }));
  });

  it('reads an expired item for two days more, as the documentation warns', async () => {
    call('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } });
    put('SEEN#1', 'SEEN', { expiresAt: { N: String(START_MS / 1000 + 60) } });
    const read = () => call('GetItem', { Key: key('SEEN#1', 'SEEN') }).Item;

    await account.play(DAY_SECONDS);
    const afterOneDay = read();
    await account.play(DAY_SECONDS + 120);

    expect(afterOneDay).toBeDefined();
    expect(read()).toBeUndefined();
  });

  it('does batches, and refuses one with a key twice', () => {
    bare('BatchWriteItem', {
      RequestItems: { [TABLE]: [{ PutRequest: { Item: key('A', '1') } }, { PutRequest: { Item: key('A', '2') } }] },
    });
    bare('BatchWriteItem', { RequestItems: { [TABLE]: [{ DeleteRequest: { Key: key('A', '1') } }] } });
    const twice = { RequestItems: { [TABLE]: { Keys: [key('A', '2'), key('A', '2')] } } };

    expect(bare('BatchGetItem', { RequestItems: { [TABLE]: { Keys: [key('A', '1'), key('A', '2')] } } }).Responses).toEqual({
      [TABLE]: [key('A', '2')],
    });
    expect(() => bare('BatchGetItem', twice)).toThrow('duplicates');
  });

  it.each([
    ['an unknown table', 'GetItem', { TableName: 'none', Key: key('A', 'B') }, 'ResourceNotFoundException'],
    ['a key without its sort part', 'GetItem', { Key: { pk: { S: 'A' } } }, 'ValidationException'],
    ['a key of another type', 'PutItem', { Item: { pk: { N: '1' }, sk: { S: 'B' } } }, 'ValidationException'],
    ['an empty key', 'PutItem', { Item: key('', 'B') }, 'ValidationException'],
    ['an item over 400 KB', 'PutItem', { Item: { ...key('A', 'B'), body: { S: 'x'.repeat(410_000) } } }, 'ValidationException'],
    [
      'a change of a key',
      'UpdateItem',
      { Key: key('A', 'B'), UpdateExpression: 'SET sk = :s', ExpressionAttributeValues: { ':s': { S: 'C' } } },
      'ValidationException',
    ],
    [
      'a query without a partition',
      'Query',
      { KeyConditionExpression: 'sk = :s', ExpressionAttributeValues: { ':s': { S: 'B' } } },
      'ValidationException',
    ],
    [
      'an unknown index',
      'Query',
      { IndexName: 'x', KeyConditionExpression: 'pk = :s', ExpressionAttributeValues: { ':s': { S: 'B' } } },
      'ValidationException',
    ],
    ['a table that exists', 'CreateTable', { KeySchema: [], AttributeDefinitions: [] }, 'ResourceInUseException'],
  ])('refuses %s', (_, operation, input, shape) => {
    expect(() => call(operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses by name what it does not act on', () => {
    expect(() => call('Scan', { TotalSegments: 4 })).toThrow('dynamodb:Scan with TotalSegments');
    expect(() => call('CreateBackup', {})).toThrow('dynamodb:CreateBackup');
  });

  it('keeps a protected table', () => {
    call('UpdateTable', { DeletionProtectionEnabled: true });

    expect(() => call('DeleteTable', {})).toThrow('protected against deletion');
  });
});
