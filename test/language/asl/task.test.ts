import { describe, expect, it } from 'vitest';
import { begin, LAMBDA, one, run, START_MS, TestHost, TOKEN, types } from './host.ts';

const RDS = 'arn:aws:states:::aws-sdk:rds:rebootDBInstance';
const REQUEST = { DbInstanceIdentifier: 'db' };

describe('a task', () => {
  it('asks the host with what its fields evaluate to', async () => {
    const host = new TestHost((_request, done) => done.succeed({ ok: true }));
    const state = {
      Type: 'Task',
      Resource: RDS,
      Arguments: { DbInstanceIdentifier: '{% $states.input.id %}' },
      TimeoutSeconds: '{% $states.input.limit %}',
      HeartbeatSeconds: 5,
      Credentials: { RoleArn: 'arn:aws:iam::1:role/{% x %}' },
      Output: '{% $states.result.ok %}',
    };
    const execution = await begin(one(state, 'JSONata'), host, { id: 'db', limit: 60 });

    expect(host.calls[0]?.request).toMatchObject({
      resource: RDS,
      stateName: 'S',
      input: { DbInstanceIdentifier: 'db' },
      timeoutSeconds: 60,
      heartbeatSeconds: 5,
      credentials: { RoleArn: 'arn:aws:iam::1:role/{% x %}' },
      context: { State: { Name: 'S', RetryCount: 0 }, StateMachine: { Name: 'm' } },
    });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: true });
    expect(host.openTimers).toBe(0);
  });

  it.each<[language: 'JSONPath' | 'JSONata', fields: object, output: object]>([
    ['JSONPath', {}, { r: { n: 1 } }],
    ['JSONPath', { ResultPath: '$.t' }, { in: 'x', t: { r: { n: 1 } } }],
    ['JSONPath', { ResultPath: null }, { in: 'x' }],
    ['JSONPath', { ResultSelector: { 'm.$': '$.r.n' }, ResultPath: '$.t' }, { in: 'x', t: { m: 1 } }],
    ['JSONPath', { OutputPath: '$.r' }, { n: 1 }],
    ['JSONPath', { OutputPath: null }, {}],
    ['JSONata', {}, { r: { n: 1 } }],
    ['JSONata', { Output: { was: '{% $states.input.in %}', is: '{% $states.result.r.n %}' } }, { was: 'x', is: 1 }],
  ])('of %s with %j answers %j', async (language, fields, output) => {
    const execution = await run(one({ Type: 'Task', Resource: LAMBDA, ...fields }, language), { in: 'x' }, (_request, done) =>
      done.succeed({ r: { n: 1 } }),
    );

    expect(execution.output).toEqual(output);
  });

  it.each<[resource: string, events: string[]]>([
    [LAMBDA, ['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded']],
    [RDS, ['TaskScheduled', 'TaskStarted', 'TaskSucceeded']],
    ['arn:aws:states:eu-central-1:123456789012:activity:a', ['ActivityScheduled', 'ActivityStarted', 'ActivitySucceeded']],
  ])('of %s leaves %j', async (resource, events) => {
    const execution = await run(one({ Type: 'Task', Resource: resource, Parameters: REQUEST }), {}, (_request, done) => {
      done.started?.('worker');
      done.succeed(1);
    });

    expect(types(execution)).toEqual(['ExecutionStarted', 'TaskStateEntered', ...events, 'TaskStateExited', 'ExecutionSucceeded']);
  });

  it('says in its events which service and action it asked', async () => {
    const execution = await run(one({ Type: 'Task', Resource: RDS, Parameters: REQUEST, TimeoutSeconds: 9 }), { a: 1 }, (_request, done) =>
      done.succeed(1),
    );

    expect(execution.history[2]?.details).toEqual({
      resourceType: 'aws-sdk:rds',
      resource: 'rebootDBInstance',
      region: 'eu-central-1',
      parameters: JSON.stringify(REQUEST),
      timeoutInSeconds: 9,
    });
  });

  it('times out once, cancels the effect, and ignores what comes after', async () => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Task', Resource: RDS, Parameters: REQUEST, TimeoutSeconds: 30 }), host);
    await host.pass(29);
    expect(execution.status).toBe('RUNNING');

    await host.pass(1);
    host.calls[0]?.done.succeed('too late');
    host.calls[0]?.done.heartbeat();
    await host.drain();

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(types(execution).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
    expect(host.calls[0]?.cancelled).toBe(true);
    expect(host.openTimers).toBe(0);
  });

  it.each<[name: string, field: object, input: object, cause: string]>([
    [
      'a fraction',
      { TimeoutSecondsPath: '$.t' },
      { t: 1.5 },
      'The TimeoutSecondsPath parameter cannot be parsed as a long value: $.t == 1.5',
    ],
    ['nothing', { TimeoutSecondsPath: '$.t' }, {}, "Invalid path '$.t' : No results for path: $['t']"],
    ['zero', { HeartbeatSecondsPath: '$.t' }, { t: 0 }, 'HeartbeatSeconds cannot be less than 1.'],
  ])('whose limit is %s fails before it asks', async (_name, field, input, cause) => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Task', Resource: RDS, Parameters: REQUEST, ...field }), host, input as never);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain(cause);
    expect(host.calls).toEqual([]);
  });

  it('fails with the host’s own words when the host throws', async () => {
    const execution = await run(one({ Type: 'Task', Resource: RDS, Parameters: REQUEST }), {}, () => {
      throw new Error('refused by name: RebootDBInstance');
    });

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain('refused by name: RebootDBInstance');
  });

  it('whose result is above 256 KiB fails with States.DataLimitExceeded', async () => {
    const execution = await run(
      one({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }),
      {},
      (_request, done) => done.succeed('x'.repeat(262_144)),
    );

    expect(execution).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});

describe('an activity', () => {
  const ACTIVITY = 'arn:aws:states:eu-central-1:123456789012:activity:a';
  const waiting = (fields: object) => one({ Type: 'Task', Resource: ACTIVITY, ...fields });

  it('starts when a worker takes it, and not when it is scheduled', async () => {
    const host = new TestHost();
    const execution = await begin(waiting({}), host);
    expect(types(execution)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ActivityScheduled']);

    host.calls[0]?.done.started?.('worker-1');

    expect(execution.history.at(-1)).toMatchObject({ type: 'ActivityStarted', details: { workerName: 'worker-1' } });
  });

  it.each<[field: string, error: object]>([
    ['TimeoutSeconds', { error: 'States.Timeout' }],
    ['HeartbeatSeconds', { error: 'States.Timeout' }],
  ])('counts its %s from then on', async (field, error) => {
    const host = new TestHost();
    const execution = await begin(waiting({ [field]: 10 }), host);
    await host.pass(3_600);
    expect(host.openTimers).toBe(0);

    host.calls[0]?.done.started?.('worker-1');
    await host.pass(9);
    expect(execution.status).toBe('RUNNING');
    await host.pass(1);

    expect(execution).toMatchObject({ status: 'FAILED', ...error });
    expect(types(execution).slice(-2)).toEqual(['ActivityTimedOut', 'ExecutionFailed']);
  });

  it('ignores a worker that comes after its end', async () => {
    const host = new TestHost();
    const execution = await begin(waiting({}), host);
    host.calls[0]?.done.succeed(1);
    await host.drain();

    host.calls[0]?.done.started?.('late');

    expect(types(execution)).not.toContain('ActivityStarted');
    expect(host.openTimers).toBe(0);
  });
});

describe('what a task reports', () => {
  const caught = (name: string) => ({
    StartAt: 'S',
    States: {
      S: { Type: 'Task', Resource: LAMBDA, Catch: [{ ErrorEquals: [name], Next: 'C' }], End: true },
      C: { Type: 'Pass', Result: 'caught', End: true },
    },
  });

  it.each<[error: string, name: string, isCaught: boolean]>([
    ['States.Runtime', 'States.ALL', false],
    ['States.Runtime', 'States.Runtime', false],
    ['States.Runtime', 'States.TaskFailed', false],
    ['States.Permissions', 'States.ALL', true],
    ['States.Permissions', 'States.Permissions', true],
    ['States.Http.Socket', 'States.TaskFailed', true],
    ['States.Timeout', 'States.TaskFailed', false],
    ['States.Timeout', 'States.ALL', true],
    ['States.TaskFailed', 'States.TaskFailed', true],
    ['Lambda.Unknown', 'States.TaskFailed', true],
    ['Lambda.Unknown', 'Lambda', false],
    ['Boom', 'boom', false],
  ])('as %s is caught as %s: %s', async (error, name, isCaught) => {
    const execution = await run(caught(name), {}, (_request, done) => done.fail(error, 'it broke'));

    expect(execution).toMatchObject(isCaught ? { status: 'SUCCEEDED', output: 'caught' } : { status: 'FAILED', error, cause: 'it broke' });
  });

  it('without a name or a cause is caught with empty ones', async () => {
    const definition = caught('States.ALL');
    const output = { ...definition, States: { ...definition.States, C: { Type: 'Pass', End: true } } };

    expect((await run(output, {}, (_request, done) => done.fail(undefined))).output).toEqual({ Error: '', Cause: '' });
  });

  it('shows the role that it took on', async () => {
    const RoleArn = 'arn:aws:iam::1:role/r';
    const execution = await run(one({ Type: 'Task', Resource: RDS, Parameters: REQUEST, Credentials: { RoleArn } }), {}, (_request, done) =>
      done.succeed(1),
    );

    expect(execution.history[2]?.details).toMatchObject({ taskCredentials: { roleArn: RoleArn } });
  });
});

describe('a task that waits for a token', () => {
  const waiting = (fields: object = {}) =>
    one(
      { Type: 'Task', Resource: TOKEN, Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' }, ...fields },
      'JSONata',
    );

  it('shows the token to its arguments and succeeds with what is sent', async () => {
    const host = new TestHost((_request, done) => done.submitted({ accepted: 1 }));
    const execution = await begin(waiting(), host);
    expect(host.calls[0]?.request).toMatchObject({ taskToken: 'token-1', input: { FunctionName: 'f', Payload: 'token-1' } });

    await host.pass(3_600);
    host.calls[0]?.done.succeed('sent');
    await host.drain();

    expect(execution.output).toBe('sent');
    expect(types(execution)).toContain('TaskSubmitted');
  });

  it('lives as long as heartbeats come, and not longer', async () => {
    const host = new TestHost();
    const execution = await begin(waiting({ HeartbeatSeconds: 10 }), host);
    for (let beats = 0; beats < 5; beats += 1) {
      await host.pass(9);
      host.calls[0]?.done.heartbeat();
    }

    await host.pass(9);
    expect(execution.status).toBe('RUNNING');
    await host.pass(1);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(host.nowMs).toBe(START_MS + 55_000);
  });

  it('has a new token at each attempt', async () => {
    const host = new TestHost();
    await begin(waiting({ HeartbeatSeconds: 10, Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1 }] }), host);

    await host.pass(11);

    expect(host.calls.map((call) => call.request.taskToken)).toEqual(['token-1', 'token-2']);
  });

  it.each(['States.HeartbeatTimeout', 'States.Timeout', 'States.ALL'])('lets a missed heartbeat be caught as %s', async (name) => {
    const definition = {
      StartAt: 'S',
      States: {
        S: {
          Type: 'Task',
          Resource: TOKEN,
          Parameters: { FunctionName: 'f' },
          HeartbeatSeconds: 10,
          Catch: [{ ErrorEquals: [name], Next: 'Ask' }],
          End: true,
        },
        Ask: { Type: 'Pass', End: true },
      },
    };

    expect((await run(definition)).output).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  it('is not caught as a missed heartbeat when its timeout fires', async () => {
    const definition = {
      StartAt: 'S',
      States: {
        S: {
          Type: 'Task',
          Resource: TOKEN,
          Parameters: { FunctionName: 'f' },
          TimeoutSeconds: 10,
          Catch: [{ ErrorEquals: ['States.HeartbeatTimeout', 'States.TaskFailed'], Next: 'Ask' }],
          End: true,
        },
        Ask: { Type: 'Pass', End: true },
      },
    };

    expect(await run(definition)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('costs nothing while it waits', async () => {
    const host = new TestHost();
    await Promise.all(Array.from({ length: 1_000 }, () => begin(waiting(), host)));

    expect(host.openTimers).toBe(0);
    expect(host.calls).toHaveLength(1_000);
  });
});

describe('an execution', () => {
  it('is stopped with its reason, cancels what it waits for and never goes on', async () => {
    const host = new TestHost();
    const execution = await begin(
      one({ Type: 'Task', Resource: TOKEN, Parameters: { FunctionName: 'f' }, TimeoutSeconds: 60, Catch: [] }),
      host,
    );

    execution.stop('Run.Aborted', 'lever');
    execution.stop('again');
    host.calls[0]?.done.succeed('late');
    await host.pass(120);
    await execution.finished;

    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Run.Aborted', cause: 'lever' });
    expect(execution.history.at(-1)).toMatchObject({ type: 'ExecutionAborted', details: { error: 'Run.Aborted', cause: 'lever' } });
    expect(host.calls[0]?.cancelled).toBe(true);
    expect(host.openTimers).toBe(0);
  });

  it('times out as a machine, whatever its states catch', async () => {
    const host = new TestHost();
    const definition = {
      TimeoutSeconds: 60,
      StartAt: 'S',
      States: {
        S: {
          Type: 'Task',
          Resource: TOKEN,
          Parameters: { FunctionName: 'f' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }],
          Next: 'E',
        },
        E: { Type: 'Succeed' },
      },
    };
    const execution = await begin(definition, host);

    await host.pass(60);

    expect(execution).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(execution.history.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', previousEventId: 0 });
    expect(host.calls[0]?.cancelled).toBe(true);
  });

  it('of Express lasts five minutes', async () => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Wait', Seconds: 301 }), host, {}, 'EXPRESS');

    await host.pass(300);

    expect(execution.status).toBe('TIMED_OUT');
  });

  it('leaves no timer behind when it ends in time', async () => {
    const host = new TestHost();
    const execution = await begin({ TimeoutSeconds: 60, StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, End: true } } }, host);

    await host.pass(5);

    expect(execution.status).toBe('SUCCEEDED');
    expect(host.openTimers).toBe(0);
  });
});

describe('a Wait', () => {
  it.each<[language: 'JSONPath' | 'JSONata', fields: object, seconds: number]>([
    ['JSONPath', { Seconds: 7 }, 7],
    ['JSONPath', { SecondsPath: '$.s' }, 7],
    ['JSONPath', { Timestamp: '2018-02-09T11:30:07Z' }, 7],
    ['JSONPath', { TimestampPath: '$.t' }, 7],
    ['JSONPath', { Timestamp: '2017-01-01T00:00:00Z' }, 0],
    ['JSONPath', { Seconds: 0 }, 0],
    ['JSONata', { Seconds: '{% $states.input.s %}' }, 7],
    ['JSONata', { Timestamp: '{% $states.input.t %}' }, 7],
  ])('of %s with %j takes %d s', async (language, fields, seconds) => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Wait', ...fields }, language), host, { s: 7, t: '2018-02-09T12:30:07+01:00' });
    if (seconds > 0) {
      await host.pass(seconds - 0.001);
      expect(execution.status).toBe('RUNNING');
      await host.pass(0.001);
    }

    expect(execution.status).toBe('SUCCEEDED');
  });

  const noTime = 'parameter does not reference a valid ISO-8601 extended offset date-time format string:';

  it.each<[fields: object, cause: string]>([
    [{ TimestampPath: '$.text' }, `The TimestampPath ${noTime} $.text == soon`],
    [{ TimestampPath: '$.number' }, `The TimestampPath ${noTime} $.number == 1.5`],
    [{ TimestampPath: '$.day' }, `The TimestampPath ${noTime} $.day == 2018-02-30T00:00:00Z`],
    [{ TimestampPath: '$.small' }, `The TimestampPath ${noTime} $.small == 2018-02-09t11:30:00z`],
    [{ SecondsPath: '$.text' }, 'The SecondsPath parameter cannot be parsed as a long value: $.text == soon'],
    [{ SecondsPath: '$.number' }, 'The SecondsPath parameter cannot be parsed as a long value: $.number == 1.5'],
    [{ SecondsPath: '$.digits' }, 'The SecondsPath parameter cannot be parsed as a long value: $.digits == 7'],
    [{ SecondsPath: '$.null' }, 'The SecondsPath parameter cannot be parsed as a long value: $.null == null'],
    [{ SecondsPath: '$.minus' }, 'The SecondsPath parameter references a negative value: $.minus == -1'],
    [{ SecondsPath: '$.huge' }, 'The value of Seconds is too large: $.huge == 100000000'],
    [{ SecondsPath: '$.none' }, 'The SecondsPath parameter does not reference an input value: $.none'],
  ])('of JSONPath with %j fails: %s', async (fields, cause) => {
    const input = {
      ...{ text: 'soon', number: 1.5, digits: '7', null: null, minus: -1, huge: 100_000_000 },
      ...{ day: '2018-02-30T00:00:00Z', small: '2018-02-09t11:30:00z' },
    };

    expect(await run(one({ Type: 'Wait', ...fields }), input)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). ${cause}`,
    });
  });
});
