import { type Activation, abortEvents, type Frame } from './activation.ts';
import { withRetry } from './attempts.ts';
import { type Co, drive, type Lifetime } from './coroutine.ts';
import { leaveWithResult, selected } from './flow.ts';
import type { Json } from './json.ts';
import type { ParallelState, Program } from './model.ts';
import { type Exit, runProgram } from './program.ts';
import { Variables } from './scope.ts';
import { evaluated } from './state-task.ts';

/** Parallel: runs every branch on the same input; the first that fails ends the others. */
export function* runParallel(activation: Activation, state: ParallelState): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  const attempt = () => attemptBranches(activation, state, data);
  return yield* withRetry(activation, state, attempt, () => activation.event('ParallelStateFailed'));
}

function* attemptBranches(activation: Activation, state: ParallelState, data: Json): Co<Exit> {
  const input = yield* evaluated(activation, state.parameters, data);
  activation.event('ParallelStateStarted');
  const result = (yield* inLifetime(activation, (life, done, failed) =>
    startBranches(activation, state.branches, input, life, done, failed),
  )) as Json;
  activation.event('ParallelStateSucceeded', undefined, false);
  return yield* leaveWithResult(activation, state, result);
}

type Start = (life: Lifetime, done: (value: Json) => void, failed: (error: unknown) => void) => void;
type Settled = { value: Json } | { error: unknown };

/** Starts inner programs in a lifetime of their own, waits for their common end, and cuts off what still runs. */
export function* inLifetime(activation: Activation, start: Start): Co<Json> {
  const life = activation.frame.life.child();
  const settled = (yield (resume) =>
    start(
      life,
      (value) => resume({ value } satisfies Settled),
      (error) => resume({ error } satisfies Settled),
    )) as Settled;
  life.end();
  if ('error' in settled) throw settled.error;
  return settled.value;
}

/** The frame of a branch or an iteration: it reads the variables around it and assigns its own. */
export function innerFrame(activation: Activation, life: Lifetime, previous: number): Frame {
  const { frame } = activation;
  return { ...frame, life, variables: new Variables(frame.variables), previous, current: undefined };
}

function startBranches(
  activation: Activation,
  branches: readonly Program[],
  input: Json,
  life: Lifetime,
  done: (value: Json) => void,
  failed: (error: unknown) => void,
): void {
  const outputs: Json[] = [];
  const started = activation.frame.previous;
  const open = new Set<Frame>();
  let left = branches.length;
  for (const [i, branch] of branches.entries()) {
    if (life.over) return;
    const frame = innerFrame(activation, life, started);
    open.add(frame);
    drive(
      runProgram(frame, branch, input),
      life,
      (output) => {
        open.delete(frame);
        outputs[i] = output;
        left -= 1;
        activation.frame.previous = frame.previous;
        if (left === 0) done(outputs);
      },
      (error) => {
        open.delete(frame);
        for (const sibling of open) abortEvents(sibling);
        activation.frame.previous = frame.previous;
        life.end();
        failed(error);
      },
    );
  }
}
