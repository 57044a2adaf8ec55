import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** An execution of a standard state machine changed its status. The input is a text, absent when it was too long. */
export const executionStatusChangeSchema = awsEventSchema(
  'aws.states',
  ['Step Functions Execution Status Change'],
  z.object({
    executionArn: z.string().min(1),
    stateMachineArn: z.string().min(1),
    status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']),
    input: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
);
