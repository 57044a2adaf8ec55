/** A retrier as it stands in a definition. */
export type RetrierSource = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
};

/** When each attempt begins, in seconds after the first, and the error that stands at the end. */
export type Course = { seconds: number[]; error: string | undefined };

const RESERVED = ['States.ALL', 'States.TaskFailed'];

/**
 * A second reading of Retry, slow and obvious: go through the errors that the attempts meet, one after the other, and keep for each
 * retrier how often it was used and how long it would wait now. Errors that run out are followed by a success.
 */
export function courseOf(retriers: readonly RetrierSource[], errors: readonly string[]): Course {
  const used = retriers.map(() => 0);
  const waits = retriers.map((retrier) => retrier.IntervalSeconds ?? 1);
  const seconds = [0];
  for (const error of errors) {
    const at = retriers.findIndex((retrier) => retrier.ErrorEquals.some((name) => name === error || RESERVED.includes(name)));
    const retrier = retriers[at];
    if (retrier === undefined || used[at] === (retrier.MaxAttempts ?? 3)) return { seconds, error };
    const waitSeconds = Math.min(waits[at] as number, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
    seconds.push(Math.round(((seconds.at(-1) as number) + waitSeconds) * 1000) / 1000);
    used[at] = (used[at] as number) + 1;
    waits[at] = (waits[at] as number) * (retrier.BackoffRate ?? 2);
  }
  return { seconds, error: undefined };
}
