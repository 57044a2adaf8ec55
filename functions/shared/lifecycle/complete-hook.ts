import { CompleteLifecycleActionCommand } from '@aws-sdk/client-auto-scaling';
import { autoScaling } from '../clients/auto-scaling.ts';
import { isNamed } from '../errors.ts';
import { logger } from '../logger.ts';
import type { HeldNode } from './held-node.ts';

/** Completes the action that holds a node. One that is over already (completed twice, or timed out) is done. Answers whether it was still open. */
export async function completeHook(held: Omit<HeldNode, 'site' | 'transition'>, result: 'CONTINUE' | 'ABANDON'): Promise<boolean> {
  const { instanceId, group, hook, token } = held;
  try {
    await autoScaling.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: group,
        LifecycleHookName: hook,
        LifecycleActionToken: token,
        InstanceId: instanceId,
        LifecycleActionResult: result,
      }),
    );
    return true;
  } catch (error) {
    if (!isNamed(error, 'ValidationError') || !(error as Error).message.includes('No active Lifecycle Action')) throw error;
    logger.info('The action was over already.', { instanceId, hook });
    return false;
  }
}
