// Goal: the libraries that the handlers use work on the twin's tables. Method: real SDK clients over the wire, virtual time.
import { IdempotencyAlreadyInProgressError, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { ConditionalCheckFailedException, DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import { openAccount } from '../account.ts';
import { clientOf } from '../sdk.ts';

describe('the document client on the twin', () => {
  let documents: DynamoDBDocumentClient;

  beforeEach(() => {
    const account = openAccount([createDynamodb]);
    const keys = ['pk', 'sk'];
    account.call('dynamodb', 'CreateTable', {
      TableName: 'ledger',
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
    });
    documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(account.cloud)));
  });

  it('writes, counts and reads plain objects', async () => {
    const Key = { pk: 'RUN#1', sk: 'RUN' };
    await documents.send(
      new PutCommand({ TableName: 'ledger', Item: { ...Key, measured: { rtoSeconds: 61.5 }, tags: ['a'], open: true } }),
    );
    await documents.send(
      new UpdateCommand({ TableName: 'ledger', Key, UpdateExpression: 'ADD attempts :one', ExpressionAttributeValues: { ':one': 1 } }),
    );

    const { Item: item } = await documents.send(new GetCommand({ TableName: 'ledger', Key }));

    expect(item).toEqual({ ...Key, measured: { rtoSeconds: 61.5 }, tags: ['a'], open: true, attempts: 1 });
  });

  it('pages by itself', async () => {
    for (const sk of ['1', '2', '3']) await documents.send(new PutCommand({ TableName: 'ledger', Item: { pk: 'A', sk } }));
    const found: unknown[] = [];

    const query = { TableName: 'ledger', KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'A' } };
    for await (const page of paginateQuery({ client: documents, pageSize: 2 }, query)) found.push(...(page.Items ?? []));

    expect(found).toHaveLength(3);
  });

  it('throws the errors of the SDK with what they carry', async () => {
    const put = { TableName: 'ledger', Item: { pk: 'A', sk: 'LEASE', holder: 'run-1' } };
    await documents.send(new PutCommand(put));
    const guarded = { ...put, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

    const single = await documents.send(new PutCommand(guarded)).catch((error) => error);
    const several = await documents.send(new TransactWriteCommand({ TransactItems: [{ Put: guarded }] })).catch((error) => error);

    expect(single).toBeInstanceOf(ConditionalCheckFailedException);
    expect(single.Item).toMatchObject({ holder: { S: 'run-1' } });
    expect(several).toBeInstanceOf(TransactionCanceledException);
    expect(several.CancellationReasons[0]).toMatchObject({ Code: 'ConditionalCheckFailed' });
  });
});

describe('Powertools idempotency on the twin', () => {
  let persistenceStore: DynamoDBPersistenceLayer;

  beforeEach(() => {
    const account = openAccount([createDynamodb]);
    account.call('dynamodb', 'CreateTable', {
      TableName: 'idempotency',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    const awsSdkV3Client = new DynamoDBClient(clientOf(account.cloud));
    persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'idempotency', awsSdkV3Client });
  });

  it('acts once for two deliveries of one event', async () => {
    let acts = 0;
    const act = makeIdempotent(async (event: { id: string }) => ({ id: event.id, acts: ++acts }), { persistenceStore });

    const first = await act({ id: 'event-1' });
    const second = await act({ id: 'event-1' });

    expect(second).toEqual(first);
    expect(acts).toBe(1);
  });

  it('forgets an act that failed, so that a retry acts', async () => {
    let acts = 0;
    const act = makeIdempotent(
      async (_: { id: string }) => {
        if (++acts === 1) throw new Error('throttled');
        return acts;
      },
      { persistenceStore },
    );

    await expect(act({ id: 'event-2' })).rejects.toThrow('throttled');

    expect(await act({ id: 'event-2' })).toBe(2);
  });

  it('refuses the second while the first is at work', async () => {
    let release: (() => void) | undefined;
    const act = makeIdempotent(
      (_: { id: string }) =>
        new Promise<string>((resolve) => {
          release = () => resolve('done');
        }),
      { persistenceStore },
    );
    const first = act({ id: 'event-3' });
    await new Promise((resolve) => setImmediate(resolve));

    const second = await act({ id: 'event-3' }).catch((error) => error);
    release?.();

    expect(second).toBeInstanceOf(IdempotencyAlreadyInProgressError);
    expect(await first).toBe('done');
  });
});
