import { describe, expect, it } from 'vitest';
import type { Principal } from '#twin/cloud.ts';
import { sendToDeadLetterQueue } from '#twin/delivery/dead-letter.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { openAccount } from '../services/account.ts';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:dead';
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead';
const RULE: Principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:123456789012:rule/r' };
const ABOUT = { TARGET_ARN: 'arn:target', ERROR_CODE: 'NO_RESOURCE', ERROR_MESSAGE: 'gone', EXHAUSTED_RETRY_CONDITION: undefined };

function openQueue(allowedRule?: string) {
  const account = openAccount([createSqs]);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: QUEUE_ARN,
    Condition: { ArnEquals: { 'aws:SourceArn': allowedRule } },
  };
  const Attributes = allowedRule ? { Policy: JSON.stringify({ Statement: [statement] }) } : {};
  account.call('sqs', 'CreateQueue', { QueueName: 'dead', Attributes });
  return {
    ...account,
    bury: (queueArn?: string) => sendToDeadLetterQueue(account.cloud, queueArn, RULE, '{"n":1}', ABOUT),
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    dead: (): any[] => account.call('sqs', 'ReceiveMessage', { QueueUrl: QUEUE_URL, MessageAttributeNames: ['All'] }).Messages ?? [],
  };
}

describe('a dead letter', () => {
  it('is a message with the reasons as attributes, without those that do not apply', () => {
    const { bury, dead } = openQueue(RULE.kind === 'service' ? RULE.sourceArn : '');

    bury(QUEUE_ARN);

    const [message] = dead();
    expect(message.Body).toBe('{"n":1}');
    expect(Object.keys(message.MessageAttributes)).toEqual(['TARGET_ARN', 'ERROR_CODE', 'ERROR_MESSAGE']);
  });

  it.each([
    ['there is no queue for it', undefined, undefined],
    ['the queue permits nobody', QUEUE_ARN, undefined],
    ['the queue permits another rule', QUEUE_ARN, 'arn:aws:events:us-east-1:123456789012:rule/other'],
    ['the queue is gone', `${QUEUE_ARN}x`, 'arn:aws:events:us-east-1:123456789012:rule/r'],
  ])('is lost, and the journal says so, when %s', (_case, queueArn, allowedRule) => {
    const { bury, dead, journal } = openQueue(allowedRule);

    bury(queueArn);

    expect(dead()).toEqual([]);
    expect(journal('event')).toEqual([expect.objectContaining({ failed: 'dropped', error: 'NO_RESOURCE', target: 'arn:target' })]);
  });
});
