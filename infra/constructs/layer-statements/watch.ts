import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownNames } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, topicActions } from './allow.ts';

/** my-app-cpu and myapp-devops-alert are names of the courses, and have no part in common. */
const chosenBySite = 'The site names its topic and its alarms as it likes';

/** A dashboard is of an account, and of no region. */
const dashboards = `arn:${Aws.PARTITION}:cloudwatch::${Aws.ACCOUNT_ID}:dashboard/nines-*`;

/** The topic that tells people, the alarms and the dashboard. What makes the log groups of the nodes makes those of the flow logs: see network. */
export const watch = (): PolicyStatement[] => [
  allow(topicActions, because(chosenBySite, [arn('sns', '*')])),
  allow(
    [
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:DeleteAlarms',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    because(chosenBySite, [arn('cloudwatch', 'alarm:*')]),
  ),
  allow(
    [
      'cloudwatch:PutDashboard',
      'cloudwatch:GetDashboard',
      'cloudwatch:DeleteDashboards',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    because(ownNames, [dashboards]),
  ),
];
