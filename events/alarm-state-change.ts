import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

const alarmStateSchema = z.object({
  value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  reason: z.string().optional(),
  reasonData: z.string().optional(),
  timestamp: z.string(),
});

/** A CloudWatch alarm changed its state. */
export const alarmStateChangeSchema = awsEventSchema(
  'aws.cloudwatch',
  ['CloudWatch Alarm State Change'],
  z.object({
    alarmName: z.string().min(1),
    state: alarmStateSchema,
    previousState: alarmStateSchema.partial().optional(),
    configuration: z.looseObject({ description: z.string().optional() }).optional(),
  }),
);
