import type { Cloud, Principal } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import type { Publication, Subscription, Topic } from './topics.ts';

const actingFor = (topicArn: string): Principal => ({ kind: 'service', service: 'sns.amazonaws.com', sourceArn: topicArn });

/** What arrived at an address. */
export type Mail = { readonly to: string; readonly at: string; readonly subject: string; readonly text: string };

/** Mails kept; a person reads them from outside. */
const MAX_MAILS = 10_000;

/** Brings messages to their subscribers, each after its own delay. */
export class Deliveries {
  readonly inbox: Mail[] = [];
  readonly #cloud: Cloud;
  readonly #random: Random;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('sns-delivery');
  }

  start(topic: Topic, subscription: Subscription, publication: Publication): void {
    const { clock, facts } = this.#cloud;
    // Only the way to Lambda was measured (fact sns.toLambda); queues and mail are taken to be no faster.
    const delayMs = facts.drawMs('sns.toLambda', this.#random);
    clock.after(delayMs, `sns ${topic.name} to ${subscription.protocol}`, () => this.#deliver(topic, subscription, publication));
  }

  /** Mail is kept for whoever reads it; a full box drops the oldest. */
  mail(to: string, subject: string, text: string): void {
    this.inbox.push({ to, at: new Date(this.#cloud.clock.nowMs).toISOString(), subject, text });
    if (this.inbox.length > MAX_MAILS) this.inbox.shift();
  }

  #deliver(topic: Topic, subscription: Subscription, publication: Publication): void {
    const failed = (error: unknown): void => this.#fail(topic, subscription, publication, error);
    try {
      const answer = this.#handOver(topic, subscription, publication);
      if (answer instanceof Promise) answer.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #handOver(topic: Topic, subscription: Subscription, publication: Publication): unknown {
    const message = publication.messageFor(subscription.protocol);
    switch (subscription.protocol) {
      case 'email':
      case 'email-json':
        return this.mail(subscription.endpoint, publication.subject ?? 'AWS Notification Message', message);
      case 'sqs':
        return this.#toQueue(
          topic,
          subscription.endpoint,
          subscription.raw ? message : JSON.stringify(this.#envelope(topic, subscription, publication)),
        );
      case 'lambda': {
        const record = {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscription.arn,
          Sns: this.#envelope(topic, subscription, publication),
        };
        const payload = new TextEncoder().encode(JSON.stringify({ Records: [record] }));
        return this.#cloud.call(
          'lambda',
          'Invoke',
          { FunctionName: subscription.endpoint, InvocationType: 'Event', Payload: payload },
          actingFor(topic.arn),
        );
      }
      default:
        return subscription.protocol satisfies never;
    }
  }

  /** Endpoints that refuse are not asked again (client-side errors, Developer Guide: message delivery retries). */
  #fail(topic: Topic, subscription: Subscription, publication: Publication, error: unknown): void {
    const to = subscription.deadLetterTargetArn;
    const reason = error instanceof Error ? error.message : String(error);
    this.#cloud.journal.write('activity', {
      what: 'notification',
      id: publication.messageId,
      from: topic.name,
      to: to ?? 'dropped',
      reason,
    });
    if (to) this.#toQueue(topic, to, JSON.stringify(this.#envelope(topic, subscription, publication)));
  }

  #toQueue(topic: Topic, arn: string, body: string): unknown {
    const { QueueUrl: url } = this.#cloud.callNow('sqs', 'GetQueueUrl', { QueueName: arn.slice(arn.lastIndexOf(':') + 1) });
    return this.#cloud.call('sqs', 'SendMessage', { QueueUrl: url, MessageBody: body }, actingFor(topic.arn));
  }

  #envelope(topic: Topic, subscription: Subscription, publication: Publication): Record<string, unknown> {
    const attributes = Object.entries(publication.attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]);
    return {
      Type: 'Notification',
      MessageId: publication.messageId,
      TopicArn: topic.arn,
      ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
      Message: publication.messageFor(subscription.protocol),
      Timestamp: new Date(publication.atMs).toISOString(),
      ...(attributes.length ? { MessageAttributes: Object.fromEntries(attributes) } : {}),
    };
  }
}
