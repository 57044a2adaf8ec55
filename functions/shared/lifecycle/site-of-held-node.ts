import type { Transition } from '#domain/hook-result.ts';
import type { EventOf } from '#events/reactions.ts';
import { countUnclaimed } from '../unclaimed.ts';
import { siteOfGroup } from './site-of-group.ts';

/** The hooks that a site's group is made with; nobody else's hook may be completed by us. */
export const OUR_HOOKS: Readonly<Record<Transition, string>> = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': 'nines-launch',
  'autoscaling:EC2_INSTANCE_TERMINATING': 'nines-terminate',
};

/** The site whose group holds a node at a hook of ours; undefined, and counted, when hook or group are somebody else's. */
export async function siteOfHeldNode(detail: EventOf<'admit-node'>['detail']): Promise<string | undefined> {
  const { AutoScalingGroupName: group, EC2InstanceId: instanceId, LifecycleHookName: hook, LifecycleTransition } = detail;
  const site = hook === OUR_HOOKS[LifecycleTransition] ? await siteOfGroup(group) : undefined;
  if (site === undefined) countUnclaimed('A node is held for somebody else.', { group, hook, instanceId });
  return site;
}
