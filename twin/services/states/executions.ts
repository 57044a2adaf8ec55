import { type ChildStart, type Execution, type Host, type Json, type Redrive, startExecution } from '#language/asl/index.ts';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { redact } from '../../journal-call.ts';
import type { Random } from '../../random.ts';
import type { Activities } from './activities.ts';
import { childRecord, newRecord, reopen } from './execution-record.ts';
import { type RunTask, runTask } from './integrations.ts';
import { requireName } from './machines.ts';
import { announce } from './status-event.ts';
import { type ExecutionRecord, isForgotten, type MapRunRecord, machineArnOf, machineNameOf, roleOf, type StatesStore } from './store.ts';
import type { Target } from './targets.ts';
import type { TaskTokens } from './tokens.ts';

const MAX_INPUT_BYTES = 262_144;

type Ending = Pick<ExecutionRecord, 'status' | 'error' | 'cause'> & { output?: string | undefined };

/** What executions need beside the account. */
export type ExecutionTools = {
  readonly cloud: Cloud;
  readonly random: Random;
  readonly store: StatesStore;
  readonly tokens: TaskTokens;
  readonly activities: Activities;
  /** Told after an execution has ended. */
  onEnd(record: ExecutionRecord): void;
};

/** Starts, plays, ends and redrives executions of one account. */
export class Executions {
  readonly #tools: ExecutionTools;
  /** Streams of their own: what came later must not shift what executions draw. */
  readonly #expressIds: Random;

  constructor(tools: ExecutionTools) {
    this.#tools = tools;
    this.#expressIds = tools.random.split('express executions');
  }

  /** The same name with the same input, while it runs, is the same execution; otherwise the name is taken until it is forgotten. */
  start(target: Target, name = this.#tools.random.uuid(), input = '{}'): ExecutionRecord {
    const { cloud, store } = this.#tools;
    requireName(name);
    const parsed = parseInput(input);
    const arn = this.#newArn(target, name);
    const known = store.executions.get(arn);
    if (known && !isForgotten(known, cloud.clock.nowMs)) {
      if (known.status === 'RUNNING' && known.input === input) return known;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const record = newRecord(arn, name, target, input, cloud.clock.nowMs);
    store.executions.set(arn, record);
    cloud.journal.write('state', { execution: arn, machine: target.machine.name, status: 'RUNNING', input: redact(parsed) });
    announce(cloud, record);
    this.#runSoon(record);
    return record;
  }

  /** Goes on with an execution that ended badly. A Map Run that is still winding down comes to its end first. */
  redrive(record: ExecutionRecord): void {
    const { cloud } = this.#tools;
    reopen(record, cloud.clock.nowMs);
    cloud.journal.write('state', {
      execution: record.arn,
      machine: record.machine.name,
      status: 'RUNNING',
      redrive: record.redrives.count,
    });
    announce(cloud, record);
    this.#runSoon(record);
  }

  /** Ends a running execution as ABORTED; what is over stays as it is. */
  stop(record: ExecutionRecord, error: string | undefined, cause: string | undefined): void {
    const { live } = record;
    if (record.status !== 'RUNNING') return;
    live?.stop(error, cause);
    // It may have ended in this very moment, by itself.
    if (live && live.status !== 'ABORTED') return;
    if (!live) this.#stopUnbegun(record, error, cause);
    this.#end(record, { status: 'ABORTED', error, cause });
  }

  #newArn({ machine }: Target, name: string): string {
    const { cloud } = this.#tools;
    if (machine.type === 'STANDARD') return serviceArn(cloud, 'states', `execution:${machine.name}:${name}`);
    // Names of Express executions may repeat, so that their ARNs end with an id.
    return serviceArn(cloud, 'states', `express:${machine.name}:${name}:${this.#expressIds.uuid()}`);
  }

  #runSoon(record: ExecutionRecord): void {
    const { cloud, random } = this.#tools;
    const attempt = record.redrives.count;
    const delayMs = cloud.facts.drawMs('states.startToRunning', random);
    cloud.clock.after(delayMs, `start ${record.name}`, () => {
      const open = attempt === 0 ? [] : this.#openMapRuns(record);
      const go = (): void => this.#run(record, attempt);
      if (open.length === 0) go();
      else void Promise.all(open.map(({ run }) => run.over)).then(go);
    });
  }

  #openMapRuns(record: ExecutionRecord): MapRunRecord[] {
    return [...this.#tools.store.mapRuns.values()].filter(({ run, parent }) => parent === record && run.status === 'RUNNING');
  }

  #run(record: ExecutionRecord, attempt: number): void {
    if (record.status !== 'RUNNING' || record.redrives.count !== attempt) return;
    if (record.machine.status === 'DELETING') {
      this.stop(record, undefined, undefined);
      return;
    }
    const input = JSON.parse(record.input) as Json;
    const context = {
      Execution: {
        Id: record.arn,
        Name: record.name,
        RoleArn: record.revision.roleArn,
        StartTime: new Date(record.startedMs).toISOString(),
        Input: input,
        RedriveCount: 0,
        ...(record.redrives.lastMs === undefined ? {} : { RedriveTime: new Date(record.redrives.lastMs).toISOString() }),
      },
      StateMachine: { Id: record.machine.arn, Name: record.machine.name },
    };
    const redrive = this.#redriveOf(record);
    const live = startExecution(record.revision.machine, { input, context, host: this.#hostOf(record), ...(redrive && { redrive }) });
    this.#follow(record, live);
  }

  #redriveOf(record: ExecutionRecord): Redrive | undefined {
    const { count } = record.redrives;
    return count === 0 ? undefined : { from: record.from() ?? { events: record.history.length }, count, history: record.history };
  }

  #follow(record: ExecutionRecord, live: Execution): void {
    record.live = live;
    record.history = live.history;
    record.from = () => live.checkpoint();
    void live.finished.then(() => {
      if (live.status === 'RUNNING' || record.live !== live) return;
      const output = live.output === undefined ? undefined : JSON.stringify(live.output);
      this.#end(record, { status: live.status, output, error: live.error, cause: live.cause });
    });
  }

  /** Starts a distributed Map's child as an execution of the account; one that was started before goes on. */
  #startChild(parent: ExecutionRecord, { run, child, machine, options }: ChildStart): Execution {
    const { cloud, store } = this.#tools;
    const known = store.executions.get(child.arn);
    const record = known ?? childRecord(parent, run, child, cloud.clock.nowMs);
    if (known) reopen(known, cloud.clock.nowMs, child.redriveCount);
    store.executions.set(record.arn, record);
    cloud.journal.write('state', { execution: record.arn, machine: machineNameOf(record), status: 'RUNNING' });
    announce(cloud, record);
    const redrive = options.redrive && { redrive: { ...options.redrive, history: record.history } };
    const live = startExecution(machine, { ...options, ...redrive, host: this.#hostOf(record) });
    this.#follow(record, live);
    if (record.machine.status === 'DELETING') this.stop(record, undefined, undefined);
    return live;
  }

  #hostOf(record: ExecutionRecord): Host {
    const { cloud, store, tokens, activities } = this.#tools;
    const { clock, journal } = cloud;
    // A stream of its own: what one execution draws shifts nothing in another, and a redrive draws anew.
    const { count } = record.redrives;
    const random = this.#tools.random.split(count === 0 ? record.arn : `${record.arn} redrive ${count}`);
    const names = { executionArn: record.arn, machineArn: machineArnOf(record) };
    const tools: RunTask = { cloud, random, principal: roleOf(record), names, store, tokens, activities };
    return {
      now: () => clock.nowMs,
      after: (delayMs, fn) => clock.after(delayMs, `state of ${record.name}`, fn),
      random: () => random.next(),
      uuid: () => random.uuid(),
      newTaskToken: () => tokens.create(random),
      runTask: (request, done) => runTask(tools, request, done),
      onStateEntered: (state) => {
        journal.write('state', { execution: record.arn, state });
        if (record.machine.status === 'DELETING' && record.live) this.stop(record, undefined, undefined);
      },
      onMapRun: (run) => this.#keepMapRun(record, run),
      startChild: (start) => this.#startChild(record, start),
    };
  }

  /** In a redriven run the children of before wait for their turn. */
  #keepMapRun(parent: ExecutionRecord, run: ChildStart['run']): void {
    const { cloud, store } = this.#tools;
    store.mapRuns.set(run.arn, { run, parent });
    for (const child of run.children) {
      const record = store.executions.get(child.arn);
      if (record === undefined) continue;
      record.child = { mapRunArn: run.arn, state: child };
      if (child.isPendingRedrive) announce(cloud, record);
    }
  }

  #stopUnbegun(record: ExecutionRecord, error: string | undefined, cause: string | undefined): void {
    const { count } = record.redrives;
    const last = record.history.length;
    const at = record.from()?.at;
    const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    const began =
      count === 0
        ? {
            type: 'ExecutionStarted',
            details: { input: record.input, inputDetails: { truncated: false }, roleArn: record.revision.roleArn },
          }
        : { type: 'ExecutionRedriven', details: { redriveCount: count } };
    const timestampMs = this.#tools.cloud.clock.nowMs;
    record.history = [
      ...record.history,
      { ...began, id: last + 1, previousEventId: last, timestampMs },
      { type: 'ExecutionAborted', details: failure, id: last + 2, previousEventId: last + 1, timestampMs },
    ];
    record.from = () => ({ events: last + 2, ...(at && { at }) });
  }

  #end(record: ExecutionRecord, end: Ending): void {
    if (record.status !== 'RUNNING') return;
    const { cloud } = this.#tools;
    Object.assign(record, end, { stoppedMs: cloud.clock.nowMs });
    cloud.journal.write('state', {
      execution: record.arn,
      machine: machineNameOf(record),
      status: record.status,
      ...(record.error === undefined ? {} : { error: record.error }),
      ...(record.cause === undefined ? {} : { cause: redact(record.cause) }),
      transitions: record.transitionsBefore + (record.live?.transitions ?? 0),
    });
    announce(cloud, record);
    const listeners = record.whenOver;
    record.whenOver = [];
    for (const listener of listeners) listener();
    this.#tools.onEnd(record);
  }
}

function parseInput(input: string): Json {
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES)
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: the input is longer than 262144 bytes');
  try {
    return JSON.parse(input) as Json;
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}
