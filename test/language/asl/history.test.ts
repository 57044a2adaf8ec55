import { describe, expect, it } from 'vitest';
import { compileMachine, detailsKey, startExecution } from '#language/asl/index.ts';
import { contextOf, LAMBDA, one, run, START_MS, TestHost } from './host.ts';

const BUSY = {
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: {
    A: {
      Type: 'Task',
      Resource: LAMBDA,
      Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }],
      Output: '{% $shuffle([1..5]) %}',
      Next: 'M',
    },
    M: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'I',
        States: { I: { Type: 'Wait', Seconds: '{% $states.input %}', Output: '{% $random() %}', End: true } },
      },
      End: true,
    },
  },
};

describe('a history', () => {
  it('numbers its events without a gap, each after one that exists', async () => {
    const { history } = await run(BUSY, {}, (_request, done, nth) => (nth === 0 ? done.fail('Boom') : done.succeed(1)));

    expect(history.map((event) => event.id)).toEqual(history.map((_, i) => i + 1));
    expect(history.every((event) => event.previousEventId < event.id)).toBe(true);
    expect(history[0]?.previousEventId).toBe(0);
    expect(history[1]?.previousEventId).toBe(0);
  });

  it('is the same for the same host, event by event', async () => {
    const answer = (_request: unknown, done: { fail(e: string): void; succeed(o: number): void }, nth: number) =>
      nth === 0 ? done.fail('Boom') : done.succeed(1);
    const [first, second] = [await run(BUSY, {}, answer), await run(BUSY, {}, answer)];

    expect(JSON.stringify(second.history)).toBe(JSON.stringify(first.history));
    expect(second.output).toEqual(first.output);
  });

  it('tells the input, the output and the time', async () => {
    const { history } = await run(one({ Type: 'Wait', Seconds: 2 }), { a: 1 });

    expect(history).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        timestampMs: START_MS,
        details: { input: '{"a":1}', inputDetails: { truncated: false }, roleArn: 'arn:aws:iam::123456789012:role/r' },
      },
      {
        id: 2,
        previousEventId: 0,
        type: 'WaitStateEntered',
        timestampMs: START_MS,
        details: { name: 'S', input: '{"a":1}', inputDetails: { truncated: false } },
      },
      {
        id: 3,
        previousEventId: 2,
        type: 'WaitStateExited',
        timestampMs: START_MS + 2_000,
        details: { name: 'S', output: '{"a":1}', outputDetails: { truncated: false } },
      },
      {
        id: 4,
        previousEventId: 3,
        type: 'ExecutionSucceeded',
        timestampMs: START_MS + 2_000,
        details: { output: '{"a":1}', outputDetails: { truncated: false } },
      },
    ]);
  });

  it('goes to the host as it is made, and is not kept when it is not wanted', async () => {
    const host = new TestHost();
    const execution = startExecution(compileMachine(one({ Type: 'Pass' })), { input: {}, context: contextOf({}), host, history: false });
    await execution.finished;

    expect(execution.history).toEqual([]);
    expect(host.seen.map((event) => event.type)).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
  });

  it('goes to a host without details when it wants none', async () => {
    const host = Object.assign(new TestHost(), { historyDetails: false });
    const execution = startExecution(compileMachine(one({ Type: 'Pass' })), { input: {}, context: contextOf({}), host, history: false });
    await execution.finished;

    expect(host.seen.map((event) => event.details)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    ['TaskStateEntered', 'stateEnteredEventDetails'],
    ['MapStateExited', 'stateExitedEventDetails'],
    ['MapStateStarted', 'mapStateStartedEventDetails'],
    ['TaskScheduled', 'taskScheduledEventDetails'],
    ['LambdaFunctionTimedOut', 'lambdaFunctionTimedOutEventDetails'],
    ['ExecutionAborted', 'executionAbortedEventDetails'],
  ])('has the details of %s under %s', (type, key) => {
    expect(detailsKey(type)).toBe(key);
  });

  it('tells Fail without an error as one without an error', async () => {
    const execution = await run({ StartAt: 'F', States: { F: { Type: 'Fail' } } });

    expect(execution).toMatchObject({ status: 'FAILED' });
    expect(execution.error).toBeUndefined();
    expect(execution.history.at(-1)?.details).toEqual({});
  });
});

describe('an execution that its host stops in the middle of a state', () => {
  it('asks nothing more of the host and tells nothing more', async () => {
    const stopping = new TestHost();
    let live: { stop(error: string): void } | undefined;
    stopping.onStateEntered = () => live?.stop('Deleted');
    const waiting = startExecution(
      compileMachine({
        StartAt: 'W',
        States: { W: { Type: 'Wait', Seconds: 1, Next: 'S' }, S: { Type: 'Task', Resource: LAMBDA, End: true } },
      }),
      { input: {}, context: contextOf({}), host: stopping },
    );
    live = waiting;

    await stopping.pass(10);

    expect(waiting).toMatchObject({ status: 'ABORTED', error: 'Deleted' });
    expect(stopping.calls).toHaveLength(0);
    expect(waiting.history.at(-1)?.type).toBe('ExecutionAborted');
    expect(waiting.checkpoint()).toMatchObject({ events: waiting.history.length, at: { state: 'S', entered: { id: 4 } } });
  });
});
