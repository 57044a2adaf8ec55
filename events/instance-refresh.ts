import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** An instance refresh ended, in one way or another; best effort. */
export const instanceRefreshSchema = awsEventSchema(
  'aws.autoscaling',
  [
    'EC2 Auto Scaling Instance Refresh Succeeded',
    'EC2 Auto Scaling Instance Refresh Failed',
    'EC2 Auto Scaling Instance Refresh Cancelled',
    'EC2 Auto Scaling Instance Refresh Rollback Succeeded',
    'EC2 Auto Scaling Instance Refresh Rollback Failed',
  ],
  z.object({ AutoScalingGroupName: z.string().min(1), InstanceRefreshId: z.string().min(1) }),
);

export type InstanceRefresh = z.output<typeof instanceRefreshSchema>;
