import type { Layer } from './glossary.ts';
import { planTeardown } from './site-plan.ts';

/** A stack that stands, with the run that made it. Times are ISO. */
export type StandingStack = { layer: Layer; status: string; madeBy: string | undefined; createdAt: string; updatedAt: string };

/** What a failed run takes back, in the order in which it can, and what it leaves although it made it. */
export type Compensation = { take: Layer[]; keep: { layer: Layer; reason: string }[] };

type FailedRun = { site: string; runId: string; startedAt: string };

/**
 * A run takes back what it has made and nothing else; and of that not what a layer of an earlier run has been changed to rely on, since
 * a site that served would stop serving.
 */
export function planCompensation(stacks: readonly StandingStack[], run: FailedRun): Compensation {
  const waves = planTeardown(run.site).map((wave) => wave.map(({ layer }) => layer));
  // A stack that was never executed has no tags yet, and holds nothing: whoever left it, it may go.
  const made = stacks.filter(({ status, madeBy }) => status === 'REVIEW_IN_PROGRESS' || madeBy === run.runId);
  const changed = stacks.filter((stack) => !made.includes(stack) && wasChanged(stack, run));
  const isBefore = (layer: Layer, other: Layer): boolean => waveOf(waves, other) < waveOf(waves, layer);
  const take: Layer[] = [];
  const keep: Compensation['keep'] = [];
  for (const layer of waves.flat().filter((name) => made.some((stack) => stack.layer === name))) {
    const users = changed.filter((other) => isBefore(layer, other.layer)).map((other) => other.layer);
    if (users.length === 0) take.push(layer);
    else keep.push({ layer, reason: `${users.join(', ')} may rely on it by now` });
  }
  return { take, keep };
}

/** Reverse order: what is taken down earlier stands on what is taken down later. */
const waveOf = (waves: readonly (readonly Layer[])[], layer: Layer): number => waves.findIndex((wave) => wave.includes(layer));

/** An update that was taken back leaves its stack as it was. */
const wasChanged = ({ status, updatedAt }: StandingStack, { startedAt }: FailedRun): boolean =>
  status.startsWith('UPDATE_') && !status.startsWith('UPDATE_ROLLBACK_COMPLETE') && updatedAt >= startedAt;

/** What is known of a database that is protected, and of the stack that holds it. */
export type ProtectedDatabase = { madeBy: string | undefined; stackCreatedAt: string; databaseCreatedAt: string | undefined };

/**
 * Whether a failed run may lift the protection of a database: only of one that it made itself, by the word of the stack's tag and by
 * both times of creation. It has held nothing that anybody was told is kept.
 */
export function mayLiftProtection({ madeBy, stackCreatedAt, databaseCreatedAt }: ProtectedDatabase, run: FailedRun): boolean {
  return madeBy === run.runId && stackCreatedAt >= run.startedAt && (databaseCreatedAt ?? stackCreatedAt) >= run.startedAt;
}
