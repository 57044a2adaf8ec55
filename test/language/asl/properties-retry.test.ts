import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, LAMBDA, START_MS, TestHost } from './host.ts';
import { courseOf, type RetrierSource } from './retry-second-reading.ts';

const error = fc.constantFrom('A', 'B', 'C');
const settings = {
  IntervalSeconds: fc.integer({ min: 1, max: 9 }),
  MaxAttempts: fc.integer({ min: 0, max: 4 }),
  BackoffRate: fc.constantFrom(1, 1.25, 1.5, 2, 10),
  MaxDelaySeconds: fc.constantFrom(1, 10, 100),
};
const retrier = fc.record<RetrierSource>(
  { ErrorEquals: fc.array(error, { minLength: 1, maxLength: 2 }), ...settings },
  { requiredKeys: ['ErrorEquals'] },
);
const last = fc.record<RetrierSource>(
  { ErrorEquals: fc.constantFrom(['States.ALL'], ['States.TaskFailed'], ['A']), ...settings },
  { requiredKeys: ['ErrorEquals'] },
);
const retriers = fc.tuple(fc.array(retrier, { maxLength: 2 }), last).map(([first, end]) => [...first, end]);
const errors = fc.array(error, { maxLength: 8 });

/** A day is more than the longest course takes. */
const DAY_SECONDS = 86_400;

async function ran(retry: object[], failures: string[], draws: number[] = []): Promise<{ seconds: number[]; error: string | undefined }> {
  const host = new TestHost((_request, done, nth) => {
    const name = failures[nth];
    if (name === undefined) done.succeed(null);
    else done.fail(name);
  });
  host.draws = draws;
  const execution = await begin({ StartAt: 'S', States: { S: { Type: 'Task', Resource: LAMBDA, Retry: retry, End: true } } }, host);
  await host.pass(DAY_SECONDS);
  return { seconds: host.calls.map((call) => (call.atMs - START_MS) / 1000), error: execution.error };
}

describe('Retry against a second reading', () => {
  it('agrees on when each attempt begins, and on what stands at the end', async () => {
    let retried = 0;

    await fc.assert(
      fc.asyncProperty(retriers, errors, async (retry, failures) => {
        const expected = courseOf(retry, failures);
        expect(await ran(retry, failures)).toEqual(expected);
        retried += expected.seconds.length - 1;
      }),
      { numRuns: 300 },
    );

    expect(retried).toBeGreaterThan(150);
  });

  it('with full jitter waits the drawn share of each delay, and as often', async () => {
    const shares = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 8, maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(retriers, errors, shares, async (retry, failures, draws) => {
        const plain = courseOf(retry, failures);
        const jittered = await ran(
          retry.map((one) => ({ ...one, JitterStrategy: 'FULL' })),
          failures,
          [...draws],
        );

        const waits = plain.seconds.slice(1).map((at, i) => at - (plain.seconds[i] as number));
        const drawn = jittered.seconds.slice(1).map((at, i) => at - (jittered.seconds[i] as number));
        expect(drawn.length).toBe(waits.length);
        for (const [i, wait] of waits.entries()) expect(drawn[i]).toBeCloseTo(wait * (draws[i] as number), 2);
        expect(jittered.error).toBe(plain.error);
      }),
      { numRuns: 150 },
    );
  });
});
