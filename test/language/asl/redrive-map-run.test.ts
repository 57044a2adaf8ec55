import { describe, expect, it } from 'vitest';
import {
  type ChildStart,
  type Execution,
  type HistoryEvent,
  type Json,
  type MapRun,
  startExecution,
  type TaskDone,
} from '#language/asl/index.ts';
import { begin, LAMBDA, one, redrive, TestHost, types } from './host.ts';

const task = { Type: 'Task', Resource: LAMBDA };
const TWO_STEPS = { First: { ...task, ResultPath: null, Next: 'Second' }, Second: { ...task, End: true } };

const distributed = (fields: object = {}, states: object = TWO_STEPS, type = 'STANDARD') =>
  one({
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
      StartAt: Object.keys(states)[0],
      States: states,
    },
    ...fields,
  });

/** A host that keeps its Map Runs, and the histories of their children. */
class WatchingHost extends TestHost {
  readonly runs: MapRun[] = [];
  readonly histories = new Map<string, HistoryEvent[]>();
  private names = 0;

  override uuid(): string {
    this.names += 1;
    return `id-${this.names}`;
  }
  onMapRun(run: MapRun): void {
    this.runs.push(run);
  }
  startChild({ child, machine, options }: ChildStart): Execution {
    const history = this.histories.get(child.name) ?? [];
    this.histories.set(child.name, history);
    const host = {
      now: () => this.now(),
      after: (delayMs: number, fn: () => void) => this.after(delayMs, fn),
      random: () => this.random(),
      uuid: () => this.uuid(),
      newTaskToken: () => this.newTaskToken(),
      runTask: this.runTask.bind(this),
      onHistory: (event: HistoryEvent) => void history.push(event),
    };
    return startExecution(machine, { ...options, host });
  }
}

/** A host on which `Second` fails for the items in `broken`. */
function hostFailing(broken: Set<Json>): WatchingHost {
  return new WatchingHost(({ stateName, input }, done: TaskDone) =>
    stateName === 'Second' && broken.has(input) ? done.fail('Boom') : done.succeed(input),
  );
}

const asked = (host: TestHost, from = 0): string[] =>
  host.calls.slice(from).map(({ request }) => `${request.stateName}${JSON.stringify(request.input)}`);

describe('a redriven Map Run', () => {
  it('runs again only the children that have not succeeded, Standard ones from where they stopped', async () => {
    const broken = new Set<Json>([2]);
    const host = hostFailing(broken);
    const before = await begin(distributed({ MaxConcurrency: 1 }), host, [1, 2, 3]);
    const count = host.calls.length;
    broken.clear();

    const after = await redrive(distributed({ MaxConcurrency: 1 }), host, before, { input: [1, 2, 3] });

    expect(before).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect(asked(host, count)).toEqual(['Second2', 'First3', 'Second3']);
    expect(after).toMatchObject({ status: 'SUCCEEDED', output: [1, 2, 3] });
  });

  it('is the same run, with a count and the children of before', async () => {
    const broken = new Set<Json>([2]);
    const host = hostFailing(broken);
    const before = await begin(distributed(), host, [1, 2]);
    broken.clear();

    const after = await redrive(distributed(), host, before, { input: [1, 2] });

    const [first, second] = host.runs as [MapRun, MapRun];
    expect(second.arn).toBe(first.arn);
    expect(second.children.map((child) => [child.arn, child.status, child.redriveCount])).toEqual([
      [first.children[0]?.arn, 'SUCCEEDED', 0],
      [first.children[1]?.arn, 'SUCCEEDED', 1],
    ]);
    expect(types(after).slice(before.history.length, -3)).toEqual(['ExecutionRedriven', 'MapRunRedriven', 'MapRunSucceeded']);
    expect(after.history.find((event) => event.type === 'MapRunRedriven')?.details).toEqual({ mapRunArn: first.arn, redriveCount: 1 });
  });

  it('goes on with the histories of its Standard children', async () => {
    const broken = new Set<Json>([2]);
    const host = hostFailing(broken);
    const before = await begin(distributed(), host, [2]);
    broken.clear();
    await redrive(distributed(), host, before, { input: [2] });

    const [history = []] = host.histories.values();
    expect(history.map((event) => event.id)).toEqual(history.map((_, i) => i + 1));
    expect(history.map((event) => event.type)).toContain('ExecutionRedriven');
    expect(history.filter((event) => event.type === 'ExecutionStarted')).toHaveLength(1);
  });

  it('starts its Express children anew, under their names', async () => {
    const broken = new Set<Json>([2]);
    const host = hostFailing(broken);
    const definition = distributed({}, TWO_STEPS, 'EXPRESS');
    const before = await begin(definition, host, [1, 2]);
    const count = host.calls.length;
    broken.clear();

    await redrive(definition, host, before, { input: [1, 2] });

    expect(asked(host, count)).toEqual(['First2', 'Second2']);
    expect(host.histories.size).toBe(2);
    expect(host.runs[0]?.children[1]?.arn).toContain(':express:m/S:');
  });

  it('counts as failed for good what can no longer be redriven', async () => {
    const broken = new Set<Json>([1, 2]);
    const host = hostFailing(broken);
    const definition = distributed({ ToleratedFailureCount: 1 });
    const held = new WatchingHost(({ stateName, input }, done) => {
      if (stateName === 'First' || input === 1) broken.has(input) && stateName === 'Second' ? done.fail('Boom') : done.succeed(input);
    });
    const before = await begin(definition, held, [1, 2]);
    await held.pass(15 * 86_400);
    held.calls.at(-1)?.done.fail('Boom');
    await held.drain();
    expect(before.status).toBe('FAILED');
    host.nowMs = held.nowMs;
    broken.clear();

    const after = await redrive(definition, host, before, { input: [1, 2] });

    expect(asked(host)).toEqual(['Second2']);
    expect(after).toMatchObject({ status: 'SUCCEEDED', output: [2] });
    expect(host.runs[0]?.children[0]).toMatchObject({ status: 'FAILED', error: 'Boom', redriveCount: 0 });
  });

  it('keeps children waiting while others take its places', async () => {
    const host = new WatchingHost();
    const before = await begin(distributed({ MaxConcurrency: 2 }), host, [1, 2, 3]);
    before.stop();
    await redrive(distributed({ MaxConcurrency: 1 }), host, before, { input: [1, 2, 3] });

    const [, run] = host.runs as [MapRun, MapRun];
    expect(run.children.map((child) => [child.status, child.isPendingRedrive])).toEqual([
      ['RUNNING', false],
      ['ABORTED', true],
      ['PENDING', false],
    ]);
  });

  it.each<[what: string, fields: object]>([
    ['its output was too large', { ResultSelector: { 'a.$': '$', 'b.$': '$' } }],
    ['a path of its output did not exist', { OutputPath: '$.gone' }],
  ])('is a new one when %s', async (_what, fields) => {
    const host = new WatchingHost((_request, done) => done.succeed('x'.repeat(140_000)));
    const definition = distributed(fields, { First: { ...task, End: true } });
    const before = await begin(definition, host, [1]);
    expect(before.status).toBe('FAILED');

    await redrive(definition, host, before, { input: [1] });

    expect(host.runs[1]?.arn).not.toBe(host.runs[0]?.arn);
    expect(host.calls).toHaveLength(2);
  });

  it('reads its items again when it had started no child', async () => {
    const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } };
    const host = new WatchingHost(({ resource, input }, done, nth) => {
      if (!resource.includes('s3:getObject')) done.succeed(input);
      else if (nth === 0) done.fail('S3.NoSuchKeyException', 'none');
      else done.succeed({ Body: '[4]' });
    });
    const before = await begin(distributed({ ItemReader: reader }), host);

    const after = await redrive(distributed({ ItemReader: reader }), host, before);

    expect(before.error).toBe('States.ItemReaderFailed');
    expect(after.output).toEqual([4]);
    // A run that could not read its items is not redriven: the redrive starts another (Developer Guide: redrive-map-run).
    expect(host.runs.map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  it('writes its results again when only that had failed', async () => {
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } };
    const host = new WatchingHost(({ resource, input }, done, nth) =>
      resource.includes('putObject') && nth === 2 ? done.fail('S3.AccessDenied', 'no') : done.succeed(input),
    );
    const before = await begin(distributed({ ResultWriter: writer }), host, [1]);
    const count = host.calls.length;

    const after = await redrive(distributed({ ResultWriter: writer }), host, before, { input: [1] });

    expect(before.error).toBe('States.ResultWriterFailed');
    expect(after.status).toBe('SUCCEEDED');
    expect(host.calls.slice(count).every((call) => call.request.resource.includes('putObject'))).toBe(true);
  });

  it('starts a new run in a retry after the redrive', async () => {
    const broken = new Set<Json>([1]);
    const host = hostFailing(broken);
    const definition = distributed({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] });
    const before = await begin(definition, host, [1]);
    await host.pass(10);
    await redrive(definition, host, before, { input: [1] });
    await host.pass(10);

    expect(new Set(host.runs.map((run) => run.arn)).size).toBe(3);
    expect(host.runs).toHaveLength(4);
  });
});

describe('a Map Run', () => {
  it('runs more children at once when its limit is raised', async () => {
    const host = new WatchingHost();
    await begin(distributed({ MaxConcurrency: 1 }), host, [1, 2, 3]);
    expect(host.calls).toHaveLength(1);

    host.runs[0]?.update({ maxConcurrency: 3 });

    expect(host.calls).toHaveLength(3);
  });

  it('fails when it tolerates less than has failed already', async () => {
    const host = hostFailing(new Set<Json>([1]));
    const definition = distributed(
      { MaxConcurrency: 1, ToleratedFailureCount: 3 },
      { Second: { ...task, Next: 'W' }, W: { Type: 'Wait', Seconds: 9, End: true } },
    );
    const execution = await begin(definition, host, [1, 2]);
    expect(execution.status).toBe('RUNNING');

    host.runs[0]?.update({ toleratedCount: 0 });
    await host.drain();

    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(host.runs[0]?.children.map((child) => child.status)).toEqual(['FAILED', 'ABORTED']);
  });

  it('is aborted with its execution, and so are its Standard children', async () => {
    const host = new WatchingHost();
    const execution = await begin(distributed(), host, [1, 2]);

    execution.stop('Halt');
    await host.drain();

    expect(host.runs[0]).toMatchObject({ status: 'ABORTED' });
    expect(host.calls.every((call) => call.cancelled)).toBe(true);
    expect([...host.histories.values()].map((history) => history.at(-1)?.type)).toEqual(['ExecutionAborted', 'ExecutionAborted']);
  });

  it('of Express children runs on until they are over', async () => {
    const host = new WatchingHost();
    const execution = await begin(distributed({}, TWO_STEPS, 'EXPRESS'), host, [1]);
    execution.stop();
    await host.drain();
    expect(host.runs[0]).toMatchObject({ status: 'RUNNING' });

    await host.pass(300);

    expect(host.runs[0]).toMatchObject({ status: 'ABORTED', children: [{ status: 'TIMED_OUT' }] });
  });

  it('is named after its Label, else after its state', async () => {
    const host = new WatchingHost();
    await begin(distributed({ Label: 'mine' }), host, [1]);
    await begin(distributed(), host, [1]);

    expect(host.runs.map((run) => run.arn.split(':').at(-2))).toEqual(['m/mine', 'm/S']);
  });

  it('leaves a sign of its abort when a branch beside it fails', async () => {
    const host = new WatchingHost();
    const side = (name: string, state: object) => ({ StartAt: name, States: { [name]: { End: true, ...state } } });
    const map = (distributed() as { States: { S: object } }).States.S;
    const execution = await begin(one({ Type: 'Parallel', Branches: [side('M', map), side('F', task)] }), host, [1]);

    host.calls.find((call) => call.request.stateName === 'F')?.done.fail('Boom');
    await host.drain();

    expect(types(execution).slice(-4)).toEqual(['MapRunAborted', 'MapStateAborted', 'ParallelStateFailed', 'ExecutionFailed']);
  });
});
