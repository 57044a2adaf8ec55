import { Aws } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The topic that tells people. */
export const alarmTopic = (scope: Construct, topicName: string): CfnTopic => {
  // Not encrypted: an alarm cannot publish to a topic under SNS's own key, and its message holds no secret.
  const topic = new CfnTopic(scope, 'Topic', { topicName });
  new CfnTopicPolicy(scope, 'TopicPolicy', { topics: [topic.ref], policyDocument: onlyAlarmsByTls(topic.ref) });
  return topic;
};

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
