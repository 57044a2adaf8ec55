import {
  type Checkpoint,
  compileMachine,
  type Execution,
  type ExecutionContext,
  type HistoryEvent,
  type Host,
  type Json,
  startExecution,
  type TaskDone,
  type TaskRequest,
} from '#language/asl/index.ts';

type Timer = { atMs: number; fn: () => void };
export type Call = { request: TaskRequest; done: TaskDone; cancelled: boolean; atMs: number };

/** What a task answers at once; undefined leaves it open. */
export type Answer = (request: TaskRequest, done: TaskDone, nth: number) => void;

export const START_MS = Date.UTC(2018, 1, 9, 11, 30);
const ARN = 'arn:aws:states:eu-central-1:123456789012';

/** A host in virtual time that the test moves by hand. */
export class TestHost implements Host {
  nowMs = START_MS;
  draws: number[] = [];
  readonly calls: Call[] = [];
  readonly entered: string[] = [];
  readonly seen: HistoryEvent[] = [];
  private timers: Timer[] = [];
  private tokens = 0;
  private readonly answer: Answer;

  constructor(answer: Answer = () => undefined) {
    this.answer = answer;
  }

  now(): number {
    return this.nowMs;
  }
  after(delayMs: number, fn: () => void): { cancel(): void } {
    const timer = { atMs: this.nowMs + delayMs, fn };
    this.timers.push(timer);
    return {
      cancel: () => {
        this.timers = this.timers.filter((one) => one !== timer);
      },
    };
  }
  random(): number {
    return this.draws.shift() ?? 0.5;
  }
  uuid(): string {
    return '00000000-0000-4000-8000-000000000000';
  }
  newTaskToken(): string {
    this.tokens += 1;
    return `token-${this.tokens}`;
  }
  runTask(request: TaskRequest, done: TaskDone): { cancel(): void } {
    const call: Call = { request, done, cancelled: false, atMs: this.nowMs };
    this.calls.push(call);
    this.answer(request, done, this.calls.length - 1);
    return {
      cancel: () => {
        call.cancelled = true;
      },
    };
  }
  onHistory(event: HistoryEvent): void {
    this.seen.push(event);
  }
  onStateEntered(name: string): void {
    this.entered.push(name);
  }

  get openTimers(): number {
    return this.timers.length;
  }

  /** Lets everything run that needs no time. */
  async drain(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Moves time on by so many seconds, firing timers in order. */
  async pass(seconds: number): Promise<void> {
    const untilMs = this.nowMs + seconds * 1000;
    for (;;) {
      await this.drain();
      const next = this.timers.filter((one) => one.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.nowMs = next.atMs;
      next.fn();
    }
    this.nowMs = untilMs;
  }
}

/** The context object of the tests' executions. */
export function contextOf(input: Json): ExecutionContext {
  return {
    Execution: {
      Id: `${ARN}:execution:m:e`,
      Name: 'e',
      RoleArn: 'arn:aws:iam::123456789012:role/r',
      StartTime: '2018-02-09T11:30:00.000Z',
      Input: input,
      RedriveCount: 0,
    },
    StateMachine: { Id: `${ARN}:stateMachine:m`, Name: 'm' },
  };
}

/** Starts a definition on a host and lets it run as far as it gets without time. */
export async function begin(
  definition: object,
  host: TestHost,
  input: Json = {},
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
): Promise<Execution> {
  const execution = startExecution(compileMachine(definition, { type }), { input, context: contextOf(input), host });
  await host.drain();
  return execution;
}

/** Goes on with an execution that ended badly, from its checkpoint as it reads in another process. */
export async function redrive(
  definition: object,
  host: TestHost,
  before: Execution,
  options: { input?: Json; count?: number } = {},
): Promise<Execution> {
  const { input = {}, count = 1 } = options;
  const from = JSON.parse(JSON.stringify(before.checkpoint())) as Checkpoint;
  const execution = startExecution(compileMachine(definition), {
    input,
    context: contextOf(input),
    host,
    redrive: { from, count, history: before.history },
  });
  await host.drain();
  return execution;
}

/** Runs a definition to its end, with a day to do so. */
export async function run(definition: object, input: Json = {}, answer: Answer = () => undefined): Promise<Execution> {
  const host = new TestHost(answer);
  const execution = await begin(definition, host, input);
  await host.pass(86_400);
  return execution;
}

/** A machine of one state. */
export function one(state: object, language: 'JSONPath' | 'JSONata' = 'JSONPath'): object {
  return { QueryLanguage: language, StartAt: 'S', States: { S: { End: true, ...state } } };
}

export function types(execution: Execution): string[] {
  return execution.history.map((event) => event.type);
}

export const LAMBDA = 'arn:aws:lambda:eu-central-1:123456789012:function:f';
export const TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
