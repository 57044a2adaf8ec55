import { createHash } from 'node:crypto';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';

/** Defaults of a queue, in the attributes' own spelling and units (API reference: SetQueueAttributes). */
const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  MaximumMessageSize: '1048576',
};

type Stored = {
  id: string;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
  sentMs: number;
  visibleAtMs: number;
  received: number;
  firstReceivedMs?: number;
  receipt?: string;
  sender: string;
};

export type Sent = {
  body: string;
  attributes?: Record<string, MessageAttributeValue> | undefined;
  delaySeconds?: number | undefined;
  sender: string;
};

/** One standard queue. Messages come in the order sent here; nobody may rely on it. */
export class Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly tags = new Map<string, string>();
  readonly attributes: Record<string, string> = { ...DEFAULTS };
  readonly #nowMs: () => number;
  readonly #random: Random;
  readonly #listeners = new Set<() => void>();
  #messages: Stored[] = [];

  constructor(facts: { name: string; url: string; arn: string }, nowMs: () => number, random: Random) {
    this.name = facts.name;
    this.url = facts.url;
    this.arn = facts.arn;
    this.#nowMs = nowMs;
    this.#random = random;
    this.createdMs = nowMs();
  }

  /** Where messages go that were received too often, or undefined. */
  get redrive(): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
    const text = this.attributes.RedrivePolicy;
    if (!text) return undefined;
    const policy = JSON.parse(text);
    return { deadLetterTargetArn: policy.deadLetterTargetArn, maxReceiveCount: Number(policy.maxReceiveCount) };
  }

  /** Calls back whenever a message was sent or became visible by a change. Answers how to stop. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send({ body, attributes = {}, delaySeconds, sender }: Sent): { MessageId: string; MD5OfMessageBody: string } {
    if (body === '') throw new AwsError('InvalidMessageContents', 'The request must contain the parameter MessageBody.');
    if (Buffer.byteLength(body) > this.#seconds('MaximumMessageSize')) {
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${this.attributes.MaximumMessageSize} bytes.`,
      );
    }
    const nowMs = this.#nowMs();
    const visibleAtMs = nowMs + (delaySeconds ?? this.#seconds('DelaySeconds')) * 1000;
    const id = this.#random.uuid();
    this.#messages.push({ id, body, attributes, sentMs: nowMs, visibleAtMs, received: 0, sender });
    this.#wake();
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  /** Up to `count` visible messages, hidden from others for the visibility timeout; `overflow` takes those received too often. */
  receive(count: number, visibilitySeconds: number | undefined, overflow: (sent: Sent) => boolean): Message[] {
    this.#expire();
    const nowMs = this.#nowMs();
    const taken: Message[] = [];
    for (const message of this.#messages.filter((candidate) => candidate.visibleAtMs <= nowMs)) {
      if (taken.length === count) break;
      const limit = this.redrive?.maxReceiveCount;
      if (limit !== undefined && message.received >= limit && overflow(message)) {
        this.#messages = this.#messages.filter((other) => other !== message);
        continue;
      }
      message.received++;
      message.firstReceivedMs ??= nowMs;
      message.visibleAtMs = nowMs + (visibilitySeconds ?? this.#seconds('VisibilityTimeout')) * 1000;
      message.receipt = Buffer.from(`${message.id}#${message.received}#${this.#random.hex(16)}`).toString('base64');
      taken.push(describe(message));
    }
    return taken;
  }

  /** An older receipt of a message that was received again still names it, as in SQS; one that is gone already is no error. */
  delete(receipt: string | undefined): void {
    const id = idOf(receipt);
    this.#messages = this.#messages.filter((message) => message.id !== id || message.receipt !== receipt);
  }

  changeVisibility(receipt: string | undefined, seconds: number): void {
    const message = this.#messages.find((candidate) => candidate.id === idOf(receipt) && candidate.receipt === receipt);
    if (!message || message.visibleAtMs <= this.#nowMs())
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    message.visibleAtMs = this.#nowMs() + seconds * 1000;
    this.#wake();
  }

  purge(): void {
    this.#messages = [];
  }

  /** When the next hidden message is visible, or undefined. */
  nextVisibleAtMs(): number | undefined {
    const times = this.#messages.map((message) => message.visibleAtMs);
    return times.length ? Math.min(...times) : undefined;
  }

  counts(): { visible: number; hidden: number; delayed: number } {
    this.#expire();
    const nowMs = this.#nowMs();
    const waiting = this.#messages.filter((message) => message.visibleAtMs > nowMs);
    const delayed = waiting.filter((message) => message.received === 0).length;
    return { visible: this.#messages.length - waiting.length, hidden: waiting.length - delayed, delayed };
  }

  #seconds(attribute: string): number {
    return Number(this.attributes[attribute]);
  }

  #expire(): void {
    const oldestMs = this.#nowMs() - this.#seconds('MessageRetentionPeriod') * 1000;
    this.#messages = this.#messages.filter((message) => message.sentMs > oldestMs);
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function idOf(receipt: string | undefined): string {
  const [id, count] = Buffer.from(receipt ?? '', 'base64')
    .toString()
    .split('#');
  if (!id || !count)
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${receipt}" is not a valid receipt handle.`, {
      statusCode: 404,
    });
  return id;
}

function describe(message: Stored): Message {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt as string,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: {
      SentTimestamp: String(message.sentMs),
      ApproximateReceiveCount: String(message.received),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
      SenderId: message.sender,
    },
    ...(Object.keys(message.attributes).length ? { MessageAttributes: message.attributes } : {}),
  };
}
