import { compileMachine, type Host, startExecution } from '#language/asl/index.ts';
import { VirtualClock } from '#twin/clock.ts';
import { contextOf, START_MS, stillHost } from './still-host.ts';

/**
 * A thousand executions that wait 30 virtual days, and what these cost. `argv`: `wait` (a Wait state) or `token` (a task that
 * nobody answers, with no heartbeat). Needs --expose-gc.
 */
const EXECUTIONS = 1_000;
const DAY_MS = 86_400_000;
const WAITS_DAYS = 30;
const STATES = {
  wait: { Type: 'Wait', Seconds: (WAITS_DAYS * DAY_MS) / 1000, End: true },
  token: {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q', 'MessageBody.$': '$$.Task.Token' },
    End: true,
  },
};

const how = process.argv[2] as keyof typeof STATES;
const clock = new VirtualClock(START_MS);
let timers = 0;
let fired = 0;
let turns = 0;
const answers: (() => void)[] = [];
const host: Host = {
  ...stillHost,
  now: () => clock.nowMs,
  after: (delayMs, fn) => {
    timers += 1;
    return clock.after(delayMs, how, () => {
      fired += 1;
      fn();
    });
  },
  newTaskToken: () => `token-${answers.length}`,
  runTask: (_request, done) => {
    done.submitted({});
    answers.push(() => done.succeed({}));
    return { cancel: () => undefined };
  },
};
const settle = async (): Promise<void> => {
  turns += 1;
  await new Promise((resolve) => setImmediate(resolve));
};

const machine = compileMachine({ StartAt: 'Hold', States: { Hold: STATES[how] } });
const before = heapBytes();
const executions = Array.from({ length: EXECUTIONS }, () => startExecution(machine, { input: {}, context: contextOf({}), host }));
await settle();
const bytesEach = (heapBytes() - before) / EXECUTIONS;

turns = 0;
const cpu = process.cpuUsage();
await clock.run(START_MS + (WAITS_DAYS - 1) * DAY_MS, settle);
const { user, system } = process.cpuUsage(cpu);
const meanwhile = { timers, fired, turns, cpuMs: (user + system) / 1000 };
const stillRunning = executions.filter(({ status }) => status === 'RUNNING').length;
for (const answer of answers) answer();
await clock.run(START_MS + WAITS_DAYS * DAY_MS, settle);
const over = executions.filter(({ status }) => status === 'SUCCEEDED').length;
if (stillRunning !== EXECUTIONS || over !== EXECUTIONS) throw new Error(`${stillRunning} waited, ${over} succeeded, of ${EXECUTIONS}`);
process.stdout.write(`${JSON.stringify({ ...meanwhile, bytesEach })}\n`);

function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
