import { type Activation, abortEvents, type Frame } from './activation.ts';
import { withRetry } from './attempts.ts';
import { type BranchPoint, branchPoint, type Progress } from './checkpoint.ts';
import { type Co, drive, type Lifetime } from './coroutine.ts';
import { leaveWithResult, selected, withinLimit } from './flow.ts';
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
  activation.inner = undefined;
  const resumed = activation.takeResumed('Parallel');
  const input = resumed === undefined ? withinLimit(state.name, yield* evaluated(activation, state.parameters, data)) : resumed.input;
  if (resumed === undefined) activation.event('ParallelStateStarted');
  const result = (yield* inLifetime(activation, (life, done, failed) =>
    startBranches(activation, state.branches, input, resumed?.branches ?? [], life, done, failed),
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
  return { ...frame, life, variables: new Variables(frame.variables), previous, at: undefined, input: null, current: undefined };
}

/** Starts the branches side by side; of those that a redrive goes on with, what has succeeded stays as it is. */
function startBranches(
  activation: Activation,
  branches: readonly Program[],
  input: Json,
  resumed: readonly BranchPoint[],
  life: Lifetime,
  done: (value: Json) => void,
  failed: (error: unknown) => void,
): void {
  const progress: Progress[] = branches.map((_, i) => finishedBefore(resumed[i]));
  activation.inner = () => ({ kind: 'Parallel', input, branches: progress.map(branchPoint) });
  const started = activation.frame.previous;
  let left = progress.filter((one) => one === undefined).length;
  const end = (): void => done(outputsOf(progress));
  if (left === 0) end();
  for (const [i, branch] of branches.entries()) {
    if (progress[i] !== undefined) continue;
    if (life.over) return;
    const frame = innerFrame(activation, life, started);
    progress[i] = { frame };
    drive(
      runProgram(frame, branch, input, resumed[i]?.at),
      life,
      (output) => {
        progress[i] = { output };
        left -= 1;
        activation.frame.previous = frame.previous;
        if (left === 0) end();
      },
      (error) => {
        for (const other of progress) if (other !== undefined && 'frame' in other && other.frame !== frame) abortEvents(other.frame);
        activation.frame.previous = frame.previous;
        life.end();
        failed(error);
      },
    );
  }
}

/** What a branch or an iteration had brought before a redrive. */
export function finishedBefore(point: BranchPoint | undefined): Progress {
  return point?.output === undefined ? undefined : { output: point.output };
}

/** What all have brought, in their order. */
export function outputsOf(progress: readonly Progress[]): Json[] {
  return progress.map((one) => (one !== undefined && 'output' in one ? one.output : null));
}
