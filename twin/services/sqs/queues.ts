import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { QUEUE_METRICS } from './metrics.ts';
import { Queue, type Sent } from './queue.ts';

/** What may be set on a queue; the rest is refused by name. */
const SETTABLE = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'Policy',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
];

/** The queues of the account, by URL. */
export class Queues {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #queues = new Map<string, Queue>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('sqs');
  }

  all(): Queue[] {
    return [...this.#queues.values()];
  }

  find(url: string | undefined): Queue {
    const queue = this.#queues.get(url ?? '');
    if (!queue) throw missing();
    return queue;
  }

  named(name: string | undefined): Queue {
    const queue = this.all().find((candidate) => candidate.name === name);
    if (!queue) throw missing();
    return queue;
  }

  byArn(arn: string): Queue | undefined {
    return this.all().find((queue) => queue.arn === arn);
  }

  create(name: string, attributes: Record<string, unknown> = {}): Queue {
    const existing = this.all().find((queue) => queue.name === name);
    if (existing) {
      const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== String(value));
      if (differs) throw new AwsError('QueueNameExists', 'A queue already exists with the same name and a different value for attributes');
      return existing;
    }
    const { account, region, clock } = this.#cloud;
    const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    const queue = new Queue({ name, url, arn: serviceArn(this.#cloud, 'sqs', name) }, clock, this.#random, () => this.#told(name, url));
    setAttributes(queue, attributes);
    this.#queues.set(url, queue);
    return queue;
  }

  delete(url: string): void {
    this.#queues.delete(this.find(url).url);
  }

  /** Metrics and whoever takes messages look again. */
  #told(queueName: string, queueUrl: string): void {
    for (const metricName of QUEUE_METRICS) this.#cloud.signals.emit('cloudwatch:data', { namespace: 'AWS/SQS', metricName });
    this.#cloud.signals.emit('sqs:messages', { queueName, queueUrl });
  }

  /** Hands a message that was received too often to the dead-letter queue; false when there is none. */
  redriveFrom(queue: Queue): (sent: Sent) => boolean {
    return (sent) => {
      const target = queue.redrive && this.byArn(queue.redrive.deadLetterTargetArn);
      target?.send({ body: sent.body, attributes: sent.attributes, sender: sent.sender, delaySeconds: 0 });
      if (target)
        this.#cloud.journal.write('activity', {
          what: 'message',
          id: queue.name,
          from: queue.name,
          to: target.name,
          reason: 'received too often',
        });
      return target !== undefined;
    };
  }
}

/** Sets attributes; `undefined` and empty texts clear one. */
export function setAttributes(queue: Queue, attributes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!SETTABLE.includes(name)) throw new NotInTwinError(`the queue attribute ${name}`);
    if (value === undefined || value === '') delete queue.attributes[name];
    else queue.attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

const missing = (): AwsError => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
