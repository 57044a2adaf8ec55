import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';

/** How a message can leave a topic here. */
export const PROTOCOLS = ['lambda', 'sqs', 'email', 'email-json'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export type Subscription = {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** A person has to confirm an address; until then nothing is delivered to it. */
  confirmed: boolean;
  readonly token: string;
  raw: boolean;
  deadLetterTargetArn: string | undefined;
};

export type Topic = {
  readonly name: string;
  readonly arn: string;
  displayName: string;
  policy: string | undefined;
  keyId: string | undefined;
  readonly tags: Map<string, string>;
};

export type Publication = {
  readonly messageId: string;
  readonly subject: string | undefined;
  /** The text for a protocol, where the publisher gave several. */
  messageFor(protocol: Protocol): string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly atMs: number;
};

/** The topics of the account and who subscribed to them. */
export class Topics {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #topics = new Map<string, Topic>();
  #subscriptions: Subscription[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('sns');
  }

  all(): Topic[] {
    return [...this.#topics.values()];
  }

  find(arn: string | undefined): Topic {
    const topic = this.#topics.get(arn ?? '');
    if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist', { statusCode: 404 });
    return topic;
  }

  /** A name that is taken answers the topic that has it, as SNS does. */
  create(name: string): Topic {
    const arn = serviceArn(this.#cloud, 'sns', name);
    const topic = this.#topics.get(arn) ?? {
      name,
      arn,
      displayName: '',
      policy: undefined,
      keyId: undefined,
      tags: new Map<string, string>(),
    };
    this.#topics.set(arn, topic);
    return topic;
  }

  delete(arn: string): void {
    this.#topics.delete(arn);
    this.#subscriptions = this.#subscriptions.filter((subscription) => subscription.topicArn !== arn);
  }

  newMessageId(): string {
    return this.#random.uuid();
  }

  subscribe(topicArn: string, protocol: string, endpoint: string): Subscription {
    this.find(topicArn);
    if (!PROTOCOLS.includes(protocol as Protocol)) throw new NotInTwinError(`a subscription by ${protocol}`);
    const known = this.#subscriptions.find(
      (other) => other.topicArn === topicArn && other.protocol === protocol && other.endpoint === endpoint,
    );
    if (known) return known;
    const subscription: Subscription = {
      arn: `${topicArn}:${this.#random.uuid()}`,
      topicArn,
      protocol: protocol as Protocol,
      endpoint,
      confirmed: protocol === 'lambda' || protocol === 'sqs',
      token: this.#random.hex(64),
      raw: false,
      deadLetterTargetArn: undefined,
    };
    this.#subscriptions.push(subscription);
    return subscription;
  }

  subscriptions(topicArn?: string): Subscription[] {
    return this.#subscriptions.filter((subscription) => topicArn === undefined || subscription.topicArn === topicArn);
  }

  subscription(arn: string | undefined): Subscription {
    const found = this.#subscriptions.find((subscription) => subscription.arn === arn);
    if (!found) throw new AwsError('NotFoundException', 'Subscription does not exist', { statusCode: 404 });
    return found;
  }

  unsubscribe(arn: string): void {
    this.#subscriptions = this.#subscriptions.filter((subscription) => subscription.arn !== arn);
  }
}
