import type { StateSource } from './compile-context.ts';
import type { JsonObject } from './json.ts';
import type { Catcher, Retrier } from './model.ts';

/** A retrier as it is written; the checks have seen to its types. */
type Written = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
};

/** Compiles Retry, with the service's defaults filled in (facts F13). */
export function compileRetry(source: StateSource): Retrier[] {
  return ((source.definition.Retry ?? []) as Written[]).map((entry) => ({
    errors: entry.ErrorEquals,
    intervalSeconds: entry.IntervalSeconds ?? 1,
    maxAttempts: entry.MaxAttempts ?? 3,
    backoffRate: entry.BackoffRate ?? 2,
    maxDelaySeconds: entry.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    fullJitter: entry.JitterStrategy === 'FULL',
  }));
}

/** Compiles Catch. */
export function compileCatch(source: StateSource): Catcher[] {
  return ((source.definition.Catch ?? []) as JsonObject[]).map((entry, i) => {
    const inner = source.inner(entry, `${source.at('Catch')}[${i}]`);
    return {
      errors: entry.ErrorEquals as string[],
      next: entry.Next as string,
      assign: inner.objectTemplate('Assign', `Catch[${i}]/Assign`),
      output: source.jsonata ? inner.template('Output', `Catch[${i}]/Output`) : undefined,
      resultPath: source.jsonata ? undefined : inner.resultPath(),
    };
  });
}
