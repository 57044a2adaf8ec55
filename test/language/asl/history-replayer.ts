import type { HistoryEvent, Json, TaskRequest } from '#language/asl/index.ts';
import { type Move, PlannedHost } from './planned-host.ts';

const SCHEDULED = /^(LambdaFunction|Activity|Task)Scheduled$/;
const OUTCOME = /^(LambdaFunction|Activity|Task)(Succeeded|Failed|TimedOut)$/;

/** What a history says became of each task, in the order in which they were scheduled. */
export function movesOf(history: readonly HistoryEvent[]): Move[] {
  return history.filter((event) => SCHEDULED.test(event.type)).map((scheduled) => moveOf(history, scheduled));
}

function moveOf(history: readonly HistoryEvent[], scheduled: HistoryEvent): Move {
  const [outcome, before] = outcomeOf(history, scheduled);
  const nothing: Move = { end: 'hang', afterMs: 0, beatsMs: [], output: null, error: '' };
  const details = scheduled.details ?? {};
  const heartbeatMs = Number(details.heartbeatInSeconds ?? 0) * 1000;
  const endMs = (outcome ?? history.at(-1) ?? scheduled).timestampMs - scheduled.timestampMs;
  if (outcome === undefined) return { ...nothing, beatsMs: beats(heartbeatMs, endMs) };
  if (outcome.type.endsWith('TimedOut')) {
    // The timeout itself ends it, or a heart that beat for the last time so long before.
    const isHeartbeat = heartbeatMs > 0 && endMs !== Number(details.timeoutInSeconds ?? 0) * 1000;
    return { ...nothing, beatsMs: beats(heartbeatMs, isHeartbeat ? endMs - heartbeatMs : endMs) };
  }
  const isAtOnce = endMs === 0 && outcome.id === before.id + 1;
  return {
    end: outcome.type.endsWith('Succeeded') ? 'succeed' : 'fail',
    afterMs: isAtOnce ? 0 : endMs,
    beatsMs: beats(heartbeatMs, endMs),
    output: JSON.parse(String(outcome.details?.output ?? 'null')) as Json,
    error: String(outcome.details?.error ?? ''),
  };
}

/** The outcome that follows an attempt's events, and the event right before it. */
function outcomeOf(history: readonly HistoryEvent[], scheduled: HistoryEvent): [HistoryEvent | undefined, HistoryEvent] {
  let last = scheduled;
  for (;;) {
    const next = history.find(
      (event) => event.previousEventId === last.id && /(Started|Submitted|Succeeded|Failed|TimedOut)$/.test(event.type),
    );
    if (next === undefined || OUTCOME.test(next.type)) return [next, last];
    last = next;
  }
}

/** Beats that keep a task alive, the last of them at the end given. */
function beats(heartbeatMs: number, untilMs: number): number[] {
  if (heartbeatMs === 0 || untilMs <= 0) return [];
  const times = [untilMs];
  while ((times[0] as number) > heartbeatMs / 2) times.unshift((times[0] as number) - heartbeatMs / 2);
  return times;
}

/** A host that knows nothing but a history, and answers each task as and when the history says that it was answered. */
export class ReplayHost extends PlannedHost {
  private readonly moves: Move[];

  constructor(history: readonly HistoryEvent[], seed: number) {
    super([], seed);
    this.moves = movesOf(history);
  }

  protected override moveOf(request: TaskRequest): Move {
    const move = this.moves.shift();
    if (move === undefined) throw new Error(`the history has no task of ${request.stateName} any more`);
    return move;
  }
}

/** How a history says that its execution ended. */
export type Told = { status: string; output: unknown; error: unknown; cause: unknown; visits: string[] };

const STATUSES: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** Reads from a history alone what an execution answered, and which states it entered. */
export function told(history: readonly HistoryEvent[]): Told {
  const last = history.at(-1);
  const { output, error, cause } = last?.details ?? {};
  return {
    status: STATUSES[last?.type ?? ''] ?? 'RUNNING',
    output: output === undefined ? undefined : JSON.parse(String(output)),
    error,
    cause,
    visits: history.filter((event) => event.type.endsWith('StateEntered')).map((event) => String(event.details?.name)),
  };
}
