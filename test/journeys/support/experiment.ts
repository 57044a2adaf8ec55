import type { RunSummary } from '#rehearsal/outcome.ts';
import type { Entry } from '#twin/journal.ts';
import { groupOf } from './account.ts';
import { triedCalls } from './disruption.ts';
import type { Story } from './story.ts';

/** What an operator would look up after an experiment. */

export const TERMINATE = 'TerminateInstanceInAutoScalingGroup';

/** A victim drains for 300 s and its logs are kept; then nothing moves any more. */
export const AT_REST = { minutes: 15 };

/** The instances that an experiment took. */
export const victimsOf = (run: RunSummary): string[] =>
  ((run.details?.victims ?? []) as { instanceId: string }[]).map(({ instanceId }) => instanceId);

/** The instances of the group. */
export const nodesOf = (story: Story): string[] => (groupOf(story)?.Instances ?? []).map(({ InstanceId }) => InstanceId);

/** How often somebody tried to take a node through its group. */
export const takenFrom = (story: Story): number => triedCalls(story, TERMINATE).length;

/** The moments of one instance's life that the journal tells, in order. */
export function momentsOf(story: Story, instanceId: string): string[] {
  const told = story.entries('activity', 'event').filter((entry) => JSON.stringify(entry).includes(instanceId));
  return told.flatMap(momentOf);
}

function momentOf({ what, to, detailType, detail }: Entry): string[] {
  if (what === 'lifecycle' || what === 'lifecycle-hook' || what === 'target-health') return [String(to)];
  if (detailType === 'EC2 Command Invocation Status-change Notification') return [`command ${(detail as { status: string }).status}`];
  return [];
}
