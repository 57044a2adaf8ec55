import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Reserved, type StateError } from './errors.ts';
import { leave } from './flow.ts';
import type { Json } from './json.ts';
import type { Catcher, MapState, ParallelState, Retrier, TaskState } from './model.ts';
import type { Exit } from './program.ts';

type Attempting = TaskState | ParallelState | MapState;

/** Runs a state's attempts until one succeeds, Retry is exhausted and Catch takes over, or the failure stands. */
export function* withRetry(activation: Activation, state: Attempting, attempt: () => Co<Exit>, onFinalFailure?: () => void): Co<Exit> {
  activation.retryCount = 0;
  const used = state.retry.map(() => 0);
  for (;;) {
    let failure: StateError;
    try {
      return yield* attempt();
    } catch (error) {
      failure = activation.failure(error);
    }
    activation.setResult(undefined);
    activation.taskToken = undefined;
    if (!failure.catchable) throw failure;
    const at = state.retry.findIndex((retrier) => matches(retrier.errors, failure));
    const retrier = state.retry[at];
    const count = used[at] ?? 0;
    if (retrier !== undefined && count < retrier.maxAttempts) {
      used[at] = count + 1;
      yield* pause(
        activation,
        retryDelayMs(retrier, count, () => activation.ambient.random()),
      );
      activation.retryCount += 1;
      activation.frame.run.transition();
      continue;
    }
    onFinalFailure?.();
    const catcher = state.catchers.find((one) => matches(one.errors, failure));
    if (catcher === undefined) throw failure;
    return yield* leaveByCatch(activation, state, catcher, failure);
  }
}

/** Whether Retry's or Catch's names match a failure, reserved names included. */
export function matches(names: readonly string[], failure: StateError): boolean {
  if (!failure.catchable) return false;
  return names.some((name) => {
    if (name === Reserved.all) return failure.matchedByAll;
    if (name === failure.error || failure.aliases.includes(name)) return true;
    return name === Reserved.taskFailed && failure.error !== Reserved.timeout && failure.matchedByAll;
  });
}

/** The delay before the retry number `count` (from 0) of a retrier: backed off, capped, and with full jitter anywhere from nothing to that. */
export function retryDelayMs(retrier: Retrier, count: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** count, retrier.maxDelaySeconds, MAX_DELAY_SECONDS);
  return Math.round(seconds * 1000 * (retrier.fullJitter ? random() : 1));
}

/** Backing off has to end somewhere before numbers do. */
const MAX_DELAY_SECONDS = 99_999_999;

function* pause(activation: Activation, delayMs: number): Co<void> {
  const { run, life } = activation.frame;
  yield (resume) => {
    const timer = run.host.after(delayMs, () => {
      release();
      resume(undefined);
    });
    const release = life.onEnd(() => timer.cancel());
  };
}

function* leaveByCatch(activation: Activation, state: Attempting, catcher: Catcher, failure: StateError): Co<Exit> {
  const errorOutput: Json = { Error: failure.error ?? '', Cause: failure.detail ?? '' };
  activation.setErrorOutput(errorOutput);
  return yield* leave(activation, state, errorOutput, {
    next: catcher.next,
    assign: catcher.assign,
    output: catcher.output,
    resultPath: catcher.resultPath,
    hasResult: true,
    ignoreOutputPath: true,
  });
}
