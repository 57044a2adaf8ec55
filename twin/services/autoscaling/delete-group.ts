import { AwsError } from '../../errors.ts';
import type { Context } from './context.ts';
import { enter, SERVICE } from './context.ts';
import type { Group } from './group.ts';
import type { Policies } from './policies.ts';
import { removePolicy } from './policy-operations.ts';
import type { Schedules } from './schedules.ts';

/**
 * Deletes a group with its policies and schedules. With instances it is refused unless forced; forced, the instances end
 * without hooks or draining, and the group is gone once they are.
 */
export function deleteGroup(deps: { context: Context; policies: Policies; schedules: Schedules }, group: Group, force: boolean): void {
  const { context, policies, schedules } = deps;
  if (group.members.size > 0 && !force) {
    throw new AwsError(
      'ResourceInUseFault',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    );
  }
  group.isDeleting = true;
  group.reconciliation?.cancel();
  for (const policy of [...group.policies.values()]) removePolicy(context, policies, group, policy);
  for (const name of [...group.scheduled.keys()]) schedules.remove(group, name);
  for (const member of group.members.values()) {
    member.wait?.timer.cancel();
    delete member.wait;
    enter(context, group, member, 'Terminating:Proceed', 'the group is being deleted');
  }
  const ids = [...group.members.keys()];
  if (ids.length > 0) context.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: ids }, SERVICE);
  forgetIfEmpty(context, group);
}

/** A group that is being deleted is gone with its last instance. */
export function forgetIfEmpty(context: Context, group: Group): void {
  if (!group.isDeleting || group.members.size > 0 || !context.groups.delete(group.name)) return;
  context.cloud.journal.write('activity', { what: 'group', id: group.name, to: 'deleted' });
}
