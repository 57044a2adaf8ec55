import {
  CancelInstanceRefreshCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  RollbackInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { autoScaling } from '../clients/auto-scaling.ts';
import { isNamed } from '../errors.ts';
import { describeGroup } from '../group-facts.ts';
import { templateOfGroup } from './group-template.ts';

/** What of a refresh can still be taken back. */
const UNDER_WAY = ['Pending', 'InProgress', 'Baking'];
/** It ended in this moment, or goes back by itself already. */
const NONE_ACTIVE = ['ActiveInstanceRefreshNotFoundFault'] as const;
const IRREVERSIBLE = ['IrreversibleInstanceRefreshFault'] as const;

/** What a refresh brings to a group, by which it is known before it has an id. */
export type Brought = { group: string; launchTemplateId: string; version: string };

/**
 * Rolls a refresh back while it is under way; one that cannot be rolled back, or that brings what the group has already, is stopped
 * where it is. One of somebody else's is left alone.
 */
export async function takeRefreshBack({ group: AutoScalingGroupName, ...brought }: Brought): Promise<'rolled back' | 'stopped' | 'over'> {
  const { InstanceRefreshes = [] } = await autoScaling.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }));
  if (!InstanceRefreshes.some((refresh) => UNDER_WAY.includes(refresh.Status ?? '') && brings(refresh, brought))) return 'over';
  try {
    // Until it has succeeded the group's own setting is the one that would be brought back.
    const { version } = templateOfGroup(await describeGroup(AutoScalingGroupName));
    if (version !== brought.version) {
      await autoScaling.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName }));
      return 'rolled back';
    }
  } catch (error) {
    if (isNamed(error, ...NONE_ACTIVE)) return 'over';
    if (!isNamed(error, ...IRREVERSIBLE)) throw error;
  }
  await autoScaling.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName }));
  return 'stopped';
}

function brings({ DesiredConfiguration: desired }: InstanceRefresh, { launchTemplateId, version }: Omit<Brought, 'group'>): boolean {
  const template = desired?.LaunchTemplate ?? desired?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return template?.LaunchTemplateId === launchTemplateId && template.Version === version;
}
