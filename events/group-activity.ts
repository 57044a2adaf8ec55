import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

const detailSchema = z.object({
  AutoScalingGroupName: z.string().min(1),
  EC2InstanceId: z.string().optional(),
  ActivityId: z.string().optional(),
  StatusCode: z.string().optional(),
  StatusMessage: z.string().optional(),
  Cause: z.string().optional(),
  StartTime: z.string().optional(),
  EndTime: z.string().optional(),
  Details: z.record(z.string(), z.string()).default({}),
});

/** An Auto Scaling group launched an instance, or could not; best effort. */
export const groupLaunchSchema = awsEventSchema(
  'aws.autoscaling',
  ['EC2 Instance Launch Successful', 'EC2 Instance Launch Unsuccessful'],
  detailSchema,
);

/** An Auto Scaling group terminated an instance, or could not; best effort. */
export const groupTerminateSchema = awsEventSchema(
  'aws.autoscaling',
  ['EC2 Instance Terminate Successful', 'EC2 Instance Terminate Unsuccessful'],
  detailSchema,
);
