import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { nodeBoundaryName, nodePolicyName } from '../../names.ts';
import { noResources, ownNames } from '../../reasons.ts';
import { because, type Reasoned } from '../wildcards.ts';
import { allow, arn, iamArn, secretActions } from './allow.ts';

/** CloudFormation names a role after its stack: the nodes' are in the web and the worker layer, the bastion's is in the network. */
const ofNodes = (kind: 'role' | 'instance-profile'): Reasoned =>
  because(
    'CloudFormation names it after the stack, which holds the site, and adds an id',
    ['web', 'worker', 'network'].map((layer) => iamArn(`${kind}/nines-*-${layer}-*`)),
  );
const roles = (): Reasoned => ofNodes('role');

/** A role of a node is made only inside the boundary, and given only to EC2. */
const identity = (): PolicyStatement[] => [
  allow(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'], roles(), {
    StringEquals: { 'iam:PermissionsBoundary': iamArn(`policy/${nodeBoundaryName}`) },
  }),
  allow(['iam:AttachRolePolicy', 'iam:DetachRolePolicy'], roles(), {
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
    roles(),
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
    ofNodes('instance-profile'),
  ),
  allow(['iam:PassRole'], roles(), { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
  allow(
    ['iam:CreateServiceLinkedRole'],
    because('AWS names these roles: the condition says for which services', [iamArn('role/aws-service-role/*')]),
    {
      StringEquals: {
        'iam:AWSServiceName': [
          'autoscaling.amazonaws.com',
          'elasticloadbalancing.amazonaws.com',
          'rds.amazonaws.com',
          'elasticache.amazonaws.com',
          'elasticfilesystem.amazonaws.com',
          'backup.amazonaws.com',
        ],
      },
    },
  ),
];

/** The key of a site. CloudFormation draws it itself; drawing one is no right over any secret. */
const siteKey = (): PolicyStatement[] => [
  allow(['secretsmanager:GetRandomPassword'], because(noResources, ['*'])),
  allow(secretActions, because(ownNames, [arn('secretsmanager', 'secret:nines/*/site-key-*')])),
];

/** Who a node is, and the key of its site. */
export const nodeRole = (): PolicyStatement[] => [...identity(), ...siteKey()];
