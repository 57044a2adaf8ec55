import { type Host, type Json, startExecution } from '#language/asl/index.ts';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { redact } from '../../journal-call.ts';
import type { Random } from '../../random.ts';
import { type RunTask, runTask } from './integrations.ts';
import { announce } from './status-event.ts';
import type { ExecutionRecord, MachineRecord, StatesStore } from './store.ts';
import type { TaskTokens } from './tokens.ts';

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;
const MAX_INPUT_BYTES = 262_144;

/** Starts, plays and ends executions of one account. */
export class Executions {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #store: StatesStore;
  readonly #tokens: TaskTokens;

  constructor(cloud: Cloud, random: Random, store: StatesStore, tokens: TaskTokens) {
    this.#cloud = cloud;
    this.#random = random;
    this.#store = store;
    this.#tokens = tokens;
  }

  /** The same name with the same input, while it runs, is the same execution; otherwise the name is taken. */
  start(machine: MachineRecord, name = this.#random.uuid(), input = '{}'): ExecutionRecord {
    if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    const parsed = parseInput(input);
    const arn = serviceArn(this.#cloud, 'states', `${machine.type === 'EXPRESS' ? 'express' : 'execution'}:${machine.name}:${name}`);
    const known = this.#store.executions.get(arn);
    if (known) {
      if (known.status === 'RUNNING' && known.input === input) return known;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const record: ExecutionRecord = {
      arn,
      name,
      machine,
      input,
      startedMs: this.#cloud.clock.nowMs,
      status: 'RUNNING',
      stoppedMs: undefined,
      output: undefined,
      error: undefined,
      cause: undefined,
      live: undefined,
      whenOver: [],
    };
    this.#store.executions.set(arn, record);
    this.#cloud.journal.write('state', { execution: arn, machine: machine.name, status: 'RUNNING', input: redact(parsed) });
    announce(this.#cloud, record);
    const compiled = machine.machine;
    const delayMs = this.#cloud.facts.drawMs('states.startToRunning', this.#random);
    this.#cloud.clock.after(delayMs, `start ${name}`, () => this.#run(record, compiled, parsed));
    return record;
  }

  /** Ends a running execution as ABORTED; what is over stays as it is. */
  stop(record: ExecutionRecord, error: string | undefined, cause: string | undefined): void {
    if (record.status !== 'RUNNING') return;
    if (record.live) record.live.stop(error, cause);
    this.#end(record, { status: 'ABORTED', error, cause });
  }

  #run(record: ExecutionRecord, machine: MachineRecord['machine'], input: Json): void {
    if (record.status !== 'RUNNING') return;
    const context = {
      Execution: {
        Id: record.arn,
        Name: record.name,
        RoleArn: record.machine.roleArn,
        StartTime: new Date(record.startedMs).toISOString(),
        Input: input,
        RedriveCount: 0,
      },
      StateMachine: { Id: record.machine.arn, Name: record.machine.name },
    };
    const live = startExecution(machine, { input, context, host: this.#hostOf(record) });
    record.live = live;
    void live.finished.then(() => {
      if (live.status === 'RUNNING') return;
      const output = live.output === undefined ? undefined : JSON.stringify(live.output);
      this.#end(record, { status: live.status, output, error: live.error, cause: live.cause });
    });
  }

  #hostOf(record: ExecutionRecord): Host {
    const { clock, journal } = this.#cloud;
    // A stream of its own: what one execution draws shifts nothing in another.
    const random = this.#random.split(record.arn);
    const tools: RunTask = { cloud: this.#cloud, random, record, store: this.#store, executions: this, tokens: this.#tokens };
    return {
      now: () => clock.nowMs,
      after: (delayMs, fn) => clock.after(delayMs, `state of ${record.name}`, fn),
      random: () => random.next(),
      uuid: () => random.uuid(),
      newTaskToken: () => this.#tokens.create(random),
      runTask: (request, done) => runTask(tools, request, done),
      onStateEntered: (state) => journal.write('state', { execution: record.arn, state }),
    };
  }

  #end(
    record: ExecutionRecord,
    end: { status: ExecutionRecord['status']; output?: string | undefined; error: string | undefined; cause: string | undefined },
  ): void {
    if (record.status !== 'RUNNING') return;
    Object.assign(record, end, { stoppedMs: this.#cloud.clock.nowMs });
    this.#cloud.journal.write('state', {
      execution: record.arn,
      machine: record.machine.name,
      status: record.status,
      ...(record.error === undefined ? {} : { error: record.error }),
      ...(record.cause === undefined ? {} : { cause: redact(record.cause) }),
      transitions: record.live?.transitions ?? 0,
    });
    announce(this.#cloud, record);
    for (const listener of record.whenOver) listener();
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
