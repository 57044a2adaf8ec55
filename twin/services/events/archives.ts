import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, TwinFailure } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { EventBus } from './buses.ts';
import { entrySize } from './entry-size.ts';
import type { Envelope } from './envelope.ts';
import type { Rule, RuleStore } from './rules.ts';

/** An event in an archive; `timeMs` is its own time, by which it is replayed. */
export type ArchivedEvent = {
  readonly envelope: Envelope;
  readonly timeMs: number;
  readonly archivedMs: number;
  readonly sizeBytes: number;
};

/** Events of one bus, kept for some days. */
export type Archive = ArchiveRequest & {
  readonly name: string;
  readonly arn: string;
  readonly bus: EventBus;
  readonly createdMs: number;
  readonly ruleName: string;
};

export type ArchiveRequest = { description: string | undefined; patternText: string | undefined; retentionDays: number };

/** Keeps what an archive's managed rule matched. */
export type ArchiveKeeper = { keep(rule: Rule, envelope: Envelope): void };

/** Who manages the rules of archives; as DescribeRule shows it. */
const MANAGER = 'prod.vhs.events.aws.internal';
const ARCHIVE_NAME = /^[.\-_A-Za-z0-9]{1,48}$/;
const DAY_MS = 86_400_000;
/** A laptop is no archive: more events than this would fill its memory. */
const MAX_EVENTS = 1_000_000;

/** The archives of the account. Each has a managed rule on its bus, which leaves replayed events out. */
export class ArchiveStore implements ArchiveKeeper {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #rules: RuleStore;
  readonly #archives = new Map<string, Archive>();
  readonly #events = new Map<string, ArchivedEvent[]>();

  constructor(cloud: Cloud, random: Random, rules: RuleStore) {
    this.#cloud = cloud;
    this.#random = random;
    this.#rules = rules;
  }

  find(name: string | undefined): Archive | undefined {
    return this.#archives.get(name ?? '');
  }

  require(name: string | undefined): Archive {
    const archive = this.find(name);
    if (!archive) throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`);
    return archive;
  }

  all(): Archive[] {
    return [...this.#archives.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  create(name: string, bus: EventBus, request: ArchiveRequest): Archive {
    if (!ARCHIVE_NAME.test(name)) throw new AwsError('ValidationException', `Archive name ${name} is not valid.`);
    if (this.#archives.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`);
    const arn = serviceArn(this.#cloud, 'events', `archive/${name}`);
    const archive: Archive = { ...request, name, arn, bus, createdMs: this.#cloud.clock.nowMs, ruleName: `Events-Archive-${name}` };
    this.#putRule(archive);
    this.#archives.set(name, archive);
    this.#events.set(archive.ruleName, []);
    return archive;
  }

  change(archive: Archive, request: ArchiveRequest): void {
    const before = { ...archive };
    Object.assign(archive, request);
    try {
      this.#putRule(archive);
    } catch (error) {
      Object.assign(archive, before);
      throw error;
    }
  }

  delete(archive: Archive): void {
    const rule = archive.bus.rules.get(archive.ruleName);
    if (rule) this.#rules.remove(rule);
    this.#archives.delete(archive.name);
    this.#events.delete(archive.ruleName);
  }

  /** What is in the archive now: the retention is applied when somebody looks. */
  eventsOf(archive: Archive): readonly ArchivedEvent[] {
    const events = this.#events.get(archive.ruleName) ?? [];
    if (archive.retentionDays === 0) return events;
    const oldestMs = this.#cloud.clock.nowMs - archive.retentionDays * DAY_MS;
    const kept = events.filter((event) => event.archivedMs > oldestMs);
    this.#events.set(archive.ruleName, kept);
    return kept;
  }

  keep(rule: Rule, envelope: Envelope): void {
    const delayMs = this.#cloud.facts.drawMs('events.toArchive', this.#random);
    this.#cloud.clock.after(delayMs, `archive ${rule.name}`, () => {
      const events = this.#events.get(rule.name);
      if (events === undefined) return;
      if (events.length >= MAX_EVENTS) throw new TwinFailure(`the archive of ${rule.name} has more than ${MAX_EVENTS} events`);
      const archivedMs = this.#cloud.clock.nowMs;
      events.push({ envelope, timeMs: Date.parse(envelope.time), archivedMs, sizeBytes: entrySize(envelope) });
    });
  }

  #putRule({ name, arn, bus, ruleName, patternText }: Archive): void {
    if (patternText !== undefined) this.#rules.pattern(patternText);
    const pattern = { ...JSON.parse(patternText ?? '{}'), 'replay-name': [{ exists: false }] };
    const rule = this.#rules.put(bus.name, {
      name: ruleName,
      patternText: JSON.stringify(pattern),
      scheduleExpression: undefined,
      description: undefined,
      roleArn: undefined,
      state: 'ENABLED',
      managedBy: MANAGER,
    });
    rule.targets.set(ruleName, {
      Id: ruleName,
      Arn: `arn:aws:events:${this.#cloud.region}:::`,
      Input: JSON.stringify({ archive: arn, name }),
    });
  }
}
