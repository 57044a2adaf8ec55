import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { noResources, ownNames } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn } from './allow.ts';

/** The key of a site. CloudFormation draws it itself; drawing one is no right over any secret. */
export const siteKey = (): PolicyStatement[] => [
  allow(['secretsmanager:GetRandomPassword'], because(noResources, ['*'])),
  allow(
    [
      'secretsmanager:CreateSecret',
      'secretsmanager:UpdateSecret',
      'secretsmanager:DescribeSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:TagResource',
      'secretsmanager:UntagResource',
    ],
    because(ownNames, [arn('secretsmanager', 'secret:nines/*/site-key-*')]),
  ),
];
