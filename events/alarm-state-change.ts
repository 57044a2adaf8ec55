import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** A CloudWatch alarm changed its state. */
export const alarmStateChangeSchema = awsEventSchema(
  'aws.cloudwatch',
  ['CloudWatch Alarm State Change'],
  z.object({
    alarmName: z.string().min(1),
    state: z.object({ value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']), reason: z.string().optional() }),
  }),
);
