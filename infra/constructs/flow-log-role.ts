import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { flowLogRoleName } from '../names.ts';
import { noResources, ownNames } from '../reasons.ts';
import { allow } from './layer-statements/allow.ts';
import { acknowledgeWildcards, because } from './wildcards.ts';

/**
 * The role with which VPC flow logs write into a site's log group. It stands here and not in the network layer: so that layer
 * makes no role of its own for it, and CloudFormation only passes on one that nobody can widen from a site.
 */
export const flowLogRole = (scope: Construct): Role => {
  const logGroups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:/nines/*/flow-logs`;
  const statements = [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], because(ownNames, [logGroups, `${logGroups}:*`])),
    allow(['logs:DescribeLogGroups'], because(noResources, ['*'])),
  ];
  const role = new Role(scope, 'FlowLogRole', {
    roleName: flowLogRoleName,
    description: 'VPC flow logs of the sites write into their log groups',
    // Only flow logs of this account: the service acts for everybody's.
    assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:ec2:${Aws.REGION}:${Aws.ACCOUNT_ID}:vpc-flow-log/*` },
      },
    }),
    inlinePolicies: { 'write-flow-logs': new PolicyDocument({ statements }) },
  });
  acknowledgeWildcards(role, statements);
  return role;
};
