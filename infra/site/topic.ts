import { Aws } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export type Publisher = {
  principal: IPrincipal;
  /** The condition key in which the publisher says for whose account it speaks. */
  accountKey: 'aws:SourceAccount' | 'aws:SourceOwner';
};

/** A topic that one publisher of this account may write to, by TLS; why it is not encrypted is the word of its layer. */
export const topicOf = (scope: Construct, topicName: string, publisher: Publisher): CfnTopic => {
  const topic = new CfnTopic(scope, 'Topic', { topicName });
  new CfnTopicPolicy(scope, 'TopicPolicy', { topics: [topic.ref], policyDocument: onlyByTls(topic.ref, publisher) });
  return topic;
};

const onlyByTls = (topicArn: string, { principal, accountKey }: Publisher): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [principal],
        actions: ['sns:Publish'],
        resources: [topicArn],
        conditions: { StringEquals: { [accountKey]: Aws.ACCOUNT_ID } },
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
