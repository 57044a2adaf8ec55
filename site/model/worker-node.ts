import type { Cloud } from '#twin/cloud.ts';
import type { HttpRequest } from '#twin/network/network.ts';
import type { CommandResult, FlowAnswer, Node, NodeFacts } from '#twin/site/node-model.ts';
import { findsItsCode } from './assets.ts';
import { DataClient } from './data-client.ts';
import { type NodeEnvironment, readEnvironment } from './environment.ts';
import { type NodeMoment, resultOf, runningMs } from './scripts.ts';
import type { NodeSettings } from './settings.ts';

/** What a message takes where the scenario says nothing of it: an assumption, as everything about a site's own work is. */
const SECONDS_PER_MESSAGE = 1;
const LEAVING_SCRIPT = '/opt/nines/collect-logs';

type Taken = { MessageId: string; ReceiptHandle: string; Body: string };

/**
 * One worker of the site, seen from outside: after its bootstrap it takes messages, one at a time, deletes what it has done and leaves
 * what failed to come back. Nobody can connect to it.
 */
export class WorkerNode implements Node {
  readonly #cloud: Cloud;
  readonly #settings: NodeSettings;
  readonly #facts: NodeFacts;
  readonly #environment: NodeEnvironment;
  readonly #database: DataClient | undefined;
  readonly #startedMs: number;
  /** When the bootstrap script is done; undefined when it never will be. */
  readonly #readyMs: number | undefined;
  readonly #stopListening: () => void;
  #isStopped = false;
  #isLeaving = false;
  /** The queue tells of what is taken from it while it answers. */
  #isTaking = false;
  /** When the message in hand is done; undefined where there is none. */
  #busyUntilMs: number | undefined;

  constructor(cloud: Cloud, settings: NodeSettings, facts: NodeFacts, onChange: () => void) {
    const random = cloud.random.split(`node ${facts.instanceId}`);
    this.#cloud = cloud;
    this.#settings = settings;
    this.#facts = facts;
    this.#environment = readEnvironment(facts.userData);
    this.#startedMs = cloud.clock.nowMs;
    const { p50, p90 } = settings.applicationBootSeconds;
    const bootMs = Math.round(random.lognormal(p50, p90) * 1000);
    this.#readyMs = this.#hasFault('node:never-boots') || !this.#canBootstrap() ? undefined : this.#startedMs + bootMs;
    const { database, queueUrl } = this.#environment;
    this.#database =
      database &&
      new DataClient({
        cloud,
        random: random.split('database'),
        endpoint: database,
        client: facts.instanceId,
        isPinned: () => this.#hasFault('node:pinned-writer'),
        onChange,
      });
    this.#stopListening = cloud.signals.on('sqs:messages', (told) => {
      if (told.queueUrl === queueUrl) this.#takeNext();
    });
    if (this.#readyMs !== undefined) cloud.clock.at(this.#readyMs, `worker on ${facts.instanceId}`, () => this.#takeNext());
  }

  answer(_request: HttpRequest): never {
    throw Object.assign(new Error(`connect ECONNREFUSED ${this.#facts.privateIp}:80`), { code: 'ECONNREFUSED' });
  }

  healthStatus(): number {
    return 0;
  }

  flow(): FlowAnswer {
    return { okShare: 0, failStatus: 502 };
  }

  /** What work costs beside waiting nobody has measured; its group looks at the queue. */
  cpuPercent(): number {
    return this.#settings.idleCpuPercent;
  }

  /** The script that a node runs before it goes ends the message in hand first, and takes no other. */
  command(commands: readonly string[], done: (result: CommandResult) => void): void {
    const script = commands.join('\n');
    const isLeaving = script.includes(LEAVING_SCRIPT);
    if (isLeaving) this.#isLeaving = true;
    const { nowMs } = this.#cloud.clock;
    const waitMs = isLeaving ? Math.max(0, (this.#busyUntilMs ?? nowMs) - nowMs) : runningMs(script, this.#moment());
    this.#cloud.clock.after(waitMs, `command on ${this.#facts.instanceId}`, () => {
      if (!this.#isStopped) done(resultOf(script, this.#moment()));
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopListening();
    this.#database?.stop();
  }

  #takeNext(): void {
    if (!this.#isUp() || this.#isLeaving || this.#isTaking || this.#busyUntilMs !== undefined) return;
    this.#isTaking = true;
    const message = this.#ask<{ Messages?: Taken[] }>('ReceiveMessage', { MaxNumberOfMessages: 1 })?.Messages?.[0];
    if (message !== undefined) this.#work(message);
    this.#isTaking = false;
  }

  #work(message: Taken): void {
    const seconds = this.#settings.secondsPerMessage ?? SECONDS_PER_MESSAGE;
    // Whoever works a message hides it as long as that takes.
    this.#ask('ChangeMessageVisibility', { ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: Math.ceil(seconds * 2) + 30 });
    this.#busyUntilMs = this.#cloud.clock.nowMs + seconds * 1000;
    this.#cloud.clock.at(this.#busyUntilMs, `message on ${this.#facts.instanceId}`, () => {
      this.#busyUntilMs = undefined;
      if (this.#isStopped) return;
      if (this.#isDone(message)) this.#ask('DeleteMessage', { ReceiptHandle: message.ReceiptHandle });
      this.#takeNext();
    });
  }

  /** Work is WordPress's, which is nothing without its database; the fault names the body of what cannot be done. */
  #isDone({ Body }: Taken): boolean {
    return !this.#cloud.faults.read('work:fails', Body) && (this.#database?.can({ kind: 'who-writes' }) ?? true);
  }

  /** What SQS answers; undefined where it does not. */
  #ask<T>(operation: string, input: object): T | undefined {
    try {
      return this.#cloud.callNow<T>('sqs', operation, { QueueUrl: this.#environment.queueUrl, ...input });
    } catch {
      // The queue is gone, or throttles: the next signal asks again.
      return undefined;
    }
  }

  #moment(): NodeMoment {
    const { instanceId, zone } = this.#facts;
    const [startedMs, readyMs, nowMs] = [this.#startedMs, this.#readyMs, this.#cloud.clock.nowMs];
    return { instanceId, zone, nowMs, startedMs, readyMs, isUp: this.#isUp(), serves: this.#isUp() };
  }

  /** Its files lie in S3, its secrets and its queue behind the names of their services. */
  #canBootstrap(): boolean {
    const isReached = ['s3', 'secretsmanager', 'sqs'].every((service) => this.#facts.reaches(service));
    return isReached && findsItsCode(this.#cloud, this.#environment);
  }

  #isUp(): boolean {
    return !this.#isStopped && this.#readyMs !== undefined && this.#cloud.clock.nowMs >= this.#readyMs;
  }

  #hasFault(fault: string): boolean {
    const { instanceId, imageId } = this.#facts;
    return Boolean(this.#cloud.faults.read(fault, instanceId) || this.#cloud.faults.read(fault, imageId));
  }
}
