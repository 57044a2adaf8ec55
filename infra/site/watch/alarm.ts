import { type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { onlyIf } from '../network/conditions.ts';
import type { WatchParameters } from './parameters.ts';

/** Every minute of so many in a row must be bad. */
type Wanted = Omit<CfnAlarmProps, 'alarmName' | 'evaluationPeriods' | 'alarmDescription'> & {
  name: string;
  /** What people read in the mail behind the name of the site: what is so, and what to look at. */
  description: string;
  minutes: number;
  condition: CfnCondition;
};

export const minuteSeconds = 60;

/** An alarm of a site, where it is wanted; people hear when it begins and when it is over. */
export const siteAlarm = (
  scope: Construct,
  id: string,
  { site, topicArn }: WatchParameters,
  { name, description, minutes, condition, ...props }: Wanted,
): CfnAlarm =>
  onlyIf(
    condition,
    new CfnAlarm(scope, id, {
      ...props,
      alarmName: Fn.join('-', [site, name]),
      alarmDescription: Fn.join('', [site, ': ', description]),
      evaluationPeriods: minutes,
      datapointsToAlarm: minutes,
      alarmActions: [topicArn],
      okActions: [topicArn],
    }),
  );
