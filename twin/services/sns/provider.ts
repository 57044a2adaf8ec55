import type { Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { Deliveries } from './deliver.ts';
import { subscribe } from './operations.ts';
import type { Topic, Topics } from './topics.ts';

const TOPIC = 'AWS::SNS::Topic';
/** Nothing is traced or signed here. */
const INERT = ['TracingConfig', 'SignatureVersion'];
const SUBSCRIPTION = ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'RedrivePolicy', 'Region'];

/** AWS::SNS::Topic, ::TopicPolicy and ::Subscription. */
export const topicProviders = (topics: Topics, deliveries: Deliveries): ResourceProvider[] => [
  {
    type: TOPIC,
    create(properties, context) {
      check(properties);
      const topic = topics.create(properties.TopicName ?? context.newName(256));
      settle(topics, deliveries, topic, properties, context);
      return { physicalId: topic.arn, attributes: attributesOf(topic) };
    },
    update(physicalId, properties, previous, context) {
      check(properties);
      if (properties.TopicName !== previous.TopicName) return 'replace';
      const topic = topics.find(physicalId);
      settle(topics, deliveries, topic, properties, context);
      return { attributes: attributesOf(topic) };
    },
    delete: (physicalId) => topics.delete(physicalId),
  },
  policyProvider(topics),
  {
    type: 'AWS::SNS::Subscription',
    create(properties) {
      refuseUnknown('AWS::SNS::Subscription', properties, SUBSCRIPTION);
      const attributes: Record<string, string> = {};
      if (properties.RawMessageDelivery !== undefined) attributes.RawMessageDelivery = String(properties.RawMessageDelivery);
      if (properties.RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(properties.RedrivePolicy);
      return { physicalId: subscribe(topics, deliveries, properties.TopicArn, properties.Protocol, properties.Endpoint, attributes).arn };
    },
    delete: (physicalId) => topics.unsubscribe(physicalId),
  },
];

function check(properties: Properties): void {
  if (properties.FifoTopic === true || properties.FifoTopic === 'true') throw new NotInTwinError(`${TOPIC} with FifoTopic`);
  refuseUnknown(TOPIC, properties, ['TopicName', 'DisplayName', 'Subscription', 'Tags', 'FifoTopic', 'KmsMasterKeyId', ...INERT]);
}

function settle(topics: Topics, deliveries: Deliveries, topic: Topic, properties: Properties, context: ProviderContext): void {
  topic.displayName = properties.DisplayName ?? '';
  topic.keyId = properties.KmsMasterKeyId;
  topic.tags.clear();
  for (const [key, value] of Object.entries(context.tags)) topic.tags.set(key, value);
  for (const { Key, Value } of properties.Tags ?? []) topic.tags.set(Key, Value);
  for (const { Protocol, Endpoint } of properties.Subscription ?? []) subscribe(topics, deliveries, topic.arn, Protocol, Endpoint, {});
}

const attributesOf = (topic: Topic): Properties => ({ TopicArn: topic.arn, TopicName: topic.name });

function policyProvider(topics: Topics): ResourceProvider {
  const set = (arns: readonly string[], policy: object | undefined): void => {
    for (const topic of topics.all()) if (arns.includes(topic.arn)) topic.policy = policy && JSON.stringify(policy);
  };
  return {
    type: 'AWS::SNS::TopicPolicy',
    create(properties, context) {
      refuseUnknown('AWS::SNS::TopicPolicy', properties, ['Topics', 'PolicyDocument']);
      set(properties.Topics, properties.PolicyDocument);
      return { physicalId: context.newName() };
    },
    update(_, properties, previous) {
      set(previous.Topics, undefined);
      set(properties.Topics, properties.PolicyDocument);
      return {};
    },
    delete: (_, properties) => set(properties.Topics, undefined),
  };
}
