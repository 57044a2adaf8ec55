import type { Decision } from './glossary.ts';

/** A stack as it is when its layer should be done. */
export type StackFacts = { status: string; updatedAt?: string | undefined };

/** One line of a stack's history. `ofStack`: it is about the stack itself. */
export type StackEvent = { id: string; status: string; reason?: string | undefined; ofStack: boolean };

const DONE: readonly string[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE'];
/** How many failures are told: the first ones are the causes, the others mostly follow from them. */
const TOLD = 3;

/**
 * Whether a layer's stack has become what its change set asks for. `before` is when the stack was last updated before the set was
 * executed: CloudFormation may tell the old status for a moment, which is not the end of an update that has not begun.
 */
export function judgeStackEnd(stack: StackFacts, before: string | undefined): Decision<'proceed' | 'not-begun' | 'wait' | 'fail'> {
  const reason = `The stack is ${stack.status}.`;
  if (stack.status.endsWith('_IN_PROGRESS')) return { action: 'wait', reason };
  if (before !== undefined && stack.updatedAt === before) return { action: 'not-begun', reason: `${reason} The update has not begun.` };
  return { action: DONE.includes(stack.status) ? 'proceed' : 'fail', reason };
}

/** Why a stack was not made or changed, from its history, newest first: what failed since the operation began, in order. */
export function whyStackFailed(newestFirst: readonly StackEvent[]): string | undefined {
  const begun = newestFirst.findIndex(
    ({ ofStack, status }) => ofStack && (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS'),
  );
  const since = begun < 0 ? newestFirst : newestFirst.slice(0, begun);
  const failures = since
    .filter(
      ({ ofStack, status, reason = '' }) => !ofStack && status.endsWith('_FAILED') && !reason.startsWith('Resource creation cancelled'),
    )
    .reverse()
    .map(({ id, reason }) => `${id}: ${reason ?? 'no reason was told'}`);
  return failures.length === 0 ? undefined : failures.slice(0, TOLD).join('; ');
}
