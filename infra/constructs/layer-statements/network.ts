import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { flowLogRoleName } from '../../names.ts';
import { noResources, ownNames, taggedWithSite } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, carriesSite, iamArn } from './allow.ts';

/** The resources are made before they carry a tag, and EC2's describe actions know no resources. */
const make = (): PolicyStatement =>
  allow(
    [
      'ec2:AllocateAddress',
      'ec2:AssociateRouteTable',
      'ec2:AttachInternetGateway',
      'ec2:CreateFlowLogs',
      'ec2:CreateInternetGateway',
      'ec2:CreateNatGateway',
      'ec2:CreateNetworkAcl',
      'ec2:CreateNetworkAclEntry',
      'ec2:CreateRoute',
      'ec2:CreateRouteTable',
      'ec2:CreateSecurityGroup',
      'ec2:CreateSubnet',
      'ec2:CreateTags',
      'ec2:CreateVpc',
      'ec2:CreateVpcEndpoint',
      'ec2:DescribeAccountAttributes',
      'ec2:DescribeAddresses',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeFlowLogs',
      'ec2:DescribeIamInstanceProfileAssociations',
      'ec2:DescribeInstanceAttribute',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeNatGateways',
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribePrefixLists',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroupRules',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeTags',
      'ec2:DescribeVolumes',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcEndpointServices',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:ModifySubnetAttribute',
      'ec2:ModifyVpcAttribute',
      'ec2:ReplaceNetworkAclAssociation',
    ],
    because("What is made carries no tag yet, and EC2's describe actions know no resources", ['*']),
  );

const changeAndDelete = (): PolicyStatement =>
  allow(
    [
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:DeleteFlowLogs',
      'ec2:DeleteInternetGateway',
      'ec2:DeleteNatGateway',
      'ec2:DeleteNetworkAcl',
      'ec2:DeleteNetworkAclEntry',
      'ec2:DeleteRoute',
      'ec2:DeleteRouteTable',
      'ec2:DeleteSecurityGroup',
      'ec2:DeleteSubnet',
      'ec2:DeleteTags',
      'ec2:DeleteVpc',
      'ec2:DeleteVpcEndpoints',
      'ec2:DetachInternetGateway',
      'ec2:DisassociateAddress',
      'ec2:DisassociateRouteTable',
      'ec2:ModifyInstanceAttribute',
      'ec2:ModifyVpcEndpoint',
      'ec2:ReleaseAddress',
      'ec2:ReplaceNetworkAclEntry',
      'ec2:ReplaceRoute',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:TerminateInstances',
      'ec2:UpdateSecurityGroupRuleDescriptionsEgress',
      'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
    ],
    because(taggedWithSite, ['*']),
    carriesSite,
  );

/** The log group of the flow logs, and passing on the one role that writes into it. */
const flowLogs = (): PolicyStatement[] => [
  allow(
    [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    because(ownNames, [arn('logs', 'log-group:/nines/*')]),
  ),
  allow(['logs:DescribeLogGroups'], because(noResources, ['*'])),
  allow(['iam:PassRole'], [iamArn(`role/${flowLogRoleName}`)], {
    StringEquals: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' },
  }),
];

/** The VPC and all that stands in it before anything runs there. Who may launch nodes may launch the bastion: see web. */
export const network = (): PolicyStatement[] => [make(), changeAndDelete(), ...flowLogs()];
