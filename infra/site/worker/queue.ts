import { Fn } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deadLetterRetention } from '../../limits.ts';

/** A message that so many workers could not do is not done by the next one either. */
const attempts = 5;
/** As long as a worker waits for a message in one request, at most (ReceiveMessage). */
const longPollSeconds = 20;

export type QueueProps = { name: string; visibilitySeconds: number };

/** The queue of the work, and beside it the one of what could not be done: both encrypted, and spoken to by TLS alone. */
export const workQueue = (scope: Construct, { name, visibilitySeconds }: QueueProps): CfnQueue => {
  const dead = new CfnQueue(scope, 'DeadLetters', {
    queueName: Fn.join('-', [name, 'dead']),
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: deadLetterRetention.toSeconds(),
  });
  const queue = new CfnQueue(scope, 'Queue', {
    queueName: name,
    sqsManagedSseEnabled: true,
    visibilityTimeout: visibilitySeconds,
    receiveMessageWaitTimeSeconds: longPollSeconds,
    messageRetentionPeriod: deadLetterRetention.toSeconds(),
    redrivePolicy: { deadLetterTargetArn: dead.attrArn, maxReceiveCount: attempts },
  });
  for (const one of [queue, dead]) {
    new CfnQueuePolicy(scope, `${one.node.id}Policy`, { queues: [one.ref], policyDocument: onlyByTls(one.attrArn) });
  }
  return queue;
};

const onlyByTls = (queueArn: string): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sqs:*'],
        resources: [queueArn],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });
