import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownNames } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn } from './allow.ts';

/** The queue of a site and that of its dead letters, by their names. Who may make groups of nodes makes the workers': see web. */
export const worker = (): PolicyStatement[] => [
  allow(
    [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SetQueueAttributes',
      'sqs:ListQueueTags',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
    because(ownNames, [arn('sqs', 'nines-*-work'), arn('sqs', 'nines-*-work-dead')]),
  ),
];
