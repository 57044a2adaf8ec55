import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '#language/asl/index.ts';
import { compileMachine, startExecution } from '#language/asl/index.ts';

type Failure = { fail: string; cause?: string };
type Answer = Json | Failure | ((input: Json, nowMs: number) => Json | Failure) | 'never';

/** What each state's task answers, in the order of its visits; the last answer is repeated. */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

export type Played = {
  status: string;
  error?: string;
  visited: string[];
  inputs: Record<string, Json[]>;
  seconds: number;
  closed: Json | undefined;
  output: Json | undefined;
};

const ROOT = join(import.meta.dirname, '../..');
/** A machine that takes more timers than this does not end. */
const TIMERS_LIMIT = 5_000;

/** Plays a machine's file with scripted tasks on a clock that jumps, so that its ways can be told without the rest. */
export async function playMachine(name: string, input: Json, answers: Answers): Promise<Played> {
  const text = readFileSync(join(ROOT, 'statemachines', `${name}.asl.json`), 'utf8').replaceAll(/\$\{(\w+)\}/g, '$1');
  const startMs = Date.parse('2018-02-11T04:00:00Z');
  let nowMs = startMs;
  let timers: { atMs: number; order: number; fn: () => void }[] = [];
  let order = 0;
  const after = (delayMs: number, fn: () => void) => {
    const timer = { atMs: nowMs + delayMs, order: order++, fn };
    timers.push(timer);
    return {
      cancel: () => {
        timers = timers.filter((other) => other !== timer);
      },
    };
  };
  const visited: string[] = [];
  const inputs: Record<string, Json[]> = {};
  const execution = startExecution(compileMachine(text), {
    input,
    context: {
      Execution: { Id: 'arn:execution', Name: 'run-1', RoleArn: 'arn:role', StartTime: new Date(startMs).toISOString(), Input: input },
      StateMachine: { Id: 'arn:machine', Name: name },
    },
    host: {
      now: () => nowMs,
      after,
      random: () => 0.5,
      uuid: () => '00000000-0000-4000-8000-000000000000',
      newTaskToken: () => `token-${order++}`,
      onStateEntered: (state) => void visited.push(state),
      runTask: (request, done) => {
        const seen = inputs[request.stateName] ?? [];
        inputs[request.stateName] = seen;
        const scripted = answers[request.stateName];
        if (scripted === undefined) throw new Error(`The test has no answer for "${request.stateName}".`);
        const answer = scripted[Math.min(seen.length, scripted.length - 1)] as Answer;
        seen.push(request.input);
        if (answer === 'never') return { cancel: () => undefined };
        // What waits for a token, or is a direct call, answers bare; a Lambda answers a Payload.
        const isLambda = request.resource.endsWith(':lambda:invoke');
        return after(100, () => {
          const told = typeof answer === 'function' ? answer(request.input, nowMs) : answer;
          if (isFailure(told)) done.fail(told.fail, told.cause ?? 'told by the test');
          else done.succeed(isLambda ? { Payload: told } : told);
        });
      },
    },
  });
  for (let count = 0; execution.status === 'RUNNING' || count === 0; count += 1) {
    if (count > TIMERS_LIMIT) throw new Error(`${name} does not end; it last visited ${visited.slice(-6).join(', ')}.`);
    await new Promise((resolve) => setImmediate(resolve));
    const next = timers.sort((one, other) => one.atMs - other.atMs || one.order - other.order).shift();
    if (next === undefined) break;
    nowMs = next.atMs;
    next.fn();
  }
  await new Promise((resolve) => setImmediate(resolve));
  const closing = [...(inputs['Close the run'] ?? []), ...(inputs['Close the failed run'] ?? [])].at(-1) as { Payload: Json } | undefined;
  return {
    status: execution.status,
    ...(execution.error === undefined ? {} : { error: execution.error }),
    visited,
    inputs,
    seconds: (nowMs - startMs) / 1_000,
    closed: closing?.Payload,
    output: execution.output,
  };
}

const isFailure = (told: Json | Failure): told is Failure => typeof told === 'object' && told !== null && 'fail' in told;
