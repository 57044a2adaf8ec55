import type { Timer } from '../../clock.ts';

/** A change of a group's limits or capacity by the calendar (A27, A28). */
export type ScheduledAction = {
  readonly name: string;
  readonly arn: string;
  minSize?: number | undefined;
  maxSize?: number | undefined;
  desired?: number | undefined;
  recurrence?: string | undefined;
  timezone?: string | undefined;
  startMs?: number | undefined;
  endMs?: number | undefined;
  /** The next occurrence and its timer. */
  nextMs?: number | undefined;
  timer?: Timer | undefined;
};
