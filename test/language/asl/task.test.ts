import { describe, expect, it } from 'vitest';
import { begin, LAMBDA, one, run, START_MS, TestHost, TOKEN, types } from './host.ts';

const RDS = 'arn:aws:states:::aws-sdk:rds:rebootDBInstance';

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
    const execution = await run(one({ Type: 'Task', Resource: resource }), {}, (_request, done) => done.succeed(1));

    expect(types(execution)).toEqual(['ExecutionStarted', 'TaskStateEntered', ...events, 'TaskStateExited', 'ExecutionSucceeded']);
  });

  it('says in its events which service and action it asked', async () => {
    const execution = await run(one({ Type: 'Task', Resource: RDS, TimeoutSeconds: 9 }), { a: 1 }, (_request, done) => done.succeed(1));

    expect(execution.history[2]?.details).toEqual({
      resourceType: 'aws-sdk:rds',
      resource: 'rebootDBInstance',
      region: 'eu-central-1',
      parameters: '{"a":1}',
      timeoutInSeconds: 9,
    });
  });

  it('times out once, cancels the effect, and ignores what comes after', async () => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Task', Resource: RDS, TimeoutSeconds: 30 }), host);
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
    ['nothing', { TimeoutSecondsPath: '$.t' }, {}, 'The TimeoutSecondsPath parameter does not reference an input value: $.t'],
    ['zero', { HeartbeatSecondsPath: '$.t' }, { t: 0 }, 'HeartbeatSeconds cannot be less than 1.'],
  ])('whose limit is %s fails before it asks', async (_name, field, input, cause) => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Task', Resource: RDS, ...field }), host, input as never);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain(cause);
    expect(host.calls).toEqual([]);
  });

  it('fails with the host’s own words when the host throws', async () => {
    const execution = await run(one({ Type: 'Task', Resource: RDS }), {}, () => {
      throw new Error('refused by name: RebootDBInstance');
    });

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain('refused by name: RebootDBInstance');
  });

  it('whose result is above 256 KiB fails with States.DataLimitExceeded', async () => {
    const execution = await run(one({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' }), {}, (_request, done) =>
      done.succeed('x'.repeat(262_144)),
    );

    expect(execution).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});

describe('a task that waits for a token', () => {
  const waiting = (fields: object = {}) =>
    one({ Type: 'Task', Resource: TOKEN, Arguments: { token: '{% $states.context.Task.Token %}' }, ...fields }, 'JSONata');

  it('shows the token to its arguments and succeeds with what is sent', async () => {
    const host = new TestHost((_request, done) => done.submitted({ accepted: 1 }));
    const execution = await begin(waiting(), host);
    expect(host.calls[0]?.request).toMatchObject({ taskToken: 'token-1', input: { token: 'token-1' } });

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
        S: { Type: 'Task', Resource: TOKEN, HeartbeatSeconds: 10, Catch: [{ ErrorEquals: [name], Next: 'Ask' }], End: true },
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
    const execution = await begin(one({ Type: 'Task', Resource: TOKEN, TimeoutSeconds: 60, Catch: [], Next: undefined }), host);

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
        S: { Type: 'Task', Resource: TOKEN, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }], Next: 'E' },
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

  it.each<[language: 'JSONPath' | 'JSONata', fields: object, error: string]>([
    ['JSONPath', { TimestampPath: '$.bad' }, 'States.Runtime'],
    ['JSONPath', { SecondsPath: '$.bad' }, 'States.Runtime'],
    ['JSONPath', { SecondsPath: '$.minus' }, 'States.Runtime'],
    ['JSONata', { Timestamp: '{% $states.input.bad %}' }, 'States.QueryEvaluationError'],
    ['JSONata', { Seconds: '{% $states.input.bad %}' }, 'States.QueryEvaluationError'],
    ['JSONata', { Seconds: '{% $states.input.minus %}' }, 'States.QueryEvaluationError'],
  ])('of %s with %j fails with %s', async (language, fields, error) => {
    expect(await run(one({ Type: 'Wait', ...fields }, language), { bad: 'soon', minus: -1 })).toMatchObject({ status: 'FAILED', error });
  });
});
