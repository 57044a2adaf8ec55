import type { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';

/** Long enough for the node's own check with its retries, short of the recovery objective of ten minutes plus a launch. */
const heartbeatSeconds = 600;

/**
 * The hooks belong to the group itself, so that its very first nodes are held too. A node that nobody vouched for is
 * abandoned and replaced; a node on its way out leaves, with its logs or without.
 */
export const lifecycleHooks: CfnAutoScalingGroup.LifecycleHookSpecificationProperty[] = [
  {
    lifecycleHookName: 'nines-launch',
    lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    heartbeatTimeout: heartbeatSeconds,
    defaultResult: 'ABANDON',
  },
  {
    lifecycleHookName: 'nines-terminate',
    lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatTimeout: heartbeatSeconds,
    defaultResult: 'CONTINUE',
  },
];
