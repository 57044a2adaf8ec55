// Goal: a message reaches the subscribers that may be reached, and only them. Method: real queues, invoked functions, virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#twin/cloud.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { createFunctions, functionArn, openAccount } from '../account.ts';
import { contextOf } from '../resources.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:myapp-devops-alert';
const ALARM: Principal = {
  kind: 'service',
  service: 'cloudwatch.amazonaws.com',
  sourceArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:my-app-cpu',
};
const RULE: Principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:123456789012:rule/r' };

describe('SNS', () => {
  let sns: ReturnType<typeof createSns>;
  let account: ReturnType<typeof openAccount>;
  let functions: ReturnType<typeof createFunctions>;
  const call = (operation: string, input: object) => account.call('sns', operation, { TopicArn: TOPIC, ...input });
  const subscribe = (Protocol: string, Endpoint: string, Attributes = {}) => call('Subscribe', { Protocol, Endpoint, Attributes });
  const publish = (principal?: Principal) =>
    account.call('sns', 'Publish', { TopicArn: TOPIC, Subject: 'ALARM', Message: 'cpu is high' }, principal);
  const makeQueue = (name: string) => {
    const QueueUrl = account.call('sqs', 'CreateQueue', { QueueName: name }).QueueUrl;
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
    };
    account.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: JSON.stringify({ Statement: [statement] }) } });
    return { QueueUrl, arn: `arn:aws:sqs:us-east-1:123456789012:${name}` };
  };
  const received = (QueueUrl: string): string[] =>
    (account.call('sqs', 'ReceiveMessage', { QueueUrl }).Messages ?? []).map((message: { Body: string }) => message.Body);

  beforeEach(() => {
    functions = createFunctions({ tell: () => null, locked: () => null }, [TOPIC]);
    account = openAccount([
      createSqs,
      functions.module,
      (cloud) => {
        sns = createSns(cloud);
        return sns;
      },
    ]);
    account.call('sns', 'CreateTopic', { Name: 'myapp-devops-alert' });
  });

  it('invokes a function with the message, a moment later', async () => {
    subscribe('lambda', functionArn('tell'));

    publish();
    const atOnce = functions.invocations.length;
    await account.play(5);

    expect(atOnce).toBe(0);
    expect(functions.invocations).toMatchObject([
      {
        type: 'Event',
        payload: { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: TOPIC, Subject: 'ALARM', Message: 'cpu is high' } }] },
      },
    ]);
  });

  it('wraps a message for a queue, or hands it over raw', async () => {
    const [wrapped, raw] = [makeQueue('wrapped'), makeQueue('raw')];
    subscribe('sqs', wrapped.arn);
    subscribe('sqs', raw.arn, { RawMessageDelivery: 'true' });

    publish();
    await account.play(5);

    expect(JSON.parse(received(wrapped.QueueUrl)[0] ?? '')).toMatchObject({
      Type: 'Notification',
      Message: 'cpu is high',
      TopicArn: TOPIC,
    });
    expect(received(raw.QueueUrl)).toEqual(['cpu is high']);
  });

  it('writes to an address only once its person has confirmed', async () => {
    subscribe('email', 'ops@example.com');
    publish();
    await account.play(5);
    const token = sns.inbox[0]?.text.split(' ').at(-1);
    const before = sns.inbox.length;

    call('ConfirmSubscription', { Token: token });
    publish();
    await account.play(5);

    expect(before).toBe(1);
    expect(sns.inbox[1]).toMatchObject({ to: 'ops@example.com', subject: 'ALARM', text: 'cpu is high' });
  });

  it('hands to the dead-letter queue what its subscriber refuses, and says so', async () => {
    const dead = makeQueue('dead');
    subscribe('lambda', functionArn('gone'), { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) });

    publish();
    await account.play(5);

    expect(received(dead.QueueUrl)).toHaveLength(1);
    expect(account.journal('activity').at(-1)).toMatchObject({
      what: 'notification',
      to: dead.arn,
      reason: expect.stringContaining('Function not found'),
    });
  });

  it('drops a message to a queue whose policy forgot the topic', async () => {
    const QueueUrl = account.call('sqs', 'CreateQueue', { QueueName: 'closed' }).QueueUrl;
    subscribe('sqs', 'arn:aws:sqs:us-east-1:123456789012:closed');

    publish();
    await account.play(5);

    expect(received(QueueUrl)).toEqual([]);
    expect(account.journal('activity').at(-1)).toMatchObject({ to: 'dropped', reason: expect.stringContaining('not authorized') });
  });

  it('takes an alarm by its default policy, and EventBridge only by one of its own', () => {
    expect(publish(ALARM)).toMatchObject({ MessageId: expect.any(String) });
    expect(() => publish(RULE)).toThrow(expect.objectContaining({ shape: 'AuthorizationErrorException' }));

    const statement = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' };
    account.cloud
      .provider('AWS::SNS::TopicPolicy')
      .create({ Topics: [TOPIC], PolicyDocument: { Statement: [statement] } }, contextOf('Policy'));

    expect(publish(RULE)).toMatchObject({ MessageId: expect.any(String) });
    expect(() => publish(ALARM)).toThrow(expect.objectContaining({ shape: 'AuthorizationErrorException' }));
  });

  it('keeps alarms out of a topic under SNS’s own key', () => {
    call('SetTopicAttributes', { AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/aws/sns' });

    expect(() => publish(ALARM)).toThrow(expect.objectContaining({ shape: 'KMSAccessDeniedException' }));
    expect(publish()).toMatchObject({ MessageId: expect.any(String) });
  });

  it('journals each publication, also one that nobody hears', () => {
    publish();

    expect(account.journal('activity')).toMatchObject([
      { what: 'notification', from: 'myapp-devops-alert', to: 'nobody', reason: 'ALARM' },
    ]);
  });

  it('chooses the text for a protocol', async () => {
    const raw = makeQueue('raw');
    subscribe('sqs', raw.arn, { RawMessageDelivery: 'true' });

    call('Publish', { MessageStructure: 'json', Message: JSON.stringify({ default: 'd', sqs: 'for queues' }) });
    await account.play(5);

    expect(received(raw.QueueUrl)).toEqual(['for queues']);
  });

  it.each([
    ['an unknown topic', 'Publish', { TopicArn: `${TOPIC}-x`, Message: 'm' }, 'Topic does not exist'],
    ['an empty message', 'Publish', { Message: '' }, 'Empty message'],
    ['texts without a default', 'Publish', { MessageStructure: 'json', Message: '{}' }, 'No default entry'],
    ['a wrong token', 'ConfirmSubscription', { Token: 'x' }, 'Invalid parameter: Token'],
    ['a protocol that it does not play', 'Subscribe', { Protocol: 'sms', Endpoint: '+1' }, 'a subscription by sms'],
    [
      'a filter policy',
      'Subscribe',
      { Protocol: 'email', Endpoint: 'a@b', Attributes: { FilterPolicy: '{}' } },
      'the subscription attribute FilterPolicy',
    ],
  ])('refuses %s', (_, operation, input, message) => {
    expect(() => call(operation, input)).toThrow(message);
  });
});
