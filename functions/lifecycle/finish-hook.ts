import { hookDecision } from '#domain/hook-result.ts';
import type { EventOf } from '#events/reactions.ts';
import { completeHook } from '../shared/lifecycle/complete-hook.ts';
import { forgetHeld, readHeld } from '../shared/lifecycle/held-node.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';
import { countUnclaimed } from '../shared/unclaimed.ts';

/**
 * Completes the hook that holds a node when our command on it has ended. Target of the rule for ended commands; most
 * commands hold nobody. Systems Manager tells of the node's part and of the whole command: of a lost event the other is left,
 * and whichever comes second finds nobody held.
 */
async function finishHook({ detail }: EventOf<'finish-hook'>) {
  const { 'command-id': commandId, status } = detail;
  const held = await readHeld(commandId);
  if (held === undefined) {
    countUnclaimed('The command holds no node.', { commandId, status });
    return { action: 'ignore' as const };
  }
  const decision = hookDecision(held.transition, status);
  const { site, instanceId, hook } = held;
  logger.info('A command on a held node was told of.', { site, instanceId, hook, status, ...decision });
  if (decision.action === 'wait') return decision;
  await completeHook(held, decision.action);
  await forgetHeld(commandId);
  return decision;
}

export const handler = eventHandlerOf('finish-hook', finishHook);
