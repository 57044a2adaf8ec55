import { ownNames, taggedWithSite } from '../reasons.ts';
import { discardsBuilders } from '../refresh-statements.ts';
import type { MachineRow } from '../rows.ts';

const ofSites = { StringLike: { 'aws:ResourceTag/nines:site': '*' } };
/** Auto Scaling tries out whether who names a template may launch from it, and says nothing of tags then. */
const fromTemplates = { ArnLike: { 'ec2:LaunchTemplate': 'arn:aws:ec2:${Region}:${Account}:launch-template/*' } };
const ec2 = (...resources: readonly string[]): string[] => resources.map((resource) => `arn:aws:ec2:\${Region}:\${Account}:${resource}`);
const madeByIds = 'EC2 gives these their ids when it makes them, and those of a launch are named by the template of the site';
/** Images belong to whoever shares them: their ARNs have no account. */
const images = 'arn:aws:ec2:${Region}::image/*';

/** Changes what a group launches, and bakes the image: the only machine that may, for groups and templates of our sites. */
export const row: MachineRow = {
  name: 'refresh-site',
  statements: [
    {
      actions: ['autoscaling:StartInstanceRefresh'],
      resources: ['arn:aws:autoscaling:${Region}:${Account}:autoScalingGroup:*:autoScalingGroupName/*'],
      conditions: ofSites,
      reason: taggedWithSite,
    },
    {
      actions: ['ec2:CreateLaunchTemplateVersion', 'ec2:RunInstances'],
      resources: ec2('launch-template/*'),
      conditions: ofSites,
      reason: taggedWithSite,
    },
    { actions: ['ec2:RunInstances'], resources: ec2('instance/*'), conditions: fromTemplates, reason: madeByIds },
    {
      actions: ['ec2:RunInstances'],
      resources: [...ec2('volume/*', 'network-interface/*', 'subnet/*', 'security-group/*'), images],
      reason: madeByIds,
    },
    { actions: ['ec2:CreateImage'], resources: ec2('instance/*'), conditions: ofSites, reason: taggedWithSite },
    // A snapshot of the call has no account in its ARN yet.
    { actions: ['ec2:CreateImage'], resources: [images, 'arn:aws:ec2:${Region}::snapshot/*'], reason: madeByIds },
    {
      actions: ['ec2:CreateTags'],
      resources: ec2('instance/*'),
      conditions: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
      reason: madeByIds,
    },
    {
      actions: ['ec2:CreateTags'],
      resources: [images, 'arn:aws:ec2:${Region}::snapshot/*'],
      conditions: { StringEquals: { 'ec2:CreateAction': 'CreateImage' } },
      reason: madeByIds,
    },
    ...discardsBuilders.filter(({ actions }) => actions.includes('ec2:TerminateInstances')),
    {
      actions: ['iam:PassRole'],
      resources: ['arn:aws:iam::${Account}:role/nines-*-web-*'],
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      reason: ownNames,
    },
  ],
  timeoutSeconds: 16_200,
};
