import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { siteTag } from '../../names.ts';
import { type Reasoned, withReason } from '../wildcards.ts';

/** The ARN of a resource of this account and region. */
export const arn = (service: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;

/** The ARN of a role, a policy or an instance profile of this account. */
export const iamArn = (resource: string): string => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${resource}`;

/** A statement that allows, in the order in which one says it; resources with a wildcard come with a reason. */
export const allow = (
  actions: string[],
  on: string[] | Reasoned,
  conditions: Record<string, Record<string, string | string[]>> = {},
): PolicyStatement => {
  const { resources, reason } = Array.isArray(on) ? { resources: on, reason: undefined } : on;
  return withReason(new PolicyStatement({ actions, resources, conditions }), reason);
};

/** CloudFormation puts the stack's tags on everything it makes: what carries no site is not ours to change. */
export const carriesSite = { StringLike: { [`aws:ResourceTag/${siteTag}`]: '*' } };

/** What CloudFormation calls to make, change and delete a topic with its policy. */
export const topicActions = [
  'sns:CreateTopic',
  'sns:GetTopicAttributes',
  'sns:SetTopicAttributes',
  'sns:DeleteTopic',
  'sns:ListTagsForResource',
  'sns:ListSubscriptionsByTopic',
  'sns:TagResource',
  'sns:UntagResource',
];

/** What CloudFormation calls to make, change and delete a secret; to read one is another right. */
export const secretActions = [
  'secretsmanager:CreateSecret',
  'secretsmanager:UpdateSecret',
  'secretsmanager:DescribeSecret',
  'secretsmanager:DeleteSecret',
  'secretsmanager:TagResource',
  'secretsmanager:UntagResource',
];
