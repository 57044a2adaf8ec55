import { describe, expect, it } from 'vitest';
import type { Cloud, ServiceModule } from '#twin/cloud.ts';
import { createEvents } from '#twin/services/events/index.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { ONCE, openScheduler, QUEUE_ARN, ROLE_ARN, TARGET } from './open-scheduler.ts';

const BUS_ARN = 'arn:aws:events:us-east-1:123456789012:event-bus/default';
const universal = (name: string, input: object | string = {}) => ({
  Arn: `arn:aws:scheduler:::aws-sdk:${name}`,
  RoleArn: ROLE_ARN,
  Input: typeof input === 'string' ? input : JSON.stringify(input),
});

describe('a templated target', () => {
  it('is a queue', async () => {
    const { create, play, dead } = openScheduler();

    create({ ...ONCE, Target: { Arn: QUEUE_ARN, RoleArn: ROLE_ARN, Input: 'hello <aws.scheduler.attempt-number>' } });
    await play(2 * 3600);

    expect(dead().map((message) => message.Body)).toEqual(['hello 1']);
  });

  it('is a topic', async () => {
    const { create, play, call, dead } = openScheduler({ modules: [createSns] });
    const { TopicArn } = call('sns', 'CreateTopic', { Name: 'news' });
    call('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN });
    const policy = {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
    };
    call('sqs', 'SetQueueAttributes', {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead',
      Attributes: { Policy: JSON.stringify(policy) },
    });

    create({ ...ONCE, Target: { Arn: TopicArn, RoleArn: ROLE_ARN, Input: 'hello' } });
    await play(2 * 3600);

    expect(JSON.parse(dead()[0].Body).Message).toBe('hello');
  });

  it('is a machine, with the input and no name', async () => {
    const asked: object[] = [];
    const machines = (_: Cloud): ServiceModule => ({
      name: 'states',
      operations: {
        StartExecution: (input: object) => {
          asked.push(input);
          return {};
        },
      },
    });
    const { create, play } = openScheduler({ modules: [machines] });
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:scale';

    create({ ...ONCE, Target: { Arn: stateMachineArn, RoleArn: ROLE_ARN, Input: '{"at":"<aws.scheduler.scheduled-time>"}' } });
    await play(2 * 3600);

    expect(asked).toEqual([{ stateMachineArn, input: '{"at":"2018-02-08T10:00:00Z"}' }]);
  });

  it('is an event bus, which is told source and type', async () => {
    const { create, play, journal } = openScheduler({ modules: [createEvents] });
    const EventBridgeParameters = { Source: 'nines', DetailType: 'Window Opened' };

    create({ ...ONCE, Target: { Arn: BUS_ARN, RoleArn: ROLE_ARN, Input: '{"window":"weekend"}', EventBridgeParameters } });
    await play(2 * 3600);

    expect(journal('event').find((entry) => entry.source === 'nines')).toMatchObject({
      detailType: 'Window Opened',
      detail: { window: 'weekend' },
    });
  });

  it('buries what the bus refuses', async () => {
    const { create, play, dead } = openScheduler({ modules: [createEvents] });
    const EventBridgeParameters = { Source: 'nines', DetailType: 'Window Opened' };

    create({
      ...ONCE,
      Target: { Arn: BUS_ARN, RoleArn: ROLE_ARN, Input: '[1]', EventBridgeParameters, DeadLetterConfig: { Arn: QUEUE_ARN } },
    });
    await play(2 * 3600);

    expect(dead()[0].MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'MalformedDetail' },
      TARGET_ARN: { StringValue: 'arn:aws:scheduler:::aws-sdk:eventbridge:putEvents' },
    });
  });

  it.each([
    ['an event bus without source and type', { ...TARGET, Arn: BUS_ARN, Input: '{}' }, 'EventBridgeParameters with DetailType and Source'],
    [
      'an event bus with a source of AWS',
      { ...TARGET, Arn: BUS_ARN, Input: '{}', EventBridgeParameters: { Source: 'aws.ec2', DetailType: 'x' } },
      'reserved for services of AWS',
    ],
    ['a kind that the twin lacks', { ...TARGET, Arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/x' }, 'the target arn:aws:kinesis'],
  ])('is refused as %s', (_case, target, message) => {
    const { create } = openScheduler();

    expect(() => create({ ...ONCE, Target: target })).toThrow(message);
  });
});

describe('a universal target', () => {
  it('calls any operation in the integrations’ spelling', async () => {
    const asked: object[] = [];
    const database = (_: Cloud): ServiceModule => ({
      name: 'rds',
      operations: {
        StopDBInstance: (input: object) => {
          asked.push(input);
          return {};
        },
      },
    });
    const { create, play } = openScheduler({ modules: [database] });

    create({
      ...ONCE,
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance', RoleArn: ROLE_ARN, Input: '{"DbInstanceIdentifier":"myapp-db"}' },
    });
    await play(2 * 3600);

    expect(asked).toEqual([{ DBInstanceIdentifier: 'myapp-db' }]);
  });

  it('takes values of the context within its input', async () => {
    const { create, play, dead } = openScheduler();
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead';

    create({ ...ONCE, Target: universal('sqs:sendMessage', { QueueUrl, MessageBody: '<aws.scheduler.schedule-arn>' }) });
    await play(2 * 3600);

    expect(dead()[0].Body).toBe('arn:aws:scheduler:us-east-1:123456789012:schedule/default/once');
  });

  it.each([
    ['an unknown service', universal('mars:land'), 'the SDK integration aws-sdk:mars'],
    ['an unknown action', universal('rds:stopEverything'), 'the operation rds:StopEverything'],
    ['an action in capitals', universal('rds:StopDBInstance'), 'actions begin with a small letter'],
    ['an action that gets', universal('sqs:getQueueUrl', { QueueName: 'x' }), 'sqs:getQueueUrl only reads'],
    ['an action that describes', universal('rds:describeDBInstances'), 'only reads'],
    ['an action that lists', universal('s3:listBuckets'), 'only reads'],
    ['an action that receives', universal('sqs:receiveMessage', { QueueUrl: 'x' }), 'only reads'],
    ['an action that scans', universal('dynamodb:scan', { TableName: 'x' }), 'only reads'],
    ['an action that gets in batches', universal('dynamodb:batchGetItem', { RequestItems: {} }), 'only reads'],
    [
      'a missing member',
      universal('sqs:sendMessage', { QueueUrl: 'x' }),
      'Invalid RequestJson provided. Reason Request payload is missing the following field(s): MessageBody.',
    ],
    [
      'a member in the spelling of the SDK for JavaScript',
      universal('rds:stopDBInstance', { DbInstanceIdentifier: 'x', DBSnapshotIdentifier: 'y' }),
      'The field "DBSnapshotIdentifier" is not supported',
    ],
    ['a member of the wrong kind', universal('rds:stopDBInstance', { DbInstanceIdentifier: 1 }), 'must be a STRING'],
    ['an input that is no JSON', universal('rds:stopDBInstance', '{'), 'must be valid JSON'],
  ])('is refused with %s', (_case, target, message) => {
    const { create } = openScheduler();

    expect(() => create({ ...ONCE, Target: target })).toThrow(message);
  });
});
