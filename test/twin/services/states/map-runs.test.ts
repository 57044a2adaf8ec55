import { describe, expect, it } from 'vitest';
import { invoke, openMachine } from './machine.ts';

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:demo:run-1';

/** A machine with a distributed Map over the input’s items; `work` fails for those in `broken`, and takes a minute. */
function openMap(fields: object = {}, options: { type?: string; broken?: number[] } = {}) {
  const broken = new Set(options.broken ?? []);
  const twin = openMachine(
    {
      Each: {
        Type: 'Map',
        Items: '{% $states.input.items %}',
        Label: 'Each',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: options.type ?? 'STANDARD' },
          StartAt: 'Pause',
          States: {
            Pause: { Type: 'Wait', Seconds: 60, Next: 'Work' },
            Work: invoke('work', { item: '{% $states.input %}' }, { Output: '{% $states.result.Payload %}' }),
          },
        },
        End: true,
        ...fields,
      },
    },
    {
      work: (payload) => {
        const { item } = payload as { item: number };
        return broken.has(item) ? Promise.reject(new RangeError(`item ${item}`)) : item * 10;
      },
    },
  );
  const states = (operation: string, input: object = {}) => twin.call('states', operation, input);
  const mapRunArn = (): string => states('ListMapRuns', { executionArn: EXECUTION }).mapRuns[0].mapRunArn;
  const children = (more: object = {}) => states('ListExecutions', { mapRunArn: mapRunArn(), ...more }).executions;
  return { ...twin, states, mapRunArn, children, broken, describe: () => states('DescribeMapRun', { mapRunArn: mapRunArn() }) };
}

describe('a Map Run', () => {
  it('counts its children while it goes on and when it is over', async () => {
    const { start, play, describe: look } = openMap({ MaxConcurrency: 2, ToleratedFailureCount: 1 }, { broken: [2] });
    start({ items: [1, 2, 3] });
    await play(30);
    expect(look()).toMatchObject({
      status: 'RUNNING',
      maxConcurrency: 2,
      toleratedFailureCount: 1,
      executionCounts: { pending: 1, running: 2, total: 3, succeeded: 0 },
    });

    await play(3600);

    expect(look()).toMatchObject({
      status: 'SUCCEEDED',
      executionArn: EXECUTION,
      redriveCount: 0,
      executionCounts: { pending: 0, running: 0, succeeded: 2, failed: 1, total: 3, resultsWritten: 0, failuresNotRedrivable: 0 },
      itemCounts: { succeeded: 2, failed: 1, total: 3 },
    });
  });

  it('has children that are executions of their own, with a history, an event and a name each', async () => {
    const { start, play, states, children, look, cloud, mapRunArn, types } = openMap();
    const events: Record<string, unknown>[] = [];
    cloud.connectBus((event) => events.push(event.detail));
    start({ items: [1, 2] });
    await play();

    const list = children();
    expect(list).toHaveLength(2);
    const child = states('DescribeExecution', { executionArn: list[0].executionArn });
    expect(child).toMatchObject({
      status: 'SUCCEEDED',
      mapRunArn: mapRunArn(),
      stateMachineArn: expect.stringMatching(/:stateMachine:demo\/Each$/),
    });
    expect(child.executionArn).toMatch(/:execution:demo\/Each:[0-9a-f-]{36}$/);
    expect(list[0]).toMatchObject({ mapRunArn: mapRunArn(), itemCount: 1 });
    const history = states('GetExecutionHistory', { executionArn: child.executionArn }).events.map((event: { type: string }) => event.type);
    expect(history).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(types()).not.toContain('WaitStateEntered');
    expect(look().output).toBe('[10,20]');
    expect(events.filter((event) => event.executionArn === child.executionArn).map((event) => event.status)).toEqual([
      'RUNNING',
      'SUCCEEDED',
    ]);
    expect(states('DescribeStateMachineForExecution', { executionArn: child.executionArn })).toMatchObject({ label: 'Each' });
  });

  it('goes on faster, or fails, when it is told to', async () => {
    const {
      start,
      play,
      states,
      mapRunArn,
      describe: counts,
      look,
    } = openMap({ MaxConcurrency: 1, ToleratedFailureCount: 5 }, { broken: [1] });
    start({ items: [1, 2, 3, 4] });
    await play(90);
    expect(counts().executionCounts).toMatchObject({ failed: 1, running: 1, pending: 2 });

    states('UpdateMapRun', { mapRunArn: mapRunArn(), maxConcurrency: 3 });
    expect(counts().executionCounts).toMatchObject({ running: 3, pending: 0 });
    states('UpdateMapRun', { mapRunArn: mapRunArn(), toleratedFailureCount: 0 });
    await play(1);

    expect(look()).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect(counts()).toMatchObject({ status: 'FAILED', toleratedFailureCount: 0, executionCounts: { failed: 1, aborted: 3 } });
  });

  it.each<[what: string, input: object, seconds: number, shape: string]>([
    ['nothing to change', {}, 30, 'ValidationException'],
    ['a negative limit', { maxConcurrency: -1 }, 30, 'ValidationException'],
    ['a run that is over', { maxConcurrency: 1 }, 3600, 'ValidationException'],
    [
      'a run that nobody knows',
      { maxConcurrency: 1, mapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:demo/Each:x' },
      30,
      'ResourceNotFound',
    ],
  ])('is not updated with %s', async (_what, input, seconds, shape) => {
    const { start, play, states, mapRunArn } = openMap();
    start({ items: [1] });
    await play(seconds);

    expect(() => states('UpdateMapRun', { mapRunArn: mapRunArn(), ...input })).toThrow(expect.objectContaining({ shape }));
  });

  it('is aborted with its execution, and its children with it', async () => {
    const { start, play, states, children, describe: look } = openMap();
    const executionArn = start({ items: [1, 2] });
    await play(30);

    states('StopExecution', { executionArn });
    await play(1);

    expect(look().status).toBe('ABORTED');
    expect(children().map((child: { status: string }) => child.status)).toEqual(['ABORTED', 'ABORTED']);
  });

  it('counts a child that a person has stopped as failed', async () => {
    const { start, play, states, children, look } = openMap();
    start({ items: [1, 2] });
    await play(30);

    states('StopExecution', { executionArn: children()[0].executionArn });
    await play(1);

    expect(look().error).toBe('States.ExceedToleratedFailureThreshold');
  });
});

describe('a redriven Map Run', () => {
  it('redrives the children that failed, under their ARNs', async () => {
    const { start, play, states, children, broken, look, describe: run } = openMap({ ToleratedFailureCount: 1 }, { broken: [2, 3] });
    const executionArn = start({ items: [1, 2, 3] });
    await play();
    expect(look().status).toBe('FAILED');
    const before = children({ statusFilter: 'FAILED' }).map((child: { executionArn: string }) => child.executionArn);
    expect(states('DescribeExecution', { executionArn: before[0] }).redriveStatus).toBe('REDRIVABLE_BY_MAP_RUN');
    expect(() => states('RedriveExecution', { executionArn: before[0] })).toThrow(
      expect.objectContaining({ shape: 'ExecutionNotRedrivable' }),
    );
    broken.clear();

    states('RedriveExecution', { executionArn });
    await play();

    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '[10,20,30]' });
    expect(run()).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveDate: expect.any(Date),
      executionCounts: { succeeded: 3, failed: 0 },
    });
    const redriven = children({ redriveFilter: 'REDRIVEN' }).map((child: { executionArn: string }) => child.executionArn);
    expect([...redriven].sort()).toEqual([...before].sort());
    const types = states('GetExecutionHistory', { executionArn: before[0] }).events.map((event: { type: string }) => event.type);
    expect(types.filter((type: string) => type === 'WaitStateEntered')).toHaveLength(1);
    expect(types).toContain('ExecutionRedriven');
  });

  it('shows and tells which children wait for their turn', async () => {
    const limit = '{% $states.context.Execution.RedriveCount = 0 ? 2 : 1 %}';
    const { start, play, states, children, describe: run, cloud, look } = openMap({ MaxConcurrency: limit });
    const executionArn = start({ items: [1, 2, 3] });
    await play(30);
    states('StopExecution', { executionArn });
    await play(1);
    const told: unknown[] = [];
    cloud.connectBus((event) => told.push([event.detail.status, event.detail.redriveStatus]));

    states('RedriveExecution', { executionArn });
    await play(10);

    expect(run().executionCounts).toMatchObject({ running: 1, pending: 1, pendingRedrive: 1, aborted: 0 });
    expect(children({ statusFilter: 'PENDING_REDRIVE' })).toMatchObject([{ status: 'PENDING_REDRIVE' }]);
    expect(told).toEqual([
      ['RUNNING', 'NOT_REDRIVABLE'],
      ['PENDING_REDRIVE', 'REDRIVE_IN_PROGRESS'],
      ['PENDING_REDRIVE', 'REDRIVE_IN_PROGRESS'],
      ['RUNNING', 'NOT_REDRIVABLE'],
    ]);
    states('StopExecution', { executionArn });
    await play(1);
    expect(run().executionCounts).toMatchObject({ pending: 1, pendingRedrive: 0, aborted: 2 });
    states('RedriveExecution', { executionArn });
    await play();
    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '[10,20,30]' });
  });

  it('waits until the Express children of before are over', async () => {
    const { start, play, states, describe: run, look, invocations } = openMap({}, { type: 'EXPRESS' });
    const executionArn = start({ items: [1, 2] });
    await play(30);
    states('StopExecution', { executionArn });
    await play(1);
    expect(run().status).toBe('RUNNING');

    states('RedriveExecution', { executionArn });
    await play(3600);

    // Their work of before is done by then, so that nothing is left to run again.
    expect(look()).toMatchObject({ status: 'SUCCEEDED', output: '[10,20]', redriveCount: 1 });
    expect(invocations).toHaveLength(2);
  });

  it('starts failed Express children anew, and counts no redrive for them', async () => {
    const { start, play, states, children, broken, look, invocations } = openMap({}, { type: 'EXPRESS', broken: [2] });
    const executionArn = start({ items: [2] });
    await play();
    broken.clear();
    states('RedriveExecution', { executionArn });
    await play();

    expect(look().status).toBe('SUCCEEDED');
    expect(children()).toMatchObject([{ status: 'SUCCEEDED', redriveCount: 0 }]);
    expect(invocations).toHaveLength(2);
    expect(() => states('GetExecutionHistory', { executionArn: children()[0].executionArn })).toThrow(
      expect.objectContaining({ shape: 'InvalidArn' }),
    );
  });

  it('plays the same way twice', async () => {
    const heads = [];
    for (let round = 0; round < 2; round += 1) {
      const { start, play, states, broken, cloud } = openMap({ MaxConcurrency: 2 }, { broken: [2] });
      const executionArn = start({ items: [1, 2, 3] });
      await play();
      broken.clear();
      states('RedriveExecution', { executionArn });
      await play();
      heads.push(cloud.journal.head);
    }

    expect(heads[0]).toBe(heads[1]);
  });
});
