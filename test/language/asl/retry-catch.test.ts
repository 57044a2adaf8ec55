import { describe, expect, it } from 'vitest';
import { matches, retryDelayMs } from '#language/asl/attempts.ts';
import { StateError } from '#language/asl/errors.ts';
import { begin, LAMBDA, run, START_MS, TestHost } from './host.ts';

const failing = (retry: object[], fields: object = {}) => ({
  StartAt: 'S',
  States: { S: { Type: 'Task', Resource: LAMBDA, Retry: retry, End: true, ...fields } },
});

const secondsOf = (host: TestHost) => host.calls.map((call) => (call.atMs - START_MS) / 1000);

describe('Retry', () => {
  it.each<[retrier: object, seconds: number[]]>([
    [{}, [0, 1, 3, 7]],
    [{ MaxAttempts: 0 }, [0]],
    [{ IntervalSeconds: 3, MaxAttempts: 2 }, [0, 3, 9]],
    [{ BackoffRate: 1, MaxAttempts: 3 }, [0, 1, 2, 3]],
    [{ BackoffRate: 1.5, MaxAttempts: 3 }, [0, 1, 2.5, 4.75]],
    [{ IntervalSeconds: 0, MaxAttempts: 2 }, [0, 0, 0]],
    [{ IntervalSeconds: 2, BackoffRate: 10, MaxDelaySeconds: 5, MaxAttempts: 3 }, [0, 2, 7, 12]],
  ])('with %j tries at the seconds %j', async (retrier, seconds) => {
    const host = new TestHost((_request, done) => done.fail('Boom', 'why'));
    const execution = await begin(failing([{ ErrorEquals: ['Boom'], ...retrier }]), host);

    await host.pass(3_600);

    expect(secondsOf(host)).toEqual(seconds);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Boom', cause: 'why', transitions: seconds.length });
  });

  it('counts each retrier by itself, and the state’s retries together', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const host = new TestHost((_request, done, nth) => done.fail(errors[nth] ?? 'A'));
    const execution = await begin(
      failing([
        { ErrorEquals: ['A'], MaxAttempts: 2, BackoffRate: 1 },
        { ErrorEquals: ['B'], MaxAttempts: 2, BackoffRate: 1 },
      ]),
      host,
    );

    await host.pass(60);

    expect(host.calls.map((call) => (call.request.context as { State: { RetryCount: number } }).State.RetryCount)).toEqual([0, 1, 2, 3, 4]);
    expect(execution.error).toBe('A');
  });

  it('counts anew each time the state is entered', async () => {
    const retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
    const host = new TestHost((request, done, nth) =>
      nth % 2 === 0 ? done.fail('Boom') : done.succeed({ again: nth === 1, seen: request.input }),
    );
    const definition = {
      StartAt: 'S',
      States: {
        S: { Type: 'Task', Resource: LAMBDA, Retry: retry, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$.again', BooleanEquals: true, Next: 'S' }], Default: 'E' },
        E: { Type: 'Succeed' },
      },
    };
    const execution = await begin(definition, host);

    await host.pass(60);

    expect(host.calls.map((call) => (call.request.context as { State: { RetryCount: number } }).State.RetryCount)).toEqual([0, 1, 0, 1]);
    expect(execution.status).toBe('SUCCEEDED');
  });

  it('hands over to the next retrier only what that one names', async () => {
    const host = new TestHost((_request, done) => done.fail('Boom'));
    await begin(
      failing([
        { ErrorEquals: ['Boom'], MaxAttempts: 0 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
      ]),
      host,
    );

    await host.pass(60);

    expect(host.calls).toHaveLength(1);
  });

  it('draws full jitter from the host, between nothing and the whole delay', async () => {
    const host = new TestHost((_request, done) => done.fail('Boom'));
    host.draws = [0, 0.25, 0.999];
    await begin(failing([{ ErrorEquals: ['Boom'], IntervalSeconds: 4, BackoffRate: 2, MaxAttempts: 3, JitterStrategy: 'FULL' }]), host);

    await host.pass(60);

    expect(secondsOf(host)).toEqual([0, 0, 2, 2 + 15.984]);
  });

  it.each([0, 1, 5, 50, 5_000])('keeps the delay of attempt %d within its cap', (count) => {
    const retrier = { errors: [], intervalSeconds: 1, maxAttempts: 9_999, backoffRate: 2, maxDelaySeconds: 60, fullJitter: true };

    expect(retryDelayMs(retrier, count, () => 0)).toBe(0);
    expect(retryDelayMs(retrier, count, () => 1)).toBeLessThanOrEqual(60_000);
    expect(retryDelayMs({ ...retrier, maxDelaySeconds: Number.POSITIVE_INFINITY }, count, () => 1)).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });

  it('ends with the first success and leaves the result alone', async () => {
    const execution = await run(failing([{ ErrorEquals: ['States.ALL'] }]), {}, (_request, done, nth) =>
      nth < 2 ? done.fail('Boom') : done.succeed(nth),
    );

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: 2, transitions: 3 });
  });

  it('evaluates the arguments anew at each attempt', async () => {
    const host = new TestHost((_request, done) => done.fail('Boom'));
    await begin(failing([{ ErrorEquals: ['Boom'], MaxAttempts: 1 }], { Parameters: { 'n.$': '$$.State.RetryCount' } }), host);

    await host.pass(10);

    expect(host.calls.map((call) => call.request.input)).toEqual([{ n: 0 }, { n: 1 }]);
  });

  it('does not outlive a stop', async () => {
    const host = new TestHost((_request, done) => done.fail('Boom'));
    const execution = await begin(failing([{ ErrorEquals: ['Boom'] }]), host);

    execution.stop();
    await host.pass(60);

    expect(host.calls).toHaveLength(1);
    expect(host.openTimers).toBe(0);
  });
});

describe('a reserved name', () => {
  const plain = new StateError('Boom', '');
  const timeout = new StateError('States.Timeout', '');
  const heartbeat = new StateError('States.Timeout', '', { aliases: ['States.HeartbeatTimeout'] });
  const runtime = new StateError('States.Runtime', '', { catchable: false });
  const tooLarge = new StateError('States.DataLimitExceeded', '', { matchedByAll: false });
  const nameless = new StateError(undefined, undefined);

  it.each<[name: string, what: string, failure: StateError, matched: boolean]>([
    ['States.ALL', 'an error', plain, true],
    ['States.ALL', 'an error without a name', nameless, true],
    ['States.ALL', 'a timeout', timeout, true],
    ['States.ALL', 'a runtime error', runtime, false],
    ['States.ALL', 'an output above the limit', tooLarge, false],
    ['States.Runtime', 'a runtime error', runtime, false],
    ['States.DataLimitExceeded', 'an output above the limit', tooLarge, true],
    ['States.TaskFailed', 'an error', plain, true],
    ['States.TaskFailed', 'a timeout', timeout, false],
    ['States.Timeout', 'a missed heartbeat', heartbeat, true],
    ['States.HeartbeatTimeout', 'a missed heartbeat', heartbeat, true],
    ['States.HeartbeatTimeout', 'a timeout', timeout, false],
    ['boom', 'an error of another case', plain, false],
  ])('%s with %s: %s', (name, _what, failure, matched) => {
    expect(matches([name], failure)).toBe(matched);
  });
});

describe('Catch', () => {
  const caught = (catcher: object, fields: object = {}, language = 'JSONPath') => ({
    QueryLanguage: language,
    StartAt: 'S',
    States: {
      S: { Type: 'Task', Resource: LAMBDA, Catch: [catcher], Next: 'Fine', ...fields },
      Fine: { Type: 'Pass', End: true },
      Caught: { Type: 'Pass', End: true },
    },
  });
  const boom = (_request: unknown, done: { fail(error: string, cause: string): void }) => done.fail('Boom', 'why');
  const ERROR = { Error: 'Boom', Cause: 'why' };

  it.each<[catcher: object, language: string, output: unknown]>([
    [{}, 'JSONPath', ERROR],
    [{ ResultPath: '$.e' }, 'JSONPath', { in: 1, e: ERROR }],
    [{ ResultPath: null }, 'JSONPath', { in: 1 }],
    [{}, 'JSONata', ERROR],
    [{ Output: { was: '{% $states.input.in %}', e: '{% $states.errorOutput.Error %}' } }, 'JSONata', { was: 1, e: 'Boom' }],
  ])('%j of %s goes on with %j', async (catcher, language, output) => {
    expect((await run(caught({ ErrorEquals: ['States.ALL'], Next: 'Caught', ...catcher }, {}, language), { in: 1 }, boom)).output).toEqual(
      output,
    );
  });

  it('takes the first catcher that matches, after Retry is exhausted', async () => {
    const host = new TestHost(boom);
    const definition = caught(
      { ErrorEquals: ['Other'], Next: 'Fine' },
      {
        Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Fine' },
          { ErrorEquals: ['Boom'], Next: 'Caught' },
        ],
      },
    );
    await begin(definition, host);

    await host.pass(10);

    expect(host.calls).toHaveLength(2);
    expect(host.entered).toEqual(['S', 'Caught']);
  });

  it('does not catch what it does not name', async () => {
    expect(await run(caught({ ErrorEquals: ['Other'], Next: 'Caught' }), {}, boom)).toMatchObject({ status: 'FAILED', error: 'Boom' });
  });

  it('does not catch a runtime error', async () => {
    const definition = caught({ ErrorEquals: ['States.ALL'], Next: 'Caught' }, { Parameters: { 'x.$': '$.gone' } });

    expect(await run(definition, {}, boom)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.gone' specified for the field 'x.$' could not be found in the input '{}'",
    });
  });

  it('catches a JSONata expression that failed', async () => {
    const definition = caught({ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }, { Arguments: '{% $gone %}' }, 'JSONata');

    expect((await run(definition, {}, boom)).output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  it('fails with States.ResultPathMatchFailure where the result has no place, and that can be caught', async () => {
    const fields = { ResultPath: '$.in.deeper' };
    const answer = (_request: unknown, done: { succeed(output: number): void }) => done.succeed(1);

    expect((await run(caught({ ErrorEquals: ['X'], Next: 'Caught' }, fields), { in: 1 }, answer)).error).toBe(
      'States.ResultPathMatchFailure',
    );
    expect((await run(caught({ ErrorEquals: ['States.ALL'], Next: 'Caught' }, fields), { in: 1 }, answer)).output).toMatchObject({
      Error: 'States.ResultPathMatchFailure',
    });
  });
});
