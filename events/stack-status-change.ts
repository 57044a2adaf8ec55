import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** A CloudFormation stack took another status. */
export const stackStatusChangeSchema = awsEventSchema(
  'aws.cloudformation',
  ['CloudFormation Stack Status Change'],
  z.object({
    'stack-id': z.string().min(1),
    'status-details': z.object({ status: z.string().min(1), 'status-reason': z.string().optional() }),
  }),
);
