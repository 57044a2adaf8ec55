import type { MachineRow } from '../rows.ts';

/** Opens and closes capacity windows: it resizes the groups of sites and tells people of a shortfall. */
export const row: MachineRow = {
  name: 'scale-site',
  statements: [
    {
      actions: ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:SetDesiredCapacity'],
      resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
      // Only groups that Nines made for a site.
      conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
    },
    { actions: ['sns:Publish'], resources: ['${NoticesTopicArn}'] },
  ],
};
