import type { PublishCommandInput, SubscribeCommandInput } from '@aws-sdk/client-sns';
import type { Call, Cloud, Operation, Principal } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { allowsService } from '../../resource-policy.ts';
import { tagList } from '../../tags.ts';
import type { Deliveries } from './deliver.ts';
import type { Protocol, Subscription, Topic, Topics } from './topics.ts';

/** Bytes of a message, at most unless the topic says otherwise (API Reference: Publish). */
const MAX_MESSAGE_BYTES = 262_144;
/** SNS's own key lets no other service use it, so alarms and rules cannot publish to a topic under it (from memory). */
const SNS_KEY = 'alias/aws/sns';
/** Services that need a topic policy of their own even where the default one holds (from memory). */
const NEED_A_POLICY = ['events.amazonaws.com', 's3.amazonaws.com'];

export function topicOperations(cloud: Cloud, topics: Topics, deliveries: Deliveries): Record<string, Operation> {
  return {
    Publish: taking('sns:Publish', 'TopicArn TargetArn Message Subject MessageAttributes MessageStructure', (input, call) =>
      publish(cloud, topics, deliveries, input, call),
    ),
    CreateTopic: taking('sns:CreateTopic', 'Name Attributes Tags', (input) => {
      const topic = topics.create(input.Name);
      for (const [name, value] of Object.entries(input.Attributes ?? {})) setTopicAttribute(topic, name, String(value));
      for (const { Key, Value } of input.Tags ?? []) topic.tags.set(Key, Value);
      return { TopicArn: topic.arn };
    }),
    DeleteTopic: taking('sns:DeleteTopic', 'TopicArn', (input) => {
      topics.delete(input.TopicArn);
      return {};
    }),
    ListTopics: taking('sns:ListTopics', '', () => ({ Topics: topics.all().map((topic) => ({ TopicArn: topic.arn })) })),
    GetTopicAttributes: taking('sns:GetTopicAttributes', 'TopicArn', (input) => ({
      Attributes: attributesOf(cloud, topics, topics.find(input.TopicArn)),
    })),
    SetTopicAttributes: taking('sns:SetTopicAttributes', 'TopicArn AttributeName AttributeValue', (input) => {
      setTopicAttribute(topics.find(input.TopicArn), input.AttributeName, input.AttributeValue);
      return {};
    }),
    Subscribe: taking('sns:Subscribe', 'TopicArn Protocol Endpoint Attributes ReturnSubscriptionArn', (input: SubscribeCommandInput) => {
      const subscription = subscribe(
        topics,
        deliveries,
        input.TopicArn ?? '',
        input.Protocol ?? '',
        input.Endpoint ?? '',
        input.Attributes ?? {},
      );
      return { SubscriptionArn: subscription.confirmed || input.ReturnSubscriptionArn ? subscription.arn : 'pending confirmation' };
    }),
    ConfirmSubscription: taking('sns:ConfirmSubscription', 'TopicArn Token', (input) => {
      const found = topics.subscriptions(input.TopicArn).find((subscription) => subscription.token === input.Token);
      if (!found) throw new AwsError('InvalidParameterException', 'Invalid parameter: Token');
      found.confirmed = true;
      return { SubscriptionArn: found.arn };
    }),
    Unsubscribe: taking('sns:Unsubscribe', 'SubscriptionArn', (input) => {
      topics.unsubscribe(topics.subscription(input.SubscriptionArn).arn);
      return {};
    }),
    ListSubscriptionsByTopic: taking('sns:ListSubscriptionsByTopic', 'TopicArn', (input) => {
      topics.find(input.TopicArn);
      return { Subscriptions: topics.subscriptions(input.TopicArn).map((subscription) => describe(cloud, subscription)) };
    }),
    ListSubscriptions: taking('sns:ListSubscriptions', '', () => ({
      Subscriptions: topics.subscriptions().map((subscription) => describe(cloud, subscription)),
    })),
    ListTagsForResource: taking('sns:ListTagsForResource', 'ResourceArn', (input) => ({
      Tags: tagList(topics.find(input.ResourceArn).tags),
    })),
  };
}

/** Subscribes and, where a person has to confirm, sends the mail that asks for it. */
export function subscribe(
  topics: Topics,
  deliveries: Deliveries,
  topicArn: string,
  protocol: string,
  endpoint: string,
  attributes: Record<string, string>,
): Subscription {
  const subscription = topics.subscribe(topicArn, protocol, endpoint);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'RawMessageDelivery') subscription.raw = value === 'true';
    else if (name === 'RedrivePolicy') subscription.deadLetterTargetArn = JSON.parse(value).deadLetterTargetArn;
    else throw new NotInTwinError(`the subscription attribute ${name}`);
  }
  if (!subscription.confirmed) {
    deliveries.mail(
      endpoint,
      'AWS Notification - Subscription Confirmation',
      `Confirm the subscription to ${topicArn} with the token ${subscription.token}`,
    );
  }
  return subscription;
}

function publish(cloud: Cloud, topics: Topics, deliveries: Deliveries, input: PublishCommandInput, call: Call): object {
  const topic = topics.find(input.TopicArn ?? input.TargetArn);
  const { principal } = call;
  if (principal.kind === 'service' && principal.service !== 'twin' && !mayPublish(topic, principal)) {
    throw new AwsError(
      'AuthorizationErrorException',
      `${principal.service} is not authorized to perform: SNS:Publish on resource: ${topic.arn}`,
      { statusCode: 403 },
    );
  }
  if (principal.kind === 'service' && principal.service !== 'twin' && topic.keyId?.endsWith(SNS_KEY)) {
    throw new AwsError('KMSAccessDeniedException', `${principal.service} may not use the key ${topic.keyId}`);
  }
  const message = input.Message ?? '';
  if (message === '') throw new AwsError('InvalidParameterException', 'Invalid parameter: Empty message');
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES)
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Message too long');
  const publication = {
    messageId: topics.newMessageId(),
    subject: input.Subject,
    messageFor: readMessage(message, input.MessageStructure),
    attributes: input.MessageAttributes ?? {},
    atMs: cloud.clock.nowMs,
  };
  const ready = topics.subscriptions(topic.arn).filter((subscription) => subscription.confirmed);
  cloud.journal.write('activity', {
    what: 'notification',
    id: publication.messageId,
    from: topic.name,
    to: ready.map((subscription) => subscription.protocol).join(',') || 'nobody',
    reason: input.Subject ?? 'published',
  });
  for (const subscription of ready) deliveries.start(topic, subscription, publication);
  return { MessageId: publication.messageId };
}

/** Without a policy of its own a topic has the default one, which takes messages of services that act for the account. */
const mayPublish = (topic: Topic, principal: Extract<Principal, { kind: 'service' }>): boolean =>
  topic.policy === undefined
    ? !NEED_A_POLICY.includes(principal.service)
    : allowsService(topic.policy, principal, 'sns:Publish', topic.arn);

function readMessage(message: string, structure: string | undefined): (protocol: Protocol) => string {
  if (structure === undefined) return () => message;
  const texts = structure === 'json' ? JSON.parse(message) : {};
  if (typeof texts.default !== 'string')
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Message Structure - No default entry in JSON message body');
  return (protocol) => texts[protocol] ?? texts.default;
}

function setTopicAttribute(topic: Topic, name: string, value: string): void {
  if (name === 'DisplayName') topic.displayName = value;
  else if (name === 'Policy') topic.policy = value;
  else if (name === 'KmsMasterKeyId') topic.keyId = value || undefined;
  else throw new NotInTwinError(`the topic attribute ${name}`);
}

function attributesOf(cloud: Cloud, topics: Topics, topic: Topic): Record<string, string> {
  const subscriptions = topics.subscriptions(topic.arn);
  const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
  return {
    TopicArn: topic.arn,
    Owner: cloud.account,
    DisplayName: topic.displayName,
    SubscriptionsConfirmed: String(confirmed),
    SubscriptionsPending: String(subscriptions.length - confirmed),
    ...(topic.policy === undefined ? {} : { Policy: topic.policy }),
  };
}

const describe = (cloud: Cloud, subscription: Subscription): object => ({
  SubscriptionArn: subscription.confirmed ? subscription.arn : 'PendingConfirmation',
  TopicArn: subscription.topicArn,
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  Owner: cloud.account,
});
