import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { physicalName } from '../names.ts';
import { tagPart } from './tag-part.ts';

/** The topic that people subscribe to, to hear of verdicts, shortfalls and refusals. */
export const noticesTopic = (scope: Construct): Topic => {
  const topic = new Topic(scope, 'Notices', {
    topicName: physicalName('notices'),
    displayName: 'Nines',
    enforceSSL: true,
    // SNS's own key costs nothing and serves, since only our functions publish here.
    masterKey: Alias.fromAliasName(scope, 'NoticesKey', 'alias/aws/sns'),
  });
  tagPart(topic, 'notices');
  return topic;
};
