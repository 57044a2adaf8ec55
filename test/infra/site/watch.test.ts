import { describe, expect, test } from 'vitest';
import { only } from './support.ts';

describe('the watch', () => {
  test('has the alarm of the courses', () => {
    const alarm = only('watch', 'AWS::CloudWatch::Alarm');

    expect(alarm).toMatchObject({
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      TreatMissingData: 'missing',
    });
  });

  test('lets only alarms of this account publish to its topic, and by TLS', () => {
    const policy = only('watch', 'AWS::SNS::TopicPolicy');

    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
        { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });
  });
});
