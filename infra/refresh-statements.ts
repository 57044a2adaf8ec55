import { noResources, taggedWithSite } from './reasons.ts';
import type { StatementRow } from './rows.ts';

const groups = 'arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*';
const ofSites = { StringLike: { 'aws:ResourceTag/nines:site': '*' } };

/** Takes a refresh of a site's group back. */
export const takesRefreshesBack: readonly StatementRow[] = [
  { actions: ['autoscaling:DescribeInstanceRefreshes', 'autoscaling:DescribeAutoScalingGroups'], resources: ['*'], reason: noResources },
  {
    actions: ['autoscaling:RollbackInstanceRefresh', 'autoscaling:CancelInstanceRefresh'],
    resources: [groups],
    conditions: ofSites,
    reason: taggedWithSite,
  },
];

/** Ends what an image is made of, and no node of a group. */
export const discardsBuilders: readonly StatementRow[] = [
  { actions: ['ec2:DescribeInstances'], resources: ['*'], reason: noResources },
  {
    actions: ['ec2:TerminateInstances'],
    resources: ['arn:aws:ec2:${Region}:${Account}:instance/*'],
    conditions: { StringLike: { 'aws:ResourceTag/nines:builder': '*' } },
    reason: 'AWS makes the ids: the condition keeps it to instances that were launched to make an image of',
  },
];
