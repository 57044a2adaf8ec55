import type { EventOf } from '#events/reactions.ts';
import { isNamed, TransientError } from '../shared/errors.ts';
import { rememberHeld } from '../shared/lifecycle/held-node.ts';
import { sendNodeCommand } from '../shared/lifecycle/send-node-command.ts';
import { siteOfHeldNode } from '../shared/lifecycle/site-of-held-node.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';

/**
 * The hook's event comes when EC2 calls the node running; its agent is heard 6 to 25 s later (E2, E3). So long the command is
 * offered again here, since a retry of Lambda's comes a minute late and counts as an error.
 */
const OFFERS = 8;
const OFFER_EVERY_MS = 5_000;
/**
 * The check retries inside the node. Sent at the latest by the last retry of this invocation, 3 minutes late (M11), it still
 * ends within the hook's heartbeat of 600 s.
 */
const CHECK_SECONDS = 330;
/** The agent listens before the bootstrap has placed the check, so the command waits for it. */
const CHECK_SCRIPT = `for _ in $(seq ${CHECK_SECONDS}); do [ -x /opt/nines/check-node ] && exec /opt/nines/check-node; sleep 1; done; exit 1`;

/**
 * Has a new node check itself while its group holds it, so that no visitor is sent to a node that does not serve. Target of
 * the rule for launch hooks; finish-hook hears of the result.
 */
async function admitNode({ detail }: EventOf<'admit-node'>) {
  const { EC2InstanceId: instanceId, AutoScalingGroupName: group } = detail;
  const site = await siteOfHeldNode(detail);
  if (site === undefined) return { action: 'ignore' as const };
  logger.appendKeys({ site, instanceId });
  const commandId = await sendCheck(instanceId, site);
  const { LifecycleHookName: hook, LifecycleActionToken: token, LifecycleTransition: transition } = detail;
  await rememberHeld(commandId, { site, instanceId, group, hook, token, transition }, Date.now());
  logger.info('The node is checking itself.', { commandId });
  return { action: 'check' as const, commandId };
}

async function sendCheck(instanceId: string, site: string): Promise<string> {
  const comment = `Nines: may ${instanceId} serve ${site}?`;
  for (let offer = 1; ; offer++) {
    try {
      return await sendNodeCommand({ instanceId, script: CHECK_SCRIPT, timeoutSeconds: CHECK_SECONDS, comment });
    } catch (error) {
      if (!isNamed(error, 'InvalidInstanceId')) throw error;
      // Lambda tries again; after that the hook's own timeout replaces the node.
      if (offer === OFFERS) throw new TransientError(`Systems Manager does not reach ${instanceId} yet.`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, OFFER_EVERY_MS));
  }
}

export const handler = eventHandlerOf('admit-node', admitNode);
