import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/**
 * A Run Command of Systems Manager came to an end, as a whole or on one node. The guide's list of event types spells `Canceled`
 * where the API has `Cancelled`, so the patterns take both.
 */
export const commandStatusSchema = awsEventSchema(
  'aws.ssm',
  ['EC2 Command Status-change Notification', 'EC2 Command Invocation Status-change Notification'],
  z.object({
    'command-id': z.string().min(1),
    status: z.string().min(1),
  }),
);
