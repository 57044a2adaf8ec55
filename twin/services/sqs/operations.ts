import type {
  MessageAttributeValue,
  ReceiveMessageCommandInput,
  SendMessageBatchRequestEntry,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { Call, Cloud, MaybePromise, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { allowsService } from '../../resource-policy.ts';
import type { Queue } from './queue.ts';
import { type Queues, setAttributes } from './queues.ts';

/** Messages of one receive or batch, at most (API reference). */
const MAX_MESSAGES = 10;
const MAX_WAIT_SECONDS = 20;
const SEND = 'QueueUrl MessageBody MessageAttributes DelaySeconds';
const RECEIVE =
  'QueueUrl MaxNumberOfMessages VisibilityTimeout WaitTimeSeconds AttributeNames MessageSystemAttributeNames MessageAttributeNames';

/** Sending, receiving and deleting messages, and the life of queues. */
export function queueOperations(cloud: Cloud, queues: Queues): Record<string, Operation> {
  return {
    SendMessage: taking('sqs:SendMessage', SEND, (input: SendMessageCommandInput, call) => send(queues.find(input.QueueUrl), input, call)),
    SendMessageBatch: taking('sqs:SendMessageBatch', 'QueueUrl Entries', (input, call) =>
      sendBatch(queues.find(input.QueueUrl), input.Entries, call),
    ),
    ReceiveMessage: taking('sqs:ReceiveMessage', RECEIVE, (input) => receive(cloud, queues, input)),
    DeleteMessage: taking('sqs:DeleteMessage', 'QueueUrl ReceiptHandle', (input) => {
      queues.find(input.QueueUrl).delete(input.ReceiptHandle);
      return {};
    }),
    DeleteMessageBatch: taking('sqs:DeleteMessageBatch', 'QueueUrl Entries', (input) =>
      inBatch(input.Entries, (entry: { Id?: string | undefined; ReceiptHandle?: string | undefined }) => {
        queues.find(input.QueueUrl).delete(entry.ReceiptHandle);
        return {};
      }),
    ),
    ChangeMessageVisibility: taking('sqs:ChangeMessageVisibility', 'QueueUrl ReceiptHandle VisibilityTimeout', (input) => {
      queues.find(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
      return {};
    }),
    PurgeQueue: taking('sqs:PurgeQueue', 'QueueUrl', (input) => {
      queues.find(input.QueueUrl).purge();
      return {};
    }),
    GetQueueUrl: taking('sqs:GetQueueUrl', 'QueueName QueueOwnerAWSAccountId', (input) => ({
      QueueUrl: queues.named(input.QueueName).url,
    })),
    GetQueueAttributes: taking('sqs:GetQueueAttributes', 'QueueUrl AttributeNames', (input) => ({
      Attributes: attributesOf(queues.find(input.QueueUrl), input.AttributeNames ?? []),
    })),
    SetQueueAttributes: taking('sqs:SetQueueAttributes', 'QueueUrl Attributes', (input) => {
      setAttributes(queues.find(input.QueueUrl), input.Attributes);
      return {};
    }),
    ListQueues: taking('sqs:ListQueues', 'QueueNamePrefix', (input) => ({
      QueueUrls: queues
        .all()
        .filter((queue) => queue.name.startsWith(input.QueueNamePrefix ?? ''))
        .map((queue) => queue.url),
    })),
    CreateQueue: taking('sqs:CreateQueue', 'QueueName Attributes tags', (input) => {
      const queue = queues.create(input.QueueName, input.Attributes);
      for (const [key, value] of Object.entries(input.tags ?? {})) queue.tags.set(key, String(value));
      return { QueueUrl: queue.url };
    }),
    DeleteQueue: taking('sqs:DeleteQueue', 'QueueUrl', (input) => {
      queues.delete(input.QueueUrl);
      return {};
    }),
    ListQueueTags: taking('sqs:ListQueueTags', 'QueueUrl', (input) => ({ Tags: Object.fromEntries(queues.find(input.QueueUrl).tags) })),
  };
}

type Sending = {
  MessageBody?: string | undefined;
  DelaySeconds?: number | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
};

/** An AWS service other than the twin itself needs the queue's policy. */
function send(queue: Queue, input: Sending, call: Call): object {
  const { principal } = call;
  if (
    principal.kind === 'service' &&
    principal.service !== 'twin' &&
    !allowsService(queue.attributes.Policy, principal, 'sqs:SendMessage', queue.arn)
  ) {
    throw new AwsError('AccessDenied', `${principal.service} is not authorized to perform: sqs:SendMessage on resource: ${queue.arn}`, {
      statusCode: 403,
    });
  }
  const sender = principal.kind === 'role' || principal.kind === 'user' ? principal.arn : principal.kind;
  return queue.send({ body: input.MessageBody ?? '', attributes: input.MessageAttributes, delaySeconds: input.DelaySeconds, sender });
}

const sendBatch = (queue: Queue, entries: SendMessageBatchRequestEntry[] | undefined, call: Call): object =>
  inBatch(entries, (entry) => send(queue, entry, call));

function inBatch<T extends { Id?: string | undefined }>(entries: readonly T[] | undefined, act: (entry: T) => object): object {
  const given = entries ?? [];
  if (given.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (given.length > MAX_MESSAGES)
    throw new AwsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${MAX_MESSAGES}.`);
  if (new Set(given.map((entry) => entry.Id)).size !== given.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id');
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of given) {
    try {
      successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.Id, Code: error.shape, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}

/** Long polling waits in virtual time for the first message. */
function receive(cloud: Cloud, queues: Queues, input: ReceiveMessageCommandInput): MaybePromise<object> {
  const queue = queues.find(input.QueueUrl);
  const count = input.MaxNumberOfMessages ?? 1;
  if (count < 1 || count > MAX_MESSAGES)
    throw new AwsError('InvalidParameterValue', `Value ${count} for parameter MaxNumberOfMessages is invalid.`);
  const take = () => queue.receive(count, input.VisibilityTimeout, queues.redriveFrom(queue));
  const answer = (messages: ReturnType<typeof take>): object => (messages.length ? { Messages: messages } : {});
  const messages = take();
  const waitSeconds = Math.min(input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds), MAX_WAIT_SECONDS);
  if (messages.length > 0 || waitSeconds === 0) return answer(messages);
  return waitFor(cloud, queue, waitSeconds, take).then(answer);
}

function waitFor<T>(cloud: Cloud, queue: Queue, waitSeconds: number, take: () => T[]): Promise<T[]> {
  const deadlineMs = cloud.clock.nowMs + waitSeconds * 1000;
  return new Promise((resolve) => {
    let timer: { cancel(): void } | undefined;
    const finish = (messages: T[]): void => {
      stop();
      timer?.cancel();
      resolve(messages);
    };
    const look = (): void => {
      const messages = take();
      timer?.cancel();
      if (messages.length > 0 || cloud.clock.nowMs >= deadlineMs) finish(messages);
      else timer = cloud.clock.at(Math.min(queue.nextVisibleAtMs() ?? deadlineMs, deadlineMs), `receive from ${queue.name}`, look);
    };
    const stop = queue.listen(look);
    look();
  });
}

function attributesOf(queue: Queue, names: readonly string[]): Record<string, string> {
  const { visible, hidden, delayed } = queue.counts();
  const all: Record<string, string> = {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
  const unknown = names.find(
    (name) => name !== 'All' && !(name in all) && !['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'].includes(name),
  );
  if (unknown) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return names.includes('All') ? all : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
