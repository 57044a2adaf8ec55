import { describe, expect, it } from 'vitest';
import { compileMachine, type Execution, type Json, startExecution } from '#language/asl/index.ts';
import { type Answer, begin, contextOf, LAMBDA, one, redrive, START_MS, TestHost, types } from './host.ts';

const task = { Type: 'Task', Resource: LAMBDA };
const branch = (name: string, state: object = task) => ({ StartAt: name, States: { [name]: { End: true, ...state } } });

/** Fails the states named, as long as they are in the list; answers the others with their name. */
function failing(...names: string[]): { broken: Set<string>; answer: Answer } {
  const broken = new Set(names);
  return { broken, answer: ({ stateName }, done) => (broken.has(stateName) ? done.fail('Boom') : done.succeed(stateName)) };
}

/** Runs a machine whose named states fail, repairs them, and redrives it. */
async function repaired(definition: object, names: string[], input: Json = {}) {
  const { broken, answer } = failing(...names);
  const host = new TestHost(answer);
  const before = await begin(definition, host, input);
  await host.pass(3600);
  const asked = host.calls.length;
  broken.clear();
  const after = await redrive(definition, host, before, { input });
  await host.pass(3600);
  return { before, after, host, askedAgain: host.calls.slice(asked).map((call) => call.request.stateName) };
}

const newTypes = (before: Execution, after: Execution): string[] => types(after).slice(before.history.length);

const CHAIN = {
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: {
    A: { ...task, Assign: { first: '{% $states.result %}' }, Output: { from: 'A' }, Next: 'B' },
    B: { ...task, Output: '{% {"first": $first, "input": $states.input, "execution": $states.context.Execution} %}', Next: 'C' },
    C: { Type: 'Succeed' },
  },
};

describe('a redriven execution', () => {
  it('goes on at the state that failed, with its input and the variables that it saw', async () => {
    const { before, after, askedAgain } = await repaired(CHAIN, ['B']);

    expect(before).toMatchObject({ status: 'FAILED', error: 'Boom' });
    expect(askedAgain).toEqual(['B']);
    expect(after).toMatchObject({ status: 'SUCCEEDED', output: { first: 'A', input: { from: 'A' } } });
  });

  it('tells in its context object how often and when it was redriven', async () => {
    const { after } = await repaired(CHAIN, ['B']);

    const { execution } = after.output as { execution: Json };
    expect(execution).toMatchObject({ RedriveCount: 1, RedriveTime: new Date(START_MS + 3_600_000).toISOString() });
    expect(execution).toMatchObject({ StartTime: '2018-02-09T11:30:00.000Z' });
  });

  it('goes on with its history, its numbers, and a count of its own', async () => {
    const { before, after } = await repaired(CHAIN, ['B']);

    expect(after.history.slice(0, before.history.length)).toEqual(before.history);
    expect(after.history.map((event) => event.id)).toEqual(after.history.map((_, i) => i + 1));
    expect(after.history[before.history.length]).toMatchObject({ type: 'ExecutionRedriven', details: { redriveCount: 1 } });
    expect(newTypes(before, after)).toEqual([
      'ExecutionRedriven',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(after.transitions).toBe(2);
  });

  it('can fail again and be redriven again', async () => {
    const { broken, answer } = failing('B');
    const host = new TestHost(answer);
    const first = await begin(CHAIN, host);
    const second = await redrive(CHAIN, host, first);
    broken.clear();
    const third = await redrive(CHAIN, host, second, { count: 2 });

    expect(second).toMatchObject({ status: 'FAILED', error: 'Boom' });
    expect(third).toMatchObject({ status: 'SUCCEEDED', output: { first: 'A' } });
    expect(third.history.filter((event) => event.type === 'ExecutionRedriven').map((event) => event.details)).toEqual([
      { redriveCount: 1 },
      { redriveCount: 2 },
    ]);
  });

  it('has all its retries again', async () => {
    const retrying = one({ ...task, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 2 }] });
    const { broken, answer } = failing('S');
    const host = new TestHost(answer);
    const before = await begin(retrying, host);
    await host.pass(60);
    expect(host.calls).toHaveLength(3);

    const after = await redrive(retrying, host, before);
    await host.pass(1);
    broken.clear();
    await host.pass(60);

    expect(after.status).toBe('SUCCEEDED');
    expect(host.calls).toHaveLength(6);
  });

  it('has its whole timeout again, and so has its task', async () => {
    const slow = { ...(one({ ...task, TimeoutSeconds: 60 }) as object), TimeoutSeconds: 50 };
    const host = new TestHost();
    const before = await begin(slow, host);
    await host.pass(50);
    expect(before.status).toBe('TIMED_OUT');

    const after = await redrive(slow, host, before);
    await host.pass(49);
    expect(after.status).toBe('RUNNING');
    host.calls[1]?.done.succeed(1);
    await host.drain();

    expect(after).toMatchObject({ status: 'SUCCEEDED', output: 1 });
    expect(host.openTimers).toBe(0);
  });

  it('ignores the answer to the attempt before', async () => {
    const host = new TestHost();
    const before = await begin(one(task), host);
    before.stop('Halt', 'by hand');
    const after = await redrive(one(task), host, before);

    host.calls[0]?.done.succeed('late');
    await host.drain();

    expect(after.status).toBe('RUNNING');
    expect(host.calls[0]?.cancelled).toBe(true);
  });

  it.each<[what: string, state: object, seconds: number]>([
    ['waits its seconds anew', { Type: 'Wait', Seconds: 100 }, 100],
    ['leaves a Wait whose time has passed', { Type: 'Wait', Timestamp: '2018-02-09T11:31:00Z' }, 0],
  ])('%s', async (_what, state, seconds) => {
    const host = new TestHost();
    const before = await begin(one(state), host);
    await host.pass(30);
    before.stop();
    await host.pass(3600);

    const after = await redrive(one(state), host, before);
    if (seconds > 0) {
      await host.pass(seconds - 1);
      expect(after.status).toBe('RUNNING');
      await host.pass(1);
    }

    expect(after.status).toBe('SUCCEEDED');
  });

  it('enters Fail again and fails again', async () => {
    const fails = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'No' } } };
    const { before, after } = await repaired(fails, []);

    expect(newTypes(before, after)).toEqual(['ExecutionRedriven', 'FailStateEntered', 'ExecutionFailed']);
    expect(after).toMatchObject({ status: 'FAILED', error: 'No' });
  });

  it('looks at the rules of a Choice again', async () => {
    const choice = {
      StartAt: 'S',
      States: { S: { Type: 'Choice', Choices: [{ Variable: '$.gone', StringEquals: 'x', Next: 'E' }] }, E: { Type: 'Succeed' } },
    };
    const { before, after } = await repaired(choice, []);

    expect(newTypes(before, after)).toEqual(['ExecutionRedriven', 'ExecutionFailed']);
    expect(after.error).toBe(before.error);
  });

  it('starts at the beginning when it was stopped before it had begun', () => {
    const machine = compileMachine(one({ Type: 'Pass' }));
    const host = new TestHost();

    const after = startExecution(machine, {
      input: { a: 1 },
      context: contextOf({ a: 1 }),
      host,
      redrive: { from: { events: 2 }, count: 1 },
    });

    expect(after).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 } });
    expect(after.history.map((event) => event.id)).toEqual([3, 4, 5, 6]);
  });

  it('is refused when its history has no room left', () => {
    const machine = compileMachine(one({ Type: 'Pass' }));
    const start = (events: number) =>
      startExecution(machine, { input: {}, context: contextOf({}), host: new TestHost(), redrive: { from: { events }, count: 1 } });

    expect(() => start(24_999)).toThrow(RangeError);
    expect(start(24_998).error).toBe('States.Runtime');
  });

  it.each<[status: string, definition: object]>([
    ['SUCCEEDED', one({ Type: 'Pass' })],
    ['RUNNING', one({ Type: 'Wait', Seconds: 1 })],
  ])('has nothing to go on from while it is %s', async (status, definition) => {
    const execution = await begin(definition, new TestHost());

    expect(execution.status).toBe(status);
    expect(execution.checkpoint()).toBeUndefined();
  });
});

describe('a redriven Parallel', () => {
  const sides = (fields: object = {}) => ({
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A1', States: { A1: { ...task, Next: 'A2' }, A2: { ...task, End: true } } },
          branch('B'),
          { StartAt: 'C1', States: { C1: { ...task, Next: 'C2' }, C2: { Type: 'Wait', Seconds: 60, End: true } } },
        ],
        End: true,
        ...fields,
      },
    },
  });

  it('runs again only what failed or was cut off, each where it stopped', async () => {
    const { before, after, askedAgain, host } = await repaired(sides(), ['A2']);
    await host.pass(60);

    expect(before.status).toBe('FAILED');
    expect(askedAgain).toEqual(['A2', 'B', 'C1']);
    expect(after).toMatchObject({ status: 'SUCCEEDED', output: ['A2', 'B', 'C1'] });
  });

  it('keeps what the other branches brought before', async () => {
    const { broken, answer } = failing('A2');
    const host = new TestHost((request, done, nth) => (request.stateName === 'A2' && nth < 9 ? undefined : answer(request, done, nth)));
    const before = await begin(sides(), host);
    await host.pass(10);
    host.calls.find((call) => call.request.stateName === 'A2')?.done.fail('Boom');
    await host.drain();
    const asked = host.calls.length;
    broken.clear();

    const after = await redrive(sides(), host, before);
    host.calls.at(-1)?.done.succeed('again');
    await host.pass(60);

    expect(host.calls.slice(asked).map((call) => call.request.stateName)).toEqual(['A2']);
    expect(newTypes(before, after).filter((type) => type.endsWith('Entered'))).toEqual([]);
    expect(after).toMatchObject({ status: 'SUCCEEDED', output: ['again', 'B', 'C1'] });
  });

  it('runs whole again in a retry after the redrive', async () => {
    const retrying = sides({ Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }] });
    const { broken, answer } = failing('A2');
    const host = new TestHost(answer);
    const before = await begin(retrying, host);
    await host.pass(60);
    const asked = host.calls.length;

    const after = await redrive(retrying, host, before);
    broken.clear();
    await host.pass(120);

    expect(host.calls.slice(asked).map((call) => call.request.stateName)).toEqual(['A2', 'A1', 'A2', 'B', 'C1']);
    expect(after.status).toBe('SUCCEEDED');
  });

  it('runs whole again when its data was too large', async () => {
    const big = 'x'.repeat(200_000);
    const large = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } } };
    const host = new TestHost((_request, done) => done.succeed(big));
    const before = await begin(large, host);
    expect(before.error).toBe('States.DataLimitExceeded');

    const after = await redrive(large, host, before);

    expect(host.calls).toHaveLength(4);
    expect(newTypes(before, after)).toContain('ParallelStateStarted');
  });

  it('shows its branches the variables around them as they were', async () => {
    const around = {
      QueryLanguage: 'JSONata',
      StartAt: 'V',
      States: {
        V: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'I',
              States: {
                I: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'B' },
                B: { ...task, Output: '{% [$outer, $inner] %}', End: true },
              },
            },
          ],
          Assign: { all: '{% $states.result %}' },
          Next: 'E',
        },
        E: { Type: 'Succeed', Output: '{% {"all": $all, "outer": $outer} %}' },
      },
    };

    const { after } = await repaired(around, ['B']);

    expect(after.output).toEqual({ all: [[1, 2]], outer: 1 });
  });
});

describe('a redriven inline Map', () => {
  const each = (fields: object = {}) =>
    one({
      Type: 'Map',
      ItemsPath: '$.l',
      ItemSelector: { 'i.$': '$$.Map.Item.Index', 'n.$': '$.n' },
      ItemProcessor: {
        StartAt: 'X',
        States: { X: { ...task, ResultPath: '$.x', Next: 'Y' }, Y: { ...task, Parameters: { 'i.$': '$$.Map.Item.Index' }, End: true } },
      },
      ...fields,
    });
  const input = { l: ['a', 'b', 'c', 'd'], n: 7 };
  const indexOf = (value: Json): number => (value as { i: number }).i;

  it('runs again only the iterations that failed, were cut off or never began', async () => {
    const host = new TestHost(({ stateName, input: given }, done, nth) => {
      if (stateName === 'Y' && indexOf(given) === 1 && nth === 3) done.fail('Boom');
      else done.succeed(indexOf(given));
    });
    const definition = each({ MaxConcurrency: 1 });
    const before = await begin(definition, host, input);
    const asked = host.calls.length;

    const after = await redrive(definition, host, before, { input });

    expect(before.status).toBe('FAILED');
    expect(host.calls.slice(asked).map(({ request }) => `${request.stateName}${indexOf(request.input)}`)).toEqual([
      'Y1',
      'X2',
      'Y2',
      'X3',
      'Y3',
    ]);
    expect(after).toMatchObject({ status: 'SUCCEEDED', output: [0, 1, 2, 3] });
    expect(newTypes(before, after).filter((type) => type === 'MapIterationStarted')).toHaveLength(2);
    expect(newTypes(before, after)).not.toContain('MapStateStarted');
  });

  it('works on the same items, even if their expression is a draw', async () => {
    const drawn = one(
      { Type: 'Map', Items: '{% [$random(), $random()] %}', ItemProcessor: branch('I', { ...task, Output: '{% $states.input %}' }) },
      'JSONata',
    );
    const { broken, answer } = failing('I');
    const host = new TestHost((request, done, nth) => (nth === 0 ? done.succeed(1) : answer(request, done, nth)));
    host.draws = [0.25, 0.75];
    const before = await begin(drawn, host);
    broken.clear();
    host.draws = [0.1, 0.2];

    const after = await redrive(drawn, host, before);

    expect(after).toMatchObject({ status: 'SUCCEEDED', output: [0.25, 0.75] });
  });

  it('goes on inside a Parallel inside it', async () => {
    const nested = one({
      Type: 'Map',
      ItemProcessor: branch('P', { Type: 'Parallel', Branches: [branch('L'), branch('R')] }),
    });
    const host = new TestHost(({ stateName, input: item }, done, nth) =>
      stateName === 'R' && item === 2 && nth < 4 ? done.fail('Boom') : done.succeed(`${stateName}${item}`),
    );
    const before = await begin(nested, host, [1, 2]);
    const asked = host.calls.length;

    const after = await redrive(nested, host, before, { input: [1, 2] });

    expect(host.calls.slice(asked).map(({ request }) => `${request.stateName}${request.input}`)).toEqual(['R2']);
    expect(after.output).toEqual([
      ['L1', 'R1'],
      ['L2', 'R2'],
    ]);
  });
});
