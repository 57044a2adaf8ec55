// Goal: a queue hides, returns and gives up messages as SQS does. Method: calls and virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import { createSqs } from '#twin/services/sqs/index.ts';
import { openAccount } from '../account.ts';
import { contextOf } from '../resources.ts';

describe('SQS', () => {
  let account: ReturnType<typeof openAccount>;
  let QueueUrl: string;
  const call = (operation: string, input: object = {}) => account.call('sqs', operation, { QueueUrl, ...input });
  const bodies = (answer: { Messages?: { Body: string }[] }): string[] => (answer.Messages ?? []).map((message) => message.Body);

  beforeEach(() => {
    account = openAccount([createSqs]);
    QueueUrl = account.call('sqs', 'CreateQueue', { QueueName: 'letters', Attributes: { VisibilityTimeout: '30' } }).QueueUrl;
  });

  it('hides a received message, and shows it again when nobody deleted it', async () => {
    call('SendMessage', { MessageBody: 'a' });

    const first = call('ReceiveMessage', { AttributeNames: ['All'] });
    const hidden = call('ReceiveMessage');
    await account.play(31);
    const again = call('ReceiveMessage');
    call('DeleteMessage', { ReceiptHandle: again.Messages[0].ReceiptHandle });
    await account.play(31);

    expect(first.Messages[0].Attributes.ApproximateReceiveCount).toBe('1');
    expect(bodies(hidden)).toEqual([]);
    expect(again.Messages[0].Attributes.ApproximateReceiveCount).toBe('2');
    expect(bodies(call('ReceiveMessage'))).toEqual([]);
  });

  it('does not delete by a receipt from before the message came back', async () => {
    call('SendMessage', { MessageBody: 'a' });
    const old = call('ReceiveMessage').Messages[0].ReceiptHandle;
    await account.play(31);
    call('ReceiveMessage');

    call('DeleteMessage', { ReceiptHandle: old });
    await account.play(31);

    expect(bodies(call('ReceiveMessage'))).toEqual(['a']);
  });

  it('waits in virtual time for a message that comes while it polls', async () => {
    const waiting = Promise.resolve(call('ReceiveMessage', { WaitTimeSeconds: 20 }));
    account.cloud.clock.after(5000, 'send', () => call('SendMessage', { MessageBody: 'late' }));

    await account.play(6);

    expect(bodies(await waiting)).toEqual(['late']);
  });

  it('answers a long poll empty when its time is over', async () => {
    const waiting = Promise.resolve(call('ReceiveMessage', { WaitTimeSeconds: 2 }));

    await account.play(3);

    expect(await waiting).toEqual({});
  });

  it('hands a message that nobody could do to the dead-letter queue', async () => {
    const dead = account.call('sqs', 'CreateQueue', { QueueName: 'dead' }).QueueUrl;
    const { Attributes: attributes } = account.call('sqs', 'GetQueueAttributes', { QueueUrl: dead, AttributeNames: ['QueueArn'] });
    const policy = JSON.stringify({ deadLetterTargetArn: attributes.QueueArn, maxReceiveCount: 2 });
    call('SetQueueAttributes', { Attributes: { RedrivePolicy: policy } });
    call('SendMessage', { MessageBody: 'poison' });

    for (let received = 0; received < 3; received++) {
      call('ReceiveMessage');
      await account.play(31);
    }

    expect(bodies(account.call('sqs', 'ReceiveMessage', { QueueUrl: dead }))).toEqual(['poison']);
    expect(call('GetQueueAttributes', { AttributeNames: ['All'] }).Attributes.ApproximateNumberOfMessages).toBe('0');
  });

  it('lets a service send only when the policy allows the resource it acts for', () => {
    const rule = 'arn:aws:events:us-east-1:123456789012:rule/nines-alarm';
    const send = (sourceArn: string) =>
      account.call('sqs', 'SendMessage', { QueueUrl, MessageBody: 'x' }, { kind: 'service', service: 'events.amazonaws.com', sourceArn });
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': rule } },
    };
    const refused = expect.objectContaining({ shape: 'AccessDenied' });

    expect(() => send(rule)).toThrow(refused);
    account.cloud
      .provider('AWS::SQS::QueuePolicy')
      .create({ Queues: [QueueUrl], PolicyDocument: { Statement: [statement] } }, contextOf('Policy'));

    expect(send(rule)).toMatchObject({ MessageId: expect.any(String) });
    expect(() => send(`${rule}-other`)).toThrow(refused);
  });

  it('drops messages after the retention period, and counts what it has', async () => {
    call('SetQueueAttributes', { Attributes: { MessageRetentionPeriod: '60' } });
    call('SendMessageBatch', {
      Entries: [
        { Id: '1', MessageBody: 'now' },
        { Id: '2', MessageBody: 'later', DelaySeconds: 10 },
      ],
    });
    const counts = () =>
      call('GetQueueAttributes', { AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed'] }).Attributes;

    expect(counts()).toEqual({ ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesDelayed: '1' });
    await account.play(61);
    expect(counts()).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesDelayed: '0' });
  });

  it.each([
    ['an unknown queue', 'SendMessage', { QueueUrl: 'https://none', MessageBody: 'a' }, 'QueueDoesNotExist'],
    ['an empty message', 'SendMessage', { MessageBody: '' }, 'InvalidMessageContents'],
    ['a receipt that is none', 'DeleteMessage', { ReceiptHandle: 'x' }, 'ReceiptHandleIsInvalid'],
    ['eleven messages at once', 'ReceiveMessage', { MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
    [
      'two entries of one name',
      'SendMessageBatch',
      {
        Entries: [
          { Id: '1', MessageBody: 'a' },
          { Id: '1', MessageBody: 'b' },
        ],
      },
      'BatchEntryIdsNotDistinct',
    ],
    ['an attribute that is none', 'GetQueueAttributes', { AttributeNames: ['Colour'] }, 'InvalidAttributeName'],
  ])('refuses %s', (_, operation, input, shape) => {
    expect(() => call(operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('is read back in the terms of its template, also what somebody changed by hand', async () => {
    const provider = account.cloud.provider('AWS::SQS::Queue');
    const properties = {
      QueueName: 'work',
      VisibilityTimeout: 300,
      RedrivePolicy: { deadLetterTargetArn: 'arn:dead', maxReceiveCount: 5 },
    };
    const { physicalId } = await provider.create(properties, contextOf('Queue'));
    account.call('sqs', 'SetQueueAttributes', { QueueUrl: physicalId, Attributes: { VisibilityTimeout: '60' } });

    const seen = provider.read?.(physicalId, properties);
    provider.delete(physicalId, properties, contextOf('Queue'));

    expect(seen).toMatchObject({ QueueName: 'work', VisibilityTimeout: '60', RedrivePolicy: { maxReceiveCount: 5 } });
    expect(provider.read?.(physicalId, properties)).toBeUndefined();
  });

  it('refuses queues that it does not play', () => {
    expect(() => account.cloud.provider('AWS::SQS::Queue').create({ FifoQueue: true }, contextOf('Queue'))).toThrow('FifoQueue');
  });
});
