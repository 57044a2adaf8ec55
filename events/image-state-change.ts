import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** An image of the account is there, or will never be; best effort. */
export const imageStateChangeSchema = awsEventSchema(
  'aws.ec2',
  ['EC2 AMI State Change'],
  z.object({ ImageId: z.string().min(1), State: z.string().min(1) }),
);
