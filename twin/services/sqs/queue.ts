import { createHash } from 'node:crypto';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Timer, VirtualClock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { Timeline } from '../../timeline.ts';

/** Defaults of a queue, in the attributes' own spelling and units (API reference: SetQueueAttributes). */
const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  MaximumMessageSize: '1048576',
};

/** Changes of the oldest message that are remembered: metrics look back over minutes. */
const MAX_OLDEST = 10_000;

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
  /** How many messages can be received, as metrics look back at it. */
  readonly visible: Timeline;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #onChange: () => void;
  readonly #listeners = new Set<() => void>();
  /** Since when which message has been the oldest; undefined where there was none. */
  readonly #oldest: { atMs: number; sentMs: number | undefined }[] = [];
  #messages: Stored[] = [];
  #reappearing: Timer | undefined;

  /** `onChange` hears of every message that comes, goes, hides or can be received again. */
  constructor(facts: { name: string; url: string; arn: string }, clock: VirtualClock, random: Random, onChange: () => void) {
    this.name = facts.name;
    this.url = facts.url;
    this.arn = facts.arn;
    this.#clock = clock;
    this.#random = random;
    this.#onChange = onChange;
    this.createdMs = clock.nowMs;
    this.visible = new Timeline(() => clock.nowMs);
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
    const { nowMs } = this.#clock;
    const visibleAtMs = nowMs + (delaySeconds ?? this.#seconds('DelaySeconds')) * 1000;
    const id = this.#random.uuid();
    this.#messages.push({ id, body, attributes, sentMs: nowMs, visibleAtMs, received: 0, sender });
    this.#appear(visibleAtMs);
    this.#changed();
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  /** Up to `count` visible messages, hidden from others for the visibility timeout; `overflow` takes those received too often. */
  receive(count: number, visibilitySeconds: number | undefined, overflow: (sent: Sent) => boolean): Message[] {
    this.#expire();
    const { nowMs } = this.#clock;
    const taken: Message[] = [];
    const dead = new Set<Stored>();
    for (const message of this.#messages.filter((candidate) => candidate.visibleAtMs <= nowMs)) {
      if (taken.length === count) break;
      const limit = this.redrive?.maxReceiveCount;
      if (limit !== undefined && message.received >= limit && overflow(message)) {
        dead.add(message);
        continue;
      }
      message.received++;
      message.firstReceivedMs ??= nowMs;
      this.#hide(message, visibilitySeconds ?? this.#seconds('VisibilityTimeout'));
      message.receipt = Buffer.from(`${message.id}#${message.received}#${this.#random.hex(16)}`).toString('base64');
      taken.push(describe(message));
    }
    // Who hears of it may receive at once: everything has to be in its place before.
    if (dead.size > 0) this.#remove((message) => dead.has(message));
    if (taken.length > 0) this.#onChange();
    return taken;
  }

  /** An older receipt of a message that was received again still names it, as in SQS; one that is gone already is no error. */
  delete(receipt: string | undefined): void {
    const id = idOf(receipt);
    this.#remove((message) => message.id === id && message.receipt === receipt);
  }

  changeVisibility(receipt: string | undefined, seconds: number): void {
    const message = this.#messages.find((candidate) => candidate.id === idOf(receipt) && candidate.receipt === receipt);
    if (!message || message.visibleAtMs <= this.#clock.nowMs)
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    this.#hide(message, seconds);
    this.#changed();
  }

  purge(): void {
    this.#remove(() => true);
  }

  /** How old the oldest message was at a moment, in seconds; undefined where there was none. */
  oldestAgeSeconds(atMs: number): number | undefined {
    const sentMs = this.#oldest.findLast((one) => one.atMs <= atMs)?.sentMs;
    return sentMs === undefined ? undefined : (atMs - sentMs) / 1000;
  }

  /** When the next hidden message is visible, or undefined. */
  nextVisibleAtMs(): number | undefined {
    const times = this.#messages.map((message) => message.visibleAtMs);
    return times.length ? Math.min(...times) : undefined;
  }

  counts(): { visible: number; hidden: number; delayed: number } {
    this.#expire();
    const { nowMs } = this.#clock;
    const waiting = this.#messages.filter((message) => message.visibleAtMs > nowMs);
    const delayed = waiting.filter((message) => message.received === 0).length;
    return { visible: this.#messages.length - waiting.length, hidden: waiting.length - delayed, delayed };
  }

  #seconds(attribute: string): number {
    return Number(this.attributes[attribute]);
  }

  #expire(): void {
    const oldestMs = this.#clock.nowMs - this.#seconds('MessageRetentionPeriod') * 1000;
    if (this.#messages.some((message) => message.sentMs <= oldestMs)) this.#remove((message) => message.sentMs <= oldestMs);
  }

  /** A message that was received, or whose time was changed, can be received from then on. */
  #hide(message: Stored, seconds: number): void {
    this.#disappear(message);
    message.visibleAtMs = this.#clock.nowMs + seconds * 1000;
    this.#appear(message.visibleAtMs);
  }

  #remove(isGone: (message: Stored) => boolean): void {
    const gone = this.#messages.filter(isGone);
    if (gone.length === 0) return;
    for (const message of gone) this.#disappear(message);
    this.#messages = this.#messages.filter((message) => !isGone(message));
    this.#noteOldest();
    this.#onChange();
  }

  #appear(atMs: number): void {
    this.visible.add(atMs, 1);
    if (atMs > this.#clock.nowMs && (this.#reappearing === undefined || this.#reappearing.atMs > atMs)) this.#awaitVisible(atMs);
  }

  /** What would have become visible does not; what is visible is no longer. */
  #disappear({ visibleAtMs }: Stored): void {
    this.visible.add(Math.max(visibleAtMs, this.#clock.nowMs), -1);
  }

  /** One timer, for whichever message can be received next: whoever waits for messages is told, and nobody has to ask. */
  #awaitVisible(atMs: number): void {
    this.#reappearing?.cancel();
    this.#reappearing = this.#clock.at(atMs, `message of ${this.name} visible`, () => {
      this.#reappearing = undefined;
      const nextMs = Math.min(...this.#messages.map(({ visibleAtMs }) => visibleAtMs).filter((ms) => ms > this.#clock.nowMs));
      if (Number.isFinite(nextMs)) this.#awaitVisible(nextMs);
      if (this.#messages.some(({ visibleAtMs }) => visibleAtMs <= this.#clock.nowMs)) this.#changed();
    });
  }

  #noteOldest(): void {
    const { nowMs } = this.#clock;
    const sentMs = this.#messages[0]?.sentMs;
    const last = this.#oldest.at(-1);
    if (last?.sentMs === sentMs) return;
    if (last?.atMs === nowMs) last.sentMs = sentMs;
    else this.#oldest.push({ atMs: nowMs, sentMs });
    if (this.#oldest.length > MAX_OLDEST) this.#oldest.shift();
  }

  #changed(): void {
    this.#noteOldest();
    for (const listener of [...this.#listeners]) listener();
    this.#onChange();
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
