import { describe, expect, it } from 'vitest';
import { invoke, openMachine } from './machine.ts';

const WAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** A machine that hands its token to a function and waits, at most ten minutes, for a sign every minute. */
function waiting(more: object = {}) {
  const held: { token: string }[] = [];
  const twin = openMachine(
    { Hold: invoke('hold', { token: '{% $states.context.Task.Token %}' }, { Resource: WAIT, TimeoutSeconds: 600, ...more }) },
    { hold: (payload) => void held.push(payload as { token: string }) },
  );
  return { ...twin, token: () => held.at(-1)?.token as string };
}

describe('a task that waits for its token', () => {
  it('goes on with what is sent back', async () => {
    const { start, play, call, look, token, types } = waiting();
    start();
    await play(60);

    expect(look().status).toBe('RUNNING');
    call('states', 'SendTaskSuccess', { taskToken: token(), output: '{"ok":true}' });
    await play(60);

    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
    expect(types()).toContain('TaskSubmitted');
  });

  it('fails with what is sent back', async () => {
    const { start, play, call, look, token } = waiting();
    start();
    await play(60);

    call('states', 'SendTaskFailure', { taskToken: token(), error: 'Run.Aborted', cause: 'lever' });
    await play(60);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'Run.Aborted', cause: 'lever' });
  });

  it('takes an answer that comes while the function still runs', async () => {
    const { start, play, look } = openMachine(
      { Hold: invoke('hold', { token: '{% $states.context.Task.Token %}' }, { Resource: WAIT, TimeoutSeconds: 600 }) },
      {
        hold: async (payload, cloud) => {
          cloud.callNow('states', 'SendTaskSuccess', { taskToken: (payload as { token: string }).token, output: '1' });
          await cloud.clock.sleep(5000, 'hold');
        },
      },
    );

    start();
    await play(60);

    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  it('is timed out for whoever answers too late', async () => {
    const { start, play, call, look, token } = waiting();
    start();
    await play(700);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(() => call('states', 'SendTaskSuccess', { taskToken: token(), output: '1' })).toThrow(
      expect.objectContaining({ shape: 'TaskTimedOut' }),
    );
  });

  it('takes one answer only', async () => {
    const { start, play, call, look, token } = waiting();
    start();
    await play(60);
    call('states', 'SendTaskSuccess', { taskToken: token(), output: '1' });

    expect(() => call('states', 'SendTaskFailure', { taskToken: token(), error: 'Late' })).toThrow(
      expect.objectContaining({ shape: 'TaskTimedOut' }),
    );
    await play(60);
    expect(look().status).toBe('SUCCEEDED');
  });

  it('ends when a heartbeat is missed, and can be caught as that', async () => {
    const { start, play, call, look, token } = waiting({ HeartbeatSeconds: 60 });
    start();
    await play(50);
    call('states', 'SendTaskHeartbeat', { taskToken: token() });
    await play(50);
    expect(look().status).toBe('RUNNING');

    await play(60);

    expect(look().status).toBe('FAILED');
    expect(() => call('states', 'SendTaskHeartbeat', { taskToken: token() })).toThrow(expect.objectContaining({ shape: 'TaskTimedOut' }));
  });

  it('ends at once when its function fails', async () => {
    const { start, play, look, call, invocations } = openMachine(
      { Hold: invoke('hold', { token: '{% $states.context.Task.Token %}' }, { Resource: WAIT, TimeoutSeconds: 600 }) },
      { hold: () => Promise.reject(new RangeError('no store')) },
    );
    start();
    await play(60);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'RangeError' });
    const [{ payload }] = invocations as unknown as [{ payload: { token: string } }];
    expect(() => call('states', 'SendTaskSuccess', { taskToken: payload.token, output: '1' })).toThrow(
      expect.objectContaining({ shape: 'TaskTimedOut' }),
    );
  });

  it.each([
    ['no token at all', 'hello', 'InvalidToken'],
    ['a token that nobody gave', `AQC${'A'.repeat(172)}`, 'TaskDoesNotExist'],
  ])('refuses %s', (_case, taskToken, shape) => {
    const { call } = waiting();

    expect(() => call('states', 'SendTaskSuccess', { taskToken, output: '1' })).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses an output that is no JSON', async () => {
    const { start, play, call, token } = waiting();
    start();
    await play(60);

    expect(() => call('states', 'SendTaskSuccess', { taskToken: token(), output: '{' })).toThrow(
      expect.objectContaining({ shape: 'InvalidOutput' }),
    );
  });
});
