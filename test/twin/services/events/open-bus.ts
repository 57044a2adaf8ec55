import type { Faults } from '#twin/cloud.ts';
import { createEvents } from '#twin/services/events/index.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { createFunctions, functionArn, type Handler, openAccount } from '../account.ts';

export const RULE_ARN = 'arn:aws:events:us-east-1:123456789012:rule/on-change';
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead';
export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:dead';
const POLICY = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
});
export const CHANGE = {
  source: 'aws.rds',
  'detail-type': 'RDS DB Instance Event',
  resources: ['arn:db'],
  detail: { EventID: 'RDS-EVENT-0049', n: 1 },
};

/** The default bus with one rule on database events to one function, and a dead-letter queue. */
export function openBus(
  options: { target?: object; permitted?: boolean; handler?: Handler; faults?: Partial<Faults>; pattern?: object } = {},
) {
  const functions = createFunctions({ react: options.handler ?? (() => null) }, options.permitted === false ? [] : [RULE_ARN]);
  const account = openAccount([functions.module, createSqs, createSns, createEvents], options.faults);
  account.call('sqs', 'CreateQueue', { QueueName: 'dead', Attributes: { Policy: POLICY } });
  account.call('events', 'PutRule', { Name: 'on-change', EventPattern: JSON.stringify(options.pattern ?? { source: ['aws.rds'] }) });
  account.call('events', 'PutTargets', {
    Rule: 'on-change',
    Targets: [{ Id: '1', Arn: functionArn('react'), DeadLetterConfig: { Arn: QUEUE_ARN }, ...options.target }],
  });
  return {
    ...account,
    ...functions,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    dead: (): any[] =>
      account.call('sqs', 'ReceiveMessage', { QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }).Messages ??
      [],
  };
}
