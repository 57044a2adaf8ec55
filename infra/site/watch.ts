import { type App, Aws } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { LayerStack } from './layer-stack.ts';

/** The alarm on the group's CPU, and the topic that tells people. */
export class WatchLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'watch');
    // Not encrypted: an alarm cannot publish to a topic under SNS's own key, and its message holds no secret.
    const topic = new CfnTopic(this, 'Topic', { topicName: this.text('TopicName') });
    new CfnTopicPolicy(this, 'TopicPolicy', { topics: [topic.ref], policyDocument: onlyAlarmsByTls(topic.ref) });
    new CfnAlarm(this, 'CpuAlarm', {
      alarmName: this.text('CpuAlarmName'),
      alarmDescription: 'Average CPU of the web group',
      namespace: 'AWS/EC2',
      metricName: 'CPUUtilization',
      dimensions: [{ name: 'AutoScalingGroupName', value: this.text('GroupName') }],
      statistic: 'Average',
      period: this.number('CpuPeriodSeconds', 60, 86_400),
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      threshold: this.number('CpuThresholdPercent', 1, 100),
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      treatMissingData: 'missing',
      alarmActions: [topic.ref],
    });

    this.outputs({ TopicArn: topic.ref });
  }
}

const onlyAlarmsByTls = (topicArn: string): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sns:Publish'],
        resources: [topicArn],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });
