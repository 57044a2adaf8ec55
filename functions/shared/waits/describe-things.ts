import { DescribeAutoScalingGroupsCommand, DescribeInstanceRefreshesCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { DescribeDBClusterSnapshotsCommand, DescribeDBSnapshotsCommand, DescribeEventsCommand } from '@aws-sdk/client-rds';
import { GetCommandInvocationCommand } from '@aws-sdk/client-ssm';
import { RDS_EVENT_WORDS } from '#domain/waiting.ts';
import { autoScaling } from '../clients/auto-scaling.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';
import { ec2 } from '../clients/ec2.ts';
import { rds } from '../clients/rds.ts';
import { ssm } from '../clients/ssm.ts';
import { isNamed, MissingError } from '../errors.ts';

/** A stack's status by name or id. One that CloudFormation does not know any more is deleted. */
export async function describeStackStatus(stack: string): Promise<{ status: string; reason?: string }> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const found = Stacks?.[0];
    const reason = found?.StackStatusReason;
    return { status: found?.StackStatus ?? 'DELETE_COMPLETE', ...(reason ? { reason } : {}) };
  } catch (error) {
    if (isNamed(error, 'ValidationError') && (error as Error).message.includes('does not exist')) return { status: 'DELETE_COMPLETE' };
    throw error;
  }
}

/** How many instances of a group are InService. */
export async function describeGroupSize(group: string): Promise<number> {
  const { AutoScalingGroups } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }));
  const found = AutoScalingGroups?.[0];
  if (found === undefined) throw new MissingError(`There is no Auto Scaling group ${group}.`);
  return (found.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === 'InService').length;
}

/** An event of an instance since an instant, found by the words of its message. */
export async function findRdsEvent(instance: string, eventId: string, since: string): Promise<{ eventId: string; at: string } | undefined> {
  const words = RDS_EVENT_WORDS[eventId];
  if (words === undefined) throw new RangeError(`The message of ${eventId} is not known, so it cannot be asked for.`);
  const { Events } = await rds.send(
    new DescribeEventsCommand({ SourceIdentifier: instance, SourceType: 'db-instance', StartTime: new Date(since) }),
  );
  const found = Events?.find(({ Message }) => Message?.toLowerCase().includes(words));
  return found?.Date && { eventId, at: found.Date.toISOString() };
}

/** A command's status on a node; undefined while the node has not been given it yet. */
export async function describeCommand(commandId: string, instanceId: string): Promise<string | undefined> {
  try {
    const answer = await ssm.send(new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }));
    return answer.Status;
  } catch (error) {
    if (isNamed(error, 'InvocationDoesNotExist')) return undefined;
    throw error;
  }
}

export async function describeSnapshot(snapshot: string): Promise<string> {
  const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshot }));
  return DBSnapshots?.[0]?.Status ?? 'not found';
}

export async function describeClusterSnapshot(snapshot: string): Promise<string> {
  const { DBClusterSnapshots } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: snapshot }));
  return DBClusterSnapshots?.[0]?.Status ?? 'not found';
}

export async function describeImageState(imageId: string): Promise<string> {
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  return Images?.[0]?.State ?? 'not found';
}

/** The status of one refresh of a group. */
export async function describeRefreshStatus(group: string, refreshId: string): Promise<string> {
  const input = { AutoScalingGroupName: group, InstanceRefreshIds: [refreshId] };
  const { InstanceRefreshes } = await autoScaling.send(new DescribeInstanceRefreshesCommand(input));
  const status = InstanceRefreshes?.[0]?.Status;
  if (status === undefined) throw new MissingError(`There is no instance refresh ${refreshId} of the group ${group}.`);
  return status;
}
