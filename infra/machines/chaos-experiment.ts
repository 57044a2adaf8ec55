import { taggedWithSite } from '../reasons.ts';
import type { MachineRow } from '../rows.ts';

/** Takes nodes out of service through their group: the only machine that may, and only from groups of our sites. */
export const row: MachineRow = {
  name: 'chaos-experiment',
  statements: [
    {
      actions: ['autoscaling:TerminateInstanceInAutoScalingGroup'],
      resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
      conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
      reason: taggedWithSite,
    },
  ],
  timeoutSeconds: 3_000,
};
