import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { because } from '../wildcards.ts';
import { allow, arn } from './allow.ts';

/** my-app-cpu and myapp-devops-alert are names of the courses, and have no part in common. */
const chosenBySite = 'The site names its topic and its alarms as it likes';

/** The topic that tells people, and the alarms. */
export const watch = (): PolicyStatement[] => [
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
    because(chosenBySite, [arn('sns', '*')]),
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
    because(chosenBySite, [arn('cloudwatch', 'alarm:*')]),
  ),
];
