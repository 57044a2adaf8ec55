import { logger } from './logger.ts';

/**
 * Says and counts that an event found nobody of ours: no site, no wait, no held node. The rules match what AWS documents and no
 * name, so that they hear of the whole account; the count says how much of it was in vain. The line is in CloudWatch's embedded
 * metric format, of which the logs make a metric without a call.
 */
export function countUnclaimed(message: string, facts: Readonly<Record<string, string>>): void {
  logger.info(message, {
    ...facts,
    UnclaimedEvents: 1,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: 'Nines', Dimensions: [['function_name']], Metrics: [{ Name: 'UnclaimedEvents', Unit: 'Count' }] }],
    },
  });
}
