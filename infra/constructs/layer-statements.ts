import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { nodeBoundaryName, nodePolicyName, siteTag } from '../names.ts';

const arn = (service: string, resource: string): string => `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
const iamArn = (resource: string): string => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${resource}`;
const allow = (
  actions: string[],
  resources: string[],
  conditions: Record<string, Record<string, string | string[]>> = {},
): PolicyStatement => new PolicyStatement({ actions, resources, conditions });

/** CloudFormation puts the stack's tags on everything it makes: what carries no site is not ours to change. */
const carriesSite = { StringLike: { [`aws:ResourceTag/${siteTag}`]: '*' } };

/** The resources are made before they carry a tag, and EC2's describe actions know no resources. */
const network = (): PolicyStatement[] => [
  allow(
    [
      'ec2:CreateVpc',
      'ec2:ModifyVpcAttribute',
      'ec2:CreateSubnet',
      'ec2:ModifySubnetAttribute',
      'ec2:CreateInternetGateway',
      'ec2:AttachInternetGateway',
      'ec2:CreateRouteTable',
      'ec2:CreateRoute',
      'ec2:AssociateRouteTable',
      'ec2:CreateSecurityGroup',
      'ec2:CreateTags',
      'ec2:DescribeVpcs',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeSubnets',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSecurityGroupRules',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeAccountAttributes',
      'ec2:DescribeTags',
    ],
    ['*'],
  ),
  allow(
    [
      'ec2:DeleteVpc',
      'ec2:DeleteSubnet',
      'ec2:DetachInternetGateway',
      'ec2:DeleteInternetGateway',
      'ec2:DeleteRouteTable',
      'ec2:DeleteRoute',
      'ec2:DisassociateRouteTable',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:DeleteSecurityGroup',
      'ec2:DeleteTags',
    ],
    ['*'],
    carriesSite,
  ),
];

const database = (): PolicyStatement[] => [
  allow(
    [
      'rds:CreateDBInstance',
      'rds:ModifyDBInstance',
      'rds:RebootDBInstance',
      'rds:DeleteDBInstance',
      'rds:CreateDBSubnetGroup',
      'rds:ModifyDBSubnetGroup',
      'rds:DeleteDBSubnetGroup',
      'rds:AddTagsToResource',
      'rds:RemoveTagsFromResource',
      'rds:ListTagsForResource',
      'rds:DescribeDBInstances',
      'rds:DescribeDBSubnetGroups',
    ],
    [arn('rds', 'db:*-db'), arn('rds', 'subgrp:nines-*'), arn('rds', 'pg:*'), arn('rds', 'og:*')],
  ),
  allow(['rds:DescribeEvents', 'rds:DescribeDBEngineVersions', 'kms:DescribeKey'], ['*']),
  // RDS makes the master user's secret in the name of who makes the instance.
  allow(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], [arn('secretsmanager', 'secret:rds!db-*')]),
];

const cache = (): PolicyStatement[] => [
  allow(
    [
      'elasticache:CreateCacheCluster',
      'elasticache:ModifyCacheCluster',
      'elasticache:DeleteCacheCluster',
      'elasticache:DescribeCacheClusters',
      'elasticache:CreateCacheSubnetGroup',
      'elasticache:ModifyCacheSubnetGroup',
      'elasticache:DeleteCacheSubnetGroup',
      'elasticache:DescribeCacheSubnetGroups',
      'elasticache:AddTagsToResource',
      'elasticache:RemoveTagsFromResource',
      'elasticache:ListTagsForResource',
    ],
    [arn('elasticache', 'cluster:*-cache'), arn('elasticache', 'subnetgroup:nines-*'), arn('elasticache', 'parametergroup:*')],
  ),
];

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
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:ModifyTargetGroup',
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'elasticloadbalancing:DeleteTargetGroup',
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:RemoveTags',
    ],
    [
      arn('elasticloadbalancing', 'loadbalancer/app/nines-*/*'),
      arn('elasticloadbalancing', 'listener/app/nines-*/*'),
      arn('elasticloadbalancing', 'targetgroup/nines-*/*'),
    ],
  ),
  allow(
    [
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:DescribeTags',
    ],
    ['*'],
  ),
];

const group = (): PolicyStatement[] => [
  allow(
    ['autoscaling:CreateAutoScalingGroup', 'autoscaling:CreateOrUpdateTags'],
    [arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')],
    { StringLike: { [`aws:RequestTag/${siteTag}`]: '*' } },
  ),
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
    [arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')],
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
    ['*'],
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
    ['*'],
  ),
  allow(
    ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate', 'ec2:DeleteLaunchTemplate', 'ec2:DeleteLaunchTemplateVersions'],
    [arn('ec2', 'launch-template/*')],
    carriesSite,
  ),
  allow(['ssm:GetParameters'], [`arn:${Aws.PARTITION}:ssm:${Aws.REGION}::parameter/aws/service/ami-amazon-linux-latest/*`]),
];

/** A role of a node is made only inside the boundary, and given only to EC2. */
const nodeRole = (): PolicyStatement[] => [
  allow(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'], [iamArn('role/nines-*-web-*')], {
    StringEquals: { 'iam:PermissionsBoundary': iamArn(`policy/${nodeBoundaryName}`) },
  }),
  allow(['iam:AttachRolePolicy', 'iam:DetachRolePolicy'], [iamArn('role/nines-*-web-*')], {
    ArnEquals: { 'iam:PolicyARN': iamArn(`policy/${nodePolicyName}`) },
  }),
  allow(
    [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListRolePolicies',
      'iam:ListAttachedRolePolicies',
      'iam:DeleteRolePolicy',
      'iam:DeleteRole',
      'iam:TagRole',
      'iam:UntagRole',
    ],
    [iamArn('role/nines-*-web-*')],
  ),
  allow(
    [
      'iam:CreateInstanceProfile',
      'iam:GetInstanceProfile',
      'iam:AddRoleToInstanceProfile',
      'iam:RemoveRoleFromInstanceProfile',
      'iam:DeleteInstanceProfile',
      'iam:TagInstanceProfile',
    ],
    [iamArn('instance-profile/nines-*-web-*')],
  ),
  allow(['iam:PassRole'], [iamArn('role/nines-*-web-*')], { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
  allow(['iam:CreateServiceLinkedRole'], [iamArn('role/aws-service-role/*')], {
    StringEquals: {
      'iam:AWSServiceName': [
        'autoscaling.amazonaws.com',
        'elasticloadbalancing.amazonaws.com',
        'rds.amazonaws.com',
        'elasticache.amazonaws.com',
      ],
    },
  }),
];

const watch = (): PolicyStatement[] => [
  allow(
    [
      'sns:CreateTopic',
      'sns:GetTopicAttributes',
      'sns:SetTopicAttributes',
      'sns:DeleteTopic',
      'sns:ListTagsForResource',
      'sns:ListSubscriptionsByTopic',
      'sns:TagResource',
      'sns:UntagResource',
    ],
    [arn('sns', '*')],
  ),
  allow(
    [
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:DeleteAlarms',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    [arn('cloudwatch', 'alarm:*')],
  ),
];

/** What CloudFormation may do for each layer of a site, and nothing beyond the resource types that the layers use. */
export const layerStatements = (): PolicyStatement[] => [
  ...network(),
  ...database(),
  ...cache(),
  ...loadBalancer(),
  ...group(),
  ...launchTemplate(),
  ...nodeRole(),
  ...watch(),
];
