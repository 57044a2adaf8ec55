import type { EventOf } from '#events/reactions.ts';
import { environmentOf } from '../shared/environment.ts';
import { isTransient, messageOf } from '../shared/errors.ts';
import { completeHook } from '../shared/lifecycle/complete-hook.ts';
import { rememberHeld } from '../shared/lifecycle/held-node.ts';
import { sendNodeCommand } from '../shared/lifecycle/send-node-command.ts';
import { siteOfHeldNode } from '../shared/lifecycle/site-of-held-node.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';

const environment = environmentOf('evidenceBucket');

/** Logs that are not out by then are not worth holding the node for. */
const COLLECT_SECONDS = 120;

/**
 * Keeps the logs of a node that its group has already drained and now holds, and lets it go. Target of the rule for
 * terminate hooks. A node that cannot be spoken to is let go at once.
 */
async function retireNode({ detail }: EventOf<'retire-node'>) {
  const { EC2InstanceId: instanceId, AutoScalingGroupName: group } = detail;
  const site = await siteOfHeldNode(detail);
  if (site === undefined) return { action: 'ignore' as const };
  logger.appendKeys({ site, instanceId });
  const { LifecycleHookName: hook, LifecycleActionToken: token, LifecycleTransition: transition } = detail;
  const held = { site, instanceId, group, hook, token, transition };
  try {
    const commandId = await sendNodeCommand({
      instanceId,
      script: '/opt/nines/collect-logs',
      timeoutSeconds: COLLECT_SECONDS,
      output: { bucket: environment().evidenceBucket, prefix: `nodes/${site}/${instanceId}/` },
      comment: `Nines: the logs of ${instanceId} of ${site}`,
    });
    await rememberHeld(commandId, held, Date.now());
    return { action: 'collect' as const, commandId };
  } catch (error) {
    if (isTransient(error)) throw error;
    logger.warn('The logs cannot be collected: the node is let go.', { reason: messageOf(error) });
    await completeHook(held, 'CONTINUE');
    return { action: 'release' as const };
  }
}

export const handler = eventHandlerOf('retire-node', retireNode);
