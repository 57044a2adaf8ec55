import { taggedWithSite } from '../reasons.ts';
import type { MachineRow } from '../rows.ts';

/** Opens and closes capacity windows: it resizes the groups of sites and tells people of a shortfall. */
export const row: MachineRow = {
  name: 'scale-site',
  statements: [
    {
      actions: ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:SetDesiredCapacity'],
      resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
      conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
      reason: taggedWithSite,
    },
    { actions: ['sns:Publish'], resources: ['${NoticesTopicArn}'] },
  ],
};
