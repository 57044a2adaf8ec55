import type { Activity as ApiActivity } from '@aws-sdk/client-auto-scaling';
import type { Cloud } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import type { Group } from './group.ts';

export type ActivityStatus =
  | 'PreInService'
  | 'InProgress'
  | 'WaitingForELBConnectionDraining'
  | 'MidLifecycleAction'
  | 'Successful'
  | 'Failed'
  | 'Cancelled';

/** One line of a group's history. */
export type Activity = {
  readonly id: string;
  readonly requestId: string;
  readonly groupName: string;
  readonly groupArn: string;
  readonly kind: 'launch' | 'terminate';
  readonly instanceId: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly cause: string;
  readonly startMs: number;
  endMs?: number;
  status: ActivityStatus;
  statusMessage: string;
};

/** More than this is history that nobody reads. */
const MAX_ACTIVITIES = 2_000;

const DESCRIPTIONS = { launch: 'Launching a new EC2 instance', terminate: 'Terminating EC2 instance' } as const;

/** Begins an activity and puts it on top of the group's history. */
export function beginActivity(
  cloud: Cloud,
  random: Random,
  group: Group,
  given: Pick<Activity, 'kind' | 'instanceId' | 'zone' | 'subnetId' | 'cause'>,
): Activity {
  const activity: Activity = {
    ...given,
    id: random.uuid(),
    requestId: random.uuid(),
    groupName: group.name,
    groupArn: group.arn,
    startMs: cloud.clock.nowMs,
    status: given.kind === 'launch' ? 'PreInService' : 'InProgress',
    statusMessage: '',
  };
  group.activities.unshift(activity);
  if (group.activities.length > MAX_ACTIVITIES) group.activities.pop();
  return activity;
}

/** Ends an activity and tells the bus, as AWS does for launches and terminations. */
export function endActivity(
  cloud: Cloud,
  group: Group,
  activity: Activity,
  status: 'Successful' | 'Failed' | 'Cancelled',
  message = '',
): void {
  activity.endMs = cloud.clock.nowMs;
  activity.status = status;
  activity.statusMessage = message;
  group.lastActivityEndMs = cloud.clock.nowMs;
  const verb = activity.kind === 'launch' ? 'Launch' : 'Terminate';
  const outcome = status === 'Successful' ? 'Successful' : 'Unsuccessful';
  cloud.journal.write('activity', {
    what: `group-${activity.kind}`,
    id: activity.instanceId || group.name,
    group: group.name,
    to: status,
    seconds: Math.round((activity.endMs - activity.startMs) / 1000),
    reason: message || activity.cause,
  });
  const instances = activity.instanceId ? [`arn:aws:ec2:${cloud.region}:${cloud.account}:instance/${activity.instanceId}`] : [];
  cloud.emit({
    source: 'aws.autoscaling',
    'detail-type': `EC2 Instance ${verb} ${outcome}`,
    resources: [group.arn, ...instances],
    detail: {
      StatusCode: status === 'Successful' ? 'InProgress' : status,
      // The guide's examples have it in the events of success only.
      ...(status === 'Successful' ? { Description: descriptionOf(activity) } : {}),
      AutoScalingGroupName: group.name,
      ActivityId: activity.id,
      RequestId: activity.requestId,
      Details: { 'Availability Zone': activity.zone, 'Subnet ID': activity.subnetId },
      StatusMessage: message,
      StartTime: new Date(activity.startMs).toISOString(),
      EndTime: new Date(activity.endMs).toISOString(),
      EC2InstanceId: activity.instanceId,
      Cause: activity.cause,
      Origin: activity.kind === 'launch' ? 'EC2' : 'AutoScalingGroup',
      Destination: activity.kind === 'launch' ? 'AutoScalingGroup' : 'EC2',
    },
  });
}

/** An activity as DescribeScalingActivities shows it. */
export function describeActivity(activity: Activity): ApiActivity {
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: activity.groupName,
    AutoScalingGroupARN: activity.groupArn,
    Description: descriptionOf(activity),
    Cause: activity.cause,
    StartTime: new Date(activity.startMs),
    StatusCode: activity.status,
    Progress: activity.endMs === undefined ? 50 : 100,
    Details: JSON.stringify({ 'Subnet ID': activity.subnetId, 'Availability Zone': activity.zone }),
    ...(activity.endMs === undefined ? {} : { EndTime: new Date(activity.endMs) }),
    ...(activity.statusMessage ? { StatusMessage: activity.statusMessage } : {}),
  };
}

function descriptionOf(activity: Activity): string {
  const reason = activity.statusMessage ? `.  Status Reason: ${activity.statusMessage}` : '';
  return `${DESCRIPTIONS[activity.kind]}${activity.instanceId ? `: ${activity.instanceId}` : ''}${reason}`;
}

/** `At <time> <what>.`, the form of every sentence of a cause. */
export function causeAt(cloud: Cloud, what: string): string {
  return `At ${new Date(Math.floor(cloud.clock.nowMs / 1000) * 1000).toISOString().replace('.000Z', 'Z')} ${what}.`;
}
