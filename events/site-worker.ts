import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** What SQS takes for a visibility timeout; who works a message extends its own, so that this is how long a dead worker's message waits. */
const [LEAST_VISIBILITY_SECONDS, MOST_VISIBILITY_SECONDS] = [30, 43_200];

/**
 * The workers: nodes without visitors that take messages from a queue. One of them at least, since nobody can be divided by:
 * the group follows the backlog for each node in service (Auto Scaling User Guide, scaling based on Amazon SQS).
 */
export const workerSchema = z
  .strictObject({
    instanceType: named(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an EC2 instance type such as t3.micro'),
    min: whole(1, 100).default(1),
    max: whole(1, 100),
    backlogPerInstance: whole(1, 1_000_000).default(100),
    visibilitySeconds: whole(LEAST_VISIBILITY_SECONDS, MOST_VISIBILITY_SECONDS).default(300),
  })
  .superRefine(
    ({ min = 1, max }, context) => {
      if (typeof min === 'number' && typeof max === 'number' && min > max)
        context.addIssue({ code: 'custom', path: ['max'], message: 'no less than min' });
    },
    // Also where something else is wrong: every problem is told at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
