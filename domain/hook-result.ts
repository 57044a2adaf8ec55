import type { Decision } from './glossary.ts';

/** The two ends of a node's life at which a group holds it for us. */
export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

/** How a hook is completed, or that the command is still under way. */
export type HookDecision = Decision<'CONTINUE' | 'ABANDON' | 'wait'>;

/** Statuses of a command on a node that are not its end (Systems Manager, "Command statuses"). */
const UNDER_WAY = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);

/**
 * What a command's result means for the node that is held. A node whose check failed is abandoned, and the group
 * launches another; a node on its way out is let go whatever became of its logs.
 */
export function hookDecision(transition: Transition, status: string): HookDecision {
  if (UNDER_WAY.has(status)) return { action: 'wait', reason: `The command is ${status}.` };
  switch (transition) {
    case 'autoscaling:EC2_INSTANCE_LAUNCHING':
      return status === 'Success'
        ? { action: 'CONTINUE', reason: 'The node serves.' }
        : { action: 'ABANDON', reason: `The node's own check ended as ${status}.` };
    case 'autoscaling:EC2_INSTANCE_TERMINATING':
      return { action: 'CONTINUE', reason: status === 'Success' ? 'The logs are kept.' : `The logs were not collected: ${status}.` };
    default: {
      const never: never = transition;
      throw new RangeError(`No hook is known for ${String(never)}.`);
    }
  }
}
