import { createSqs } from '#twin/services/sqs/index.ts';
import { PLACES } from './places.ts';
import { SignedTwin } from './signed-twin.ts';

/** Short, so that what fails is soon there again. */
const VISIBILITY_SECONDS = 4;
const ATTEMPTS = 2;

/** The queue of the work and that of its dead letters, in the twin's SQS. */
export class WorkQueue extends SignedTwin {
  readonly place: { url: string; endpoint: string; visibilitySeconds: number };
  readonly #deadUrl: string;

  constructor() {
    super('sqs', createSqs);
    this.#deadUrl = this.ask('CreateQueue', { QueueName: 'nines-myapp-work-dead' }).QueueUrl;
    const { Attributes: dead } = this.ask('GetQueueAttributes', { QueueUrl: this.#deadUrl, AttributeNames: ['QueueArn'] });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.QueueArn, maxReceiveCount: ATTEMPTS });
    const Attributes = { VisibilityTimeout: `${VISIBILITY_SECONDS}`, RedrivePolicy };
    const { QueueUrl: url } = this.ask('CreateQueue', { QueueName: 'nines-myapp-work', Attributes });
    this.place = { url, endpoint: `http://${PLACES.queue}`, visibilitySeconds: VISIBILITY_SECONDS };
  }

  override async start(): Promise<void> {
    await super.start(PLACES.queue);
  }

  /** How many messages wait, and how many are worked on. */
  counts(): { waiting: number; inHand: number } {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes } = this.ask('GetQueueAttributes', { QueueUrl: this.place.url, AttributeNames });
    return { waiting: Number(Attributes.ApproximateNumberOfMessages), inHand: Number(Attributes.ApproximateNumberOfMessagesNotVisible) };
  }

  /** The bodies of the messages that nobody could do. */
  deadLetters(): string[] {
    const { Messages = [] } = this.ask('ReceiveMessage', { QueueUrl: this.#deadUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    return Messages.map(({ Body }: { Body: string }) => Body);
  }
}
