import type { Cloud, MaybePromise } from '../cloud.ts';
import type { Random } from '../random.ts';
import { type DeliveryFailure, failureOf } from './failure.ts';

/** How long and how often a delivery is tried again. */
export type RetryPolicy = { readonly maximumAttempts: number; readonly maximumAgeMs: number };

/** How a delivery ended. `exhausted` names the limit that ended the retries, when one did. */
export type DeliveryEnd =
  | { readonly delivered: true; readonly attempts: number }
  | { readonly delivered: false; readonly attempts: number; readonly failure: DeliveryFailure; readonly exhausted?: string };

const NAME_OF_ATTEMPTS = 'MaximumRetryAttempts';
const NAME_OF_AGE = 'MaximumEventAgeInSeconds';

/** Tries until it works, may not be tried again, or the policy is used up; pauses double, with jitter. */
export function deliver(
  cloud: Cloud,
  random: Random,
  label: string,
  retry: RetryPolicy,
  attempt: () => MaybePromise<unknown>,
  onEnd: (end: DeliveryEnd) => void,
): void {
  const startedMs = cloud.clock.nowMs;
  const afterFailure = (error: unknown, attempts: number): void => {
    const failure = failureOf(error);
    const pauseMs = pauseAfter(cloud, random, attempts);
    const give = (exhausted?: string): void => onEnd({ delivered: false, attempts, failure, ...(exhausted ? { exhausted } : {}) });
    if (!failure.mayRetry) give();
    else if (attempts >= retry.maximumAttempts) give(NAME_OF_ATTEMPTS);
    else if (cloud.clock.nowMs + pauseMs - startedMs > retry.maximumAgeMs) give(NAME_OF_AGE);
    else cloud.clock.after(pauseMs, `retry ${label}`, () => go(attempts + 1));
  };
  const go = (attempts: number): void => {
    const succeeded = (): void => onEnd({ delivered: true, attempts });
    const failed = (error: unknown): void => afterFailure(error, attempts);
    let answer: MaybePromise<unknown>;
    try {
      answer = attempt();
    } catch (error) {
      failed(error);
      return;
    }
    if (answer instanceof Promise) void answer.then(succeeded, failed);
    else succeeded();
  };
  go(0);
}

/** Half of the pause is fixed and half drawn, so that many deliveries do not come back together. */
function pauseAfter(cloud: Cloud, random: Random, attempts: number): number {
  const fullMs = Math.min(cloud.facts.valueMs('events.retryFirstPause') * 2 ** attempts, cloud.facts.valueMs('events.retryLongestPause'));
  return fullMs * random.uniform(0.5, 1);
}
