import { describe, expect, it } from 'vitest';
import { begin, LAMBDA, one, TestHost } from './host.ts';

const INPUT = { n: 4, at: '2018-02-09T11:30:04Z', zero: 0, text: 'soon' };
/** Far beyond what any of these take. */
const LONG_SECONDS = 10_000;

/** When a machine whose tasks never answer ends, in seconds after its start, and how. */
async function endOf(definition: object): Promise<{ seconds: number; status: string; error: string | undefined }> {
  const host = new TestHost();
  const execution = await begin(definition, host, INPUT);
  const startMs = host.nowMs;
  while (execution.status === 'RUNNING' && host.nowMs - startMs < LONG_SECONDS * 1000) await host.pass(1);
  return { seconds: (host.nowMs - startMs) / 1000, status: execution.status, error: execution.error };
}

describe('a field for time', () => {
  it.each<[language: 'JSONPath' | 'JSONata', fields: object]>([
    ['JSONPath', { Seconds: 4 }],
    ['JSONPath', { SecondsPath: '$.n' }],
    ['JSONPath', { Timestamp: '2018-02-09T11:30:04Z' }],
    ['JSONPath', { TimestampPath: '$.at' }],
    ['JSONata', { Seconds: 4 }],
    ['JSONata', { Seconds: '{% $states.input.n %}' }],
    ['JSONata', { Timestamp: '2018-02-09T11:30:04Z' }],
    ['JSONata', { Timestamp: '{% $states.input.at %}' }],
  ])('of Wait in %s, %j, lets four seconds pass', async (language, fields) => {
    expect(await endOf(one({ Type: 'Wait', ...fields }, language))).toMatchObject({ seconds: 4, status: 'SUCCEEDED' });
  });

  it.each<[language: 'JSONPath' | 'JSONata', fields: object]>([
    ['JSONPath', { TimeoutSeconds: 4 }],
    ['JSONPath', { TimeoutSecondsPath: '$.n' }],
    ['JSONPath', { HeartbeatSeconds: 4 }],
    ['JSONPath', { HeartbeatSecondsPath: '$.n', TimeoutSeconds: 60 }],
    ['JSONata', { TimeoutSeconds: 4 }],
    ['JSONata', { TimeoutSeconds: '{% $states.input.n %}' }],
    ['JSONata', { HeartbeatSeconds: '{% $states.input.n %}' }],
  ])('of Task in %s, %j, ends a task without an answer after four seconds', async (language, fields) => {
    expect(await endOf(one({ Type: 'Task', Resource: LAMBDA, ...fields }, language))).toEqual({
      seconds: 4,
      status: 'FAILED',
      error: 'States.Timeout',
    });
  });

  it('of the machine, TimeoutSeconds, ends the execution', async () => {
    const definition = { TimeoutSeconds: 4, ...one({ Type: 'Wait', Seconds: 60 }) };

    expect(await endOf(definition)).toEqual({ seconds: 4, status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  it.each<[fields: object, error: string]>([
    [{ Type: 'Wait', SecondsPath: '$.text' }, 'States.Runtime'],
    [{ Type: 'Wait', TimestampPath: '$.text' }, 'States.Runtime'],
    [{ Type: 'Task', Resource: LAMBDA, TimeoutSecondsPath: '$.zero' }, 'States.Runtime'],
    [{ Type: 'Task', Resource: LAMBDA, HeartbeatSecondsPath: '$.gone' }, 'States.Runtime'],
    [{ Type: 'Wait', QueryLanguage: 'JSONata', Seconds: '{% $states.input.text %}' }, 'States.QueryEvaluationError'],
    [
      { Type: 'Task', QueryLanguage: 'JSONata', Resource: LAMBDA, TimeoutSeconds: '{% $states.input.zero %}' },
      'States.QueryEvaluationError',
    ],
  ])('%j that is no time fails at once with %s', async (fields, error) => {
    expect(await endOf(one(fields))).toEqual({ seconds: 0, status: 'FAILED', error });
  });
});
