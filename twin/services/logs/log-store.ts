import { AwsError } from '../../errors.ts';

export type LogEvent = { readonly timestampMs: number; readonly ingestedMs: number; readonly message: string };
export type LogGroup = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  retentionDays: number | undefined;
  tags: Readonly<Record<string, string>>;
  readonly streams: Map<string, LogEvent[]>;
};

/** Lines kept of one stream; older ones go first. A laptop is no archive. */
const MAX_LINES_PER_STREAM = 5000;
const DAY_MS = 86_400_000;

/** The log groups of the account. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>();
  readonly #arnOf: (name: string) => string;
  readonly #nowMs: () => number;

  constructor(arnOf: (name: string) => string, nowMs: () => number) {
    this.#arnOf = arnOf;
    this.#nowMs = nowMs;
  }

  all(): LogGroup[] {
    return [...this.#groups.values()];
  }

  find(name: string): LogGroup {
    const found = this.#groups.get(name);
    if (!found) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return found;
  }

  /** The lines of a stream that its group still keeps: those older than its retention are gone. */
  kept(group: LogGroup, streamName: string): LogEvent[] {
    const events = group.streams.get(streamName) ?? [];
    if (group.retentionDays === undefined) return events;
    const sinceMs = this.#nowMs() - group.retentionDays * DAY_MS;
    return events.filter(({ timestampMs }) => timestampMs >= sinceMs);
  }

  create(name: string): LogGroup {
    if (this.#groups.has(name)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    const group: LogGroup = {
      name,
      arn: this.#arnOf(name),
      createdMs: this.#nowMs(),
      retentionDays: undefined,
      tags: {},
      streams: new Map(),
    };
    this.#groups.set(name, group);
    return group;
  }

  delete(name: string): void {
    this.#groups.delete(this.find(name).name);
  }

  /** Keeps a line of a function; its group is made when it is not there, as Lambda's own permissions do. */
  append(groupName: string, streamName: string, timestampMs: number, message: string): void {
    const group = this.#groups.get(groupName) ?? this.create(groupName);
    const stream = group.streams.get(streamName) ?? [];
    stream.push({ timestampMs, ingestedMs: this.#nowMs(), message });
    if (stream.length > MAX_LINES_PER_STREAM) stream.shift();
    group.streams.set(streamName, stream);
  }
}
