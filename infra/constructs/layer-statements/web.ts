import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { siteTag } from '../../names.ts';
import { noResources, ownNames, taggedWithSite } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, carriesSite } from './allow.ts';
import { webExtras } from './web-extras.ts';

/** The load balancer, its listeners, rules and target groups, by the prefix of their names. */
const loadBalancer = (): PolicyStatement[] => [
  allow(
    [
      'elasticloadbalancing:CreateLoadBalancer',
      'elasticloadbalancing:ModifyLoadBalancerAttributes',
      'elasticloadbalancing:SetSecurityGroups',
      'elasticloadbalancing:SetSubnets',
      'elasticloadbalancing:DeleteLoadBalancer',
      'elasticloadbalancing:CreateListener',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:DeleteListener',
      'elasticloadbalancing:CreateRule',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:SetRulePriorities',
      'elasticloadbalancing:DeleteRule',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:ModifyTargetGroup',
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'elasticloadbalancing:DeleteTargetGroup',
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:RemoveTags',
    ],
    because(ownNames, [
      arn('elasticloadbalancing', 'loadbalancer/app/nines-*/*'),
      arn('elasticloadbalancing', 'listener/app/nines-*/*'),
      arn('elasticloadbalancing', 'listener-rule/app/nines-*/*'),
      arn('elasticloadbalancing', 'targetgroup/nines-*/*'),
    ]),
  ),
  allow(
    [
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:DescribeTags',
    ],
    because(noResources, ['*']),
  ),
];

const groups = (): string[] => [arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')];

/** The group, once it carries a site. */
const group = (): PolicyStatement[] => [
  allow(['autoscaling:CreateAutoScalingGroup', 'autoscaling:CreateOrUpdateTags'], because(taggedWithSite, groups()), {
    StringLike: { [`aws:RequestTag/${siteTag}`]: '*' },
  }),
  allow(
    [
      'autoscaling:UpdateAutoScalingGroup',
      'autoscaling:DeleteAutoScalingGroup',
      'autoscaling:DeleteTags',
      'autoscaling:PutLifecycleHook',
      'autoscaling:DeleteLifecycleHook',
      'autoscaling:PutScalingPolicy',
      'autoscaling:DeletePolicy',
      'autoscaling:EnableMetricsCollection',
      'autoscaling:DisableMetricsCollection',
      'autoscaling:AttachLoadBalancerTargetGroups',
      'autoscaling:DetachLoadBalancerTargetGroups',
      'autoscaling:TerminateInstanceInAutoScalingGroup',
    ],
    because(taggedWithSite, groups()),
    carriesSite,
  ),
  allow(
    [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeLifecycleHooks',
      'autoscaling:DescribePolicies',
      'autoscaling:DescribeScalingActivities',
      'autoscaling:DescribeScheduledActions',
      'autoscaling:DescribeTags',
    ],
    because(noResources, ['*']),
  ),
];

/** Auto Scaling checks that who names a launch template could run it. */
const launchTemplate = (): PolicyStatement[] => [
  allow(
    [
      'ec2:CreateLaunchTemplate',
      'ec2:DescribeLaunchTemplates',
      'ec2:DescribeLaunchTemplateVersions',
      'ec2:DescribeInstances',
      'ec2:DescribeImages',
      'ec2:RunInstances',
    ],
    because('EC2 gives templates, instances, images and volumes their ids when it makes them, and its describe actions know no resources', [
      '*',
    ]),
  ),
  allow(
    ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate', 'ec2:DeleteLaunchTemplate', 'ec2:DeleteLaunchTemplateVersions'],
    because(taggedWithSite, [arn('ec2', 'launch-template/*')]),
    carriesSite,
  ),
  allow(
    ['ssm:GetParameters'],
    because('Public parameters of AWS: the newest image of each kind', [
      `arn:${Aws.PARTITION}:ssm:${Aws.REGION}::parameter/aws/service/ami-amazon-linux-latest/*`,
    ]),
  ),
];

/** The tier that visitors meet: load balancer, group and launch template, and what a site may have beside them. */
export const web = (): PolicyStatement[] => [...loadBalancer(), ...group(), ...launchTemplate(), ...webExtras()];
