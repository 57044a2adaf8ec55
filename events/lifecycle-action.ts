import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** A group holds an instance at a lifecycle hook until somebody completes the action or the heartbeat runs out. */
export const lifecycleActionSchema = awsEventSchema(
  'aws.autoscaling',
  ['EC2 Instance-launch Lifecycle Action', 'EC2 Instance-terminate Lifecycle Action'],
  z.object({
    AutoScalingGroupName: z.string().min(1),
    LifecycleHookName: z.string().min(1),
    LifecycleActionToken: z.string().min(1),
    LifecycleTransition: z.enum(['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING']),
    EC2InstanceId: z.string().min(1),
  }),
);
