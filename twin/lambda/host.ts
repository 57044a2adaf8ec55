import type { Cloud, MaybePromise } from '../cloud.ts';
import type { Random } from '../random.ts';
import type { WorldTimers } from './world-timers.ts';

/** What the virtual builtins of one world stand on. */
export type WorldHost = {
  readonly cloud: Cloud;
  readonly random: Random;
  readonly timers: WorldTimers;
  readonly environment: Record<string, string>;
  readonly functionName: string;
  readonly memoryMb: number;
  /** A line on stdout or stderr, as it is. */
  readonly write: (line: string) => void;
  /** Runs a callback of the world's; what it throws fails the invocation and not the twin. */
  readonly guard: (run: () => void) => void;
  /** Whether the environment was discarded: what still runs in it reaches nothing any more. */
  readonly isDead: () => boolean;
  /** Waits for an answer that takes virtual time: the running invocation is blocked until then. */
  readonly wait: <T>(answer: Promise<T>) => Promise<T>;
  readonly startedMs: number;
};

export const isPromise = <T>(value: MaybePromise<T>): value is Promise<T> => value instanceof Promise;
