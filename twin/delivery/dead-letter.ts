import type { Cloud, Principal } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { queueUrlOf } from './send.ts';

/** Puts what could not be delivered into its dead-letter queue, with the reasons as attributes; says so in the journal. */
export function sendToDeadLetterQueue(
  cloud: Cloud,
  queueArn: string | undefined,
  principal: Principal,
  body: string,
  attributes: Readonly<Record<string, string | undefined>>,
): void {
  const said = Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const about = { target: said.TARGET_ARN ?? '', error: said.ERROR_CODE ?? '', message: said.ERROR_MESSAGE ?? '' };
  if (queueArn === undefined) {
    cloud.journal.write('event', { failed: 'dropped', ...about });
    return;
  }
  const MessageAttributes = Object.fromEntries(
    Object.entries(said).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );
  try {
    const answer = cloud.call(
      'sqs',
      'SendMessage',
      { QueueUrl: queueUrlOf(cloud, queueArn), MessageBody: body, MessageAttributes },
      principal,
    );
    if (answer instanceof Promise) void answer.catch(() => undefined);
    cloud.journal.write('event', { failed: 'dead-letter', queue: queueArn, ...about });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // A queue that may not be written to loses the event, as it does in the account.
    cloud.journal.write('event', { failed: 'dropped', queue: queueArn, ...about });
  }
}
