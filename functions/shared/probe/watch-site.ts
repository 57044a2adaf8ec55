import { isGood } from '#domain/probe-evidence.ts';
import type { ProbeInput } from '#events/probe.ts';
import { describeDatabase } from '../database-state.ts';
import { messageOf } from '../errors.ts';
import { readMarks, setMark } from '../ledger/marks.ts';
import { logger } from '../logger.ts';
import { reasonToAbort } from '../runs/standing.ts';
import { abortWaits } from '../waits/complete-wait.ts';
import { takeSample } from './ask-site.ts';
import { CHUNK_MS, ChunkBuffer } from './chunks.ts';
import { siteKey } from './site-key.ts';
import { beat } from './token.ts';

const SECOND_MS = 1_000;
/** RDS is described, and the marks are read, so often. */
const LOOK_EVERY_SECONDS = 15;
/** Three beats fit into the task's heartbeat of 90 s. */
const BEAT_EVERY_SECONDS = 30;
/** After the longest request of a minute's last second, so that its chunk is whole. */
const FLUSH_AT_SECOND = 7;
/** So many good samples in a row show that the probe hears the site. */
const READY_AFTER = 10;

/** Why an invocation stopped watching. `over`: its time is up. `stopped`: the drill has seen enough. `abandoned`: nobody waits. */
export type WatchEnd = 'over' | 'stopped' | 'abandoned';

/** One invocation's share of the probe: samples each second from `fromMs` until `untilMs`, unless it is stopped before. */
export class SiteWatch {
  readonly originMs: number;
  readonly chunks: ChunkBuffer;
  isReady: boolean;
  lastSampleMs: number;
  private readonly input: ProbeInput;
  private readonly pending = new Set<Promise<void>>();
  private goodInARow = 0;
  private end: WatchEnd | undefined;

  constructor(input: ProbeInput, originMs: number) {
    this.input = input;
    this.originMs = originMs;
    this.chunks = new ChunkBuffer(input.run.runId, originMs);
    this.isReady = input.handover?.isReady ?? false;
    this.lastSampleMs = originMs;
  }

  /** Samples until the end. `onSecond` is told of each second that is begun. */
  async watch(fromMs: number, untilMs: number, onSecond: (tickMs: number) => void): Promise<WatchEnd> {
    for (let tickMs = fromMs; tickMs < untilMs && this.end === undefined; tickMs += SECOND_MS) {
      await sleepUntil(tickMs);
      if (this.end !== undefined) break;
      // A second that was slept through is lost: asking twice in one second would not bring it back.
      if (Date.now() >= tickMs + SECOND_MS) continue;
      this.begin('sample', this.sample(tickMs));
      this.beginDuties(tickMs);
      onSecond(tickMs);
    }
    // Requests have timeouts, so this ends; what they still bring belongs to the evidence.
    await Promise.all(this.pending);
    return this.end ?? 'over';
  }

  private beginDuties(tickMs: number): void {
    const second = Math.round((tickMs - this.originMs) / SECOND_MS);
    if (second % LOOK_EVERY_SECONDS === 0) {
      this.begin('look at the database', this.lookAtDatabase(tickMs));
      this.begin('look for marks', this.lookForMarks());
    }
    if (second % BEAT_EVERY_SECONDS === 0) this.begin('heartbeat', this.heartbeat());
    if (second % (CHUNK_MS / SECOND_MS) === FLUSH_AT_SECOND) this.begin('flush', this.chunks.flush(tickMs));
  }

  /** Runs beside the seconds, which wait for nothing. What fails here is tried again at its next turn. */
  private begin(what: string, work: Promise<void>): void {
    const guarded = work.catch((error) => logger.warn(`The probe could not ${what}.`, { reason: messageOf(error) }));
    this.pending.add(guarded);
    void guarded.finally(() => this.pending.delete(guarded));
  }

  private async sample(tickMs: number): Promise<void> {
    const { origin, healthPath, run } = this.input;
    // The second itself is the number: no two seconds, invocations or drills share one.
    const key = await siteKey(run.site, Date.now());
    const sample = await takeSample(origin, healthPath, Date.now(), tickMs / SECOND_MS, key);
    this.lastSampleMs = Math.max(this.lastSampleMs, tickMs);
    this.chunks.add(tickMs, { kind: 'sample', ...sample });
    this.goodInARow = isGood(sample) ? this.goodInARow + 1 : 0;
    if (this.isReady || this.goodInARow < READY_AFTER) return;
    this.isReady = true;
    await setMark(run.runId, 'probe-ready', `${READY_AFTER} good samples in a row.`, Date.now());
  }

  private async lookAtDatabase(tickMs: number): Promise<void> {
    const database = await describeDatabase(this.input.databaseIdentifier);
    if (database !== undefined) this.chunks.add(tickMs, { kind: 'database', atMs: Date.now(), ...database });
  }

  private async lookForMarks(): Promise<void> {
    const { runId } = this.input.run;
    const abort = await reasonToAbort(runId);
    if (abort !== undefined) {
      await abortWaits(runId, abort);
      this.end = 'abandoned';
      return;
    }
    if ((await readMarks(runId))['probe-stop'] !== undefined) this.end ??= 'stopped';
  }

  private async heartbeat(): Promise<void> {
    if (!(await beat(this.input.token))) this.end = 'abandoned';
  }
}

/** Resolves at an instant, or at once if it has passed. */
export async function sleepUntil(atMs: number): Promise<void> {
  const delayMs = atMs - Date.now();
  if (delayMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, delayMs));
}
