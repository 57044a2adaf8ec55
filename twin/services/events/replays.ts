import type { ReplayState } from '@aws-sdk/client-eventbridge';
import type { Timer } from '../../clock.ts';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Archive, ArchivedEvent, ArchiveStore } from './archives.ts';
import { limitExceeded } from './buses.ts';
import type { Envelope, Passages } from './envelope.ts';

/** A run through an archive: events between two times, to all rules of the bus or to some. */
export type Replay = ReplayRequest & {
  readonly arn: string;
  readonly startedMs: number;
  state: ReplayState;
  lastEventMs: number | undefined;
  endedMs: number | undefined;
  timer: Timer | undefined;
};

export type ReplayRequest = {
  readonly name: string;
  readonly description: string | undefined;
  readonly archive: Archive;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onlyRules: ReadonlySet<string> | undefined;
};

const MINUTE_MS = 60_000;
const REPLAY_NAME = /^[.\-_A-Za-z0-9]{1,64}$/;
const isActive = ({ state }: Replay): boolean => state === 'STARTING' || state === 'RUNNING' || state === 'CANCELLING';

/** Replays archives: one minute of the events' own time after another, without an order within a minute. */
export class Replays {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #archives: ArchiveStore;
  readonly #passages: Passages;
  readonly #replays = new Map<string, Replay>();

  constructor(cloud: Cloud, random: Random, archives: ArchiveStore, passages: Passages) {
    this.#cloud = cloud;
    this.#random = random;
    this.#archives = archives;
    this.#passages = passages;
  }

  all(): Replay[] {
    return [...this.#replays.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  require(name: string | undefined): Replay {
    const replay = this.#replays.get(name ?? '');
    if (!replay) throw new AwsError('ResourceNotFoundException', `Replay ${name} does not exist.`);
    return replay;
  }

  start(request: ReplayRequest): Replay {
    const { name } = request;
    if (!REPLAY_NAME.test(name)) throw new AwsError('ValidationException', `Replay name ${name} is not valid.`);
    if (this.#replays.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    if (this.all().filter(isActive).length >= this.#cloud.facts.value('events.activeReplays')) throw limitExceeded();
    const replay: Replay = {
      ...request,
      arn: serviceArn(this.#cloud, 'events', `replay/${name}`),
      startedMs: this.#cloud.clock.nowMs,
      state: 'STARTING',
      lastEventMs: undefined,
      endedMs: undefined,
      timer: undefined,
    };
    this.#replays.set(name, replay);
    this.#after('events.replayStart', replay, () => {
      replay.state = 'RUNNING';
      this.#playMinuteFrom(replay, replay.fromMs);
    });
    return replay;
  }

  /** What has been replayed stays so; the rest is not. */
  cancel(replay: Replay): void {
    if (replay.state !== 'STARTING' && replay.state !== 'RUNNING')
      throw new AwsError('IllegalStatusException', `Replay ${replay.name} is not in a valid state for this operation.`);
    replay.timer?.cancel();
    replay.state = 'CANCELLING';
    this.#after('events.replayInterval', replay, () => this.#end(replay, 'CANCELLED'));
  }

  /** Plays the first minute with events at or after `fromMs`, then waits for the next. Minutes count from the start of the range. */
  #playMinuteFrom(replay: Replay, fromMs: number): void {
    const left = this.#archives.eventsOf(replay.archive).filter(({ timeMs }) => timeMs >= fromMs && timeMs < replay.toMs);
    if (left.length === 0) {
      this.#end(replay, 'COMPLETED');
      return;
    }
    const firstMs = left.reduce((earliest, { timeMs }) => Math.min(earliest, timeMs), Number.POSITIVE_INFINITY);
    const endMs = replay.fromMs + (Math.floor((firstMs - replay.fromMs) / MINUTE_MS) + 1) * MINUTE_MS;
    for (const event of shuffled(
      left.filter(({ timeMs }) => timeMs < endMs),
      this.#random,
    ))
      this.#send(replay, event);
    this.#after('events.replayInterval', replay, () => this.#playMinuteFrom(replay, endMs));
  }

  #send(replay: Replay, event: ArchivedEvent): void {
    replay.lastEventMs = Math.max(replay.lastEventMs ?? 0, event.timeMs);
    this.#passages.emitAgain({
      envelope: named(event.envelope, replay.name),
      busName: replay.archive.bus.name,
      isForwarded: false,
      onlyRules: replay.onlyRules,
      isScheduled: false,
    });
  }

  #end(replay: Replay, state: ReplayState): void {
    replay.state = state;
    replay.endedMs = this.#cloud.clock.nowMs;
  }

  #after(fact: string, replay: Replay, next: () => void): void {
    replay.timer = this.#cloud.clock.after(this.#cloud.facts.drawMs(fact, this.#random), `replay ${replay.name}`, next);
  }
}

function named({ resources, detail, ...head }: Envelope, replayName: string): Envelope {
  return { ...head, 'replay-name': replayName, resources, detail };
}

function shuffled(events: readonly ArchivedEvent[], random: Random): ArchivedEvent[] {
  const order = events.map((event) => ({ event, key: random.next() }));
  return order.sort((one, other) => one.key - other.key).map(({ event }) => event);
}
