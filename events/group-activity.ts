import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

const detailSchema = z.object({
  AutoScalingGroupName: z.string().min(1),
  EC2InstanceId: z.string().optional(),
  StatusMessage: z.string().optional(),
  Cause: z.string().optional(),
});

/** An Auto Scaling group launched an instance, or could not; best effort. */
export const groupLaunchSchema = awsEventSchema(
  'aws.autoscaling',
  ['EC2 Instance Launch Successful', 'EC2 Instance Launch Unsuccessful'],
  detailSchema,
);

export type GroupLaunch = z.output<typeof groupLaunchSchema>;

/** An Auto Scaling group terminated an instance, or could not; best effort. */
const groupTerminateSchema = awsEventSchema(
  'aws.autoscaling',
  ['EC2 Instance Terminate Successful', 'EC2 Instance Terminate Unsuccessful'],
  detailSchema,
);

/** Whatever an Auto Scaling group did with an instance. */
export const groupActivitySchema = z.discriminatedUnion('detail-type', [groupLaunchSchema, groupTerminateSchema]);
