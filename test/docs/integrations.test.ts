import { describe, expect, it } from 'vitest';
import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { openMachine, task } from '../twin/services/states/machine.ts';

const KEY = { id: { S: 'a' } };
const TABLE = {
  TableName: 'things',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

/** What one task of the service answers, in an account with a table, a topic and a queue. */
async function answerOf(resource: string, input: object): Promise<{ status: string; error?: string; output: Record<string, unknown> }> {
  const twin = openMachine({ Go: task(resource, input) }, {}, { modules: [createDynamodb, createSns, createSqs] });
  twin.call('dynamodb', 'CreateTable', TABLE);
  twin.call('dynamodb', 'PutItem', { TableName: 'things', Item: { ...KEY, n: { N: '1' } } });
  twin.call('sns', 'CreateTopic', { Name: 'news' });
  twin.call('sqs', 'CreateQueue', { QueueName: 'work' });
  twin.start();
  await twin.play();
  const { status, error, output = '{}' } = twin.look();
  return { status, error, output: JSON.parse(output) };
}

describe('an optimized integration', () => {
  it.each<[action: string, input: object, output: object]>([
    ['dynamodb:getItem', { TableName: 'things', Key: KEY }, { Item: { id: { S: 'a' }, n: { N: '1' } } }],
    [
      'dynamodb:putItem',
      { TableName: 'things', Item: { ...KEY, n: { N: '2' } }, ReturnValues: 'ALL_OLD' },
      { Attributes: { n: { N: '1' } } },
    ],
    [
      'dynamodb:updateItem',
      {
        TableName: 'things',
        Key: KEY,
        UpdateExpression: 'SET n = n + :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      },
      { Attributes: { n: { N: '2' } } },
    ],
    ['dynamodb:deleteItem', { TableName: 'things', Key: KEY, ReturnValues: 'ALL_OLD' }, { Attributes: { n: { N: '1' } } }],
    [
      'sns:publish',
      { TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: { a: 1 } },
      { MessageId: expect.any(String) as string },
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/work', MessageBody: { a: 1 } },
      { MessageId: expect.any(String) as string },
    ],
  ])('%s answers as the service’s own API does, with what is known of the HTTP answer', async (action, input, output) => {
    const answer = await answerOf(`arn:aws:states:::${action}`, input);

    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: { ...output, SdkHttpMetadata: { HttpStatusCode: 200 } } });
  });

  it('fails with the name that the SDK for Java 1 gives to the service’s error', async () => {
    const answer = await answerOf('arn:aws:states:::dynamodb:getItem', { TableName: 'gone', Key: KEY });

    expect(answer).toMatchObject({ status: 'FAILED', error: 'DynamoDB.ResourceNotFoundException' });
  });

  it('with Credentials is refused by name', () => {
    const state = task(
      'arn:aws:states:::lambda:invoke',
      { FunctionName: 'f' },
      { Credentials: { RoleArn: 'arn:aws:iam::123456789012:role/r' } },
    );

    expect(() => openMachine({ Go: state })).toThrow('Credentials of a task');
  });

  it.each(['http:invoke', 'ecs:runTask', 'glue:startJobRun', 'bedrock:invokeModel', 'apigateway:invoke'])(
    '%s is refused by name',
    (action) => {
      const open = () => openMachine({ Go: task(`arn:aws:states:::${action}`, {}) });

      expect(open).toThrow(`arn:aws:states:::${action}`);
    },
  );
});

describe('ListStateMachines', () => {
  it('lists the machines of the account, page by page', () => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } });
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    call('states', 'CreateStateMachine', { name: 'other', definition, roleArn: 'arn:aws:iam::123456789012:role/r', type: 'EXPRESS' });

    const first = call('states', 'ListStateMachines', { maxResults: 1 });
    const second = call('states', 'ListStateMachines', { maxResults: 1, nextToken: first.nextToken });

    expect([...first.stateMachines, ...second.stateMachines]).toMatchObject([
      { stateMachineArn, type: 'STANDARD' },
      { name: 'other', type: 'EXPRESS' },
    ]);
    expect(second.nextToken).toBeUndefined();
  });
});
