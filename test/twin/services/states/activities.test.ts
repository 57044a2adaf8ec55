import { describe, expect, it } from 'vitest';
import { openMachine } from './machine.ts';

const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:work';

/** A machine whose one task is the activity `work`, with whatever else the state has. */
function openActivity(more: object = {}) {
  const twin = openMachine({ Go: { Type: 'Task', Resource: ACTIVITY, Arguments: { n: '{% $states.input.n %}' }, End: true, ...more } });
  const states = (operation: string, input: object) => twin.call('states', operation, input);
  states('CreateActivity', { name: 'work' });
  return { ...twin, states, poll: (workerName = 'ada') => states('GetActivityTask', { activityArn: ACTIVITY, workerName }) };
}

describe('a task of an activity', () => {
  it('waits for a worker and goes on with its answer', async () => {
    const { start, play, poll, states, look } = openActivity();
    start({ n: 1 });
    await play(60);

    const { taskToken, input } = poll();
    expect(JSON.parse(input)).toEqual({ n: 1 });
    states('SendTaskSuccess', { taskToken, output: '{"done":true}' });
    await play(60);

    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
  });

  it('fails with what the worker reports', async () => {
    const { start, play, poll, states, look } = openActivity();
    start({ n: 1 });
    await play(60);
    states('SendTaskFailure', { taskToken: poll().taskToken, error: 'Broken', cause: 'hand' });
    await play(60);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'hand' });
  });

  it('is started in the history when a worker takes it, and by whom', async () => {
    const { start, play, poll, types, call } = openActivity();
    const executionArn = start({ n: 1 });
    await play(60);
    expect(types()).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ActivityScheduled']);

    poll('grace');

    const { events } = call('states', 'GetExecutionHistory', { executionArn });
    expect(events.at(-1)).toMatchObject({ type: 'ActivityStarted', activityStartedEventDetails: { workerName: 'grace' } });
  });

  it.each<[what: string, more: object]>([
    ['is too slow', { TimeoutSeconds: 30 }],
    ['gives no sign', { HeartbeatSeconds: 30 }],
  ])('times out when its worker %s, counted from when it took the task', async (_what, more) => {
    const { start, play, look, poll, states } = openActivity(more);
    start({ n: 1 });
    await play(600);
    expect(look().status).toBe('RUNNING');
    const { taskToken } = poll();
    await play(31);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(() => states('SendTaskHeartbeat', { taskToken })).toThrow(expect.objectContaining({ shape: 'TaskTimedOut' }));
  });

  it('is not handed out any more once its execution is over', async () => {
    const { start, play, poll, states } = openActivity();
    const executionArn = start({ n: 1 });
    await play(60);
    states('StopExecution', { executionArn });

    const late = poll();
    await play(61);

    expect(await late).toEqual({});
  });

  it('fails when the activity is not there', async () => {
    const { start, play, look, states } = openActivity();
    states('DeleteActivity', { activityArn: ACTIVITY });
    start({ n: 1 });
    await play(60);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'ActivityDoesNotExist' });
  });
});

describe('a worker’s poll', () => {
  it('is held until a task comes', async () => {
    const { start, play, poll, cloud } = openActivity();
    const held = poll();
    let answeredMs: number | undefined;
    void Promise.resolve(held).then(() => {
      answeredMs = cloud.clock.nowMs;
    });
    await play(20);
    expect(answeredMs).toBeUndefined();
    const atMs = cloud.clock.nowMs;
    start({ n: 2 });
    await play(30);

    expect(JSON.parse((await held).input)).toEqual({ n: 2 });
    expect((answeredMs as unknown as number) - atMs).toBeLessThan(1000);
  });

  it('ends empty after a minute', async () => {
    const { play, poll, cloud } = openActivity();
    const held = poll();
    await play(59);
    expect(cloud.clock.nextAtMs()).toBe(cloud.clock.nowMs + 1000);
    await play(1);

    expect(await held).toEqual({});
  });

  it('takes its turn: tasks and workers first come, first served', async () => {
    const { start, play, poll } = openActivity();
    const [first, second] = [poll('one'), poll('two')];
    start({ n: 1 }, 'a');
    await play(10);
    start({ n: 2 }, 'b');
    await play(10);

    expect([(await first).input, (await second).input]).toEqual(['{"n":1}', '{"n":2}']);
  });

  it.each<[what: string, activityArn: string, shape: string]>([
    ['an activity that is not there', `${ACTIVITY}s`, 'ActivityDoesNotExist'],
    ['an ARN of something else', 'arn:aws:states:us-east-1:123456789012:stateMachine:demo', 'InvalidArn'],
  ])('is refused for %s', (_what, activityArn, shape) => {
    const { states } = openActivity();

    expect(() => states('GetActivityTask', { activityArn })).toThrow(expect.objectContaining({ shape }));
  });
});

it('activities are created once, described and listed', () => {
  const { states } = openActivity();

  const again = states('CreateActivity', { name: 'work', tags: [{ key: 'a', value: '1' }] });

  expect(again.activityArn).toBe(ACTIVITY);
  expect(states('DescribeActivity', { activityArn: ACTIVITY })).toEqual({ ...again, name: 'work' });
  expect(states('ListActivities', {}).activities).toHaveLength(1);
  expect(() => states('CreateActivity', { name: 'a b' })).toThrow(expect.objectContaining({ shape: 'InvalidName' }));
});
