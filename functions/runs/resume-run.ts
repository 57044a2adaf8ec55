import { type ResumingEvent, resumingEventSchema } from '#events/resuming-event.ts';
import { waitsOf } from '../shared/ledger/waits.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';
import { completeWait } from '../shared/waits/complete-wait.ts';
import { meaningOf } from '../shared/waits/event-outcomes.ts';

/**
 * Resumes whoever waits for an event: the one path by which stacks, databases, groups and commands complete the tokens of
 * the machines. Target of the rules that match such events; most events have nobody waiting.
 */
async function resumeRun(event: ResumingEvent) {
  const { keys, outcomeFor } = meaningOf(event);
  let resumed = 0;
  for (const key of keys) {
    for (const wait of await waitsOf(key)) {
      const outcome = await outcomeFor(wait);
      if (await completeWait(wait, outcome)) resumed += 1;
      logger.info('An event came for a wait.', { key, runId: wait.runId, state: outcome.state });
    }
  }
  return { resumed };
}

export const handler = eventHandlerOf(resumingEventSchema, resumeRun);
