import type { Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { Queue } from './queue.ts';
import { type Queues, setAttributes } from './queues.ts';

const QUEUE = 'AWS::SQS::Queue';
const ATTRIBUTES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
  'RedrivePolicy',
];
/** Nothing is encrypted here, and any queue of the account may be a source. */
const INERT = ['SqsManagedSseEnabled', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'RedriveAllowPolicy'];

/** AWS::SQS::Queue and AWS::SQS::QueuePolicy. `Ref` of a queue is its URL. */
export const queueProviders = (queues: Queues): ResourceProvider[] => [
  {
    type: QUEUE,
    read: (physicalId) => {
      const queue = queues.all().find(({ url }) => url === physicalId);
      return queue && templateOf(queue);
    },
    create(properties, context) {
      check(properties);
      const queue = queues.create(properties.QueueName ?? context.newName(80), chosen(properties));
      tag(queue, properties, context);
      return { physicalId: queue.url, attributes: attributesOf(queue) };
    },
    update(physicalId, properties, previous, context) {
      check(properties);
      if (properties.QueueName !== previous.QueueName) return 'replace';
      const queue = queues.find(physicalId);
      setAttributes(queue, chosen(properties));
      tag(queue, properties, context);
      return { attributes: attributesOf(queue) };
    },
    delete: (physicalId) => queues.delete(physicalId),
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    create(properties, context) {
      refuseUnknown('AWS::SQS::QueuePolicy', properties, ['Queues', 'PolicyDocument']);
      setPolicies(queues, properties.Queues, properties.PolicyDocument);
      return { physicalId: context.newName() };
    },
    update(_, properties, previous) {
      setPolicies(queues, previous.Queues, undefined);
      setPolicies(queues, properties.Queues, properties.PolicyDocument);
      return {};
    },
    delete: (_, properties) => setPolicies(queues, properties.Queues, undefined),
  },
];

function check(properties: Properties): void {
  if (properties.FifoQueue === true || properties.FifoQueue === 'true') throw new NotInTwinError(`${QUEUE} with FifoQueue`);
  refuseUnknown(QUEUE, properties, [...ATTRIBUTES, ...INERT, 'QueueName', 'Tags', 'FifoQueue']);
}

const chosen = (properties: Properties): Properties =>
  Object.fromEntries(ATTRIBUTES.filter((name) => properties[name] !== undefined).map((name) => [name, stringify(properties[name])]));

const stringify = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function tag(queue: Queue, properties: Properties, context: ProviderContext): void {
  queue.tags.clear();
  for (const [key, value] of Object.entries(context.tags)) queue.tags.set(key, value);
  for (const { Key, Value } of properties.Tags ?? []) queue.tags.set(Key, Value);
}

/** A queue as it is now, in the terms of its template. */
const templateOf = ({ name, attributes }: Queue): Properties => {
  const told = ATTRIBUTES.filter((attribute) => attributes[attribute] !== undefined);
  const written = (attribute: string): unknown =>
    attribute === 'RedrivePolicy' ? JSON.parse(attributes[attribute] as string) : attributes[attribute];
  return { QueueName: name, ...Object.fromEntries(told.map((attribute) => [attribute, written(attribute)])) };
};

const attributesOf = (queue: Queue): Properties => ({ Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url });

/** A queue that is gone already has no policy to lose. */
function setPolicies(queues: Queues, urls: readonly string[], policy: object | undefined): void {
  for (const url of urls) {
    const queue = policy ? queues.find(url) : queues.all().find((candidate) => candidate.url === url);
    if (queue) setAttributes(queue, { Policy: policy });
  }
}
