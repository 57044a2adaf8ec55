import { Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deadLetterRetention } from '../limits.ts';
import { physicalName } from '../names.ts';

/** A queue where lost deliveries wait for a person: encrypted, TLS only, kept as long as SQS keeps anything. */
export const deadLetterQueue = (scope: Construct, id: string, name: string): Queue => {
  const queue = new Queue(scope, id, {
    queueName: physicalName(name),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: deadLetterRetention,
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue, of functions, rules and schedules, which the rule does not look at',
  });
  return queue;
};
