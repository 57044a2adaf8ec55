import type { EventOf } from '#events/reactions.ts';
import { waitsOf } from '../shared/ledger/waits.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';
import { countUnclaimed } from '../shared/unclaimed.ts';
import { completeWait } from '../shared/waits/complete-wait.ts';
import { meaningOf } from '../shared/waits/event-outcomes.ts';

/**
 * Resumes whoever waits for an event: the one path by which stacks, databases, groups and commands complete the tokens of
 * the machines. Target of the rules that match such events; most events have nobody waiting.
 */
async function resumeRun(event: EventOf<'resume-run'>) {
  const { keys, outcomeFor } = meaningOf(event);
  let found = 0;
  let resumed = 0;
  for (const key of keys) {
    for (const wait of await waitsOf(key)) {
      found += 1;
      const outcome = await outcomeFor(wait);
      if (await completeWait(wait, outcome)) resumed += 1;
      logger.info('An event came for a wait.', { key, runId: wait.runId, state: outcome.state });
    }
  }
  if (found === 0) countUnclaimed('Nobody waits for this event.', { keys: keys.join(' ') });
  return { resumed };
}

export const handler = eventHandlerOf('resume-run', resumeRun);
