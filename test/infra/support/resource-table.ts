import type { Resource } from './project.ts';

// biome-ignore lint/suspicious/noExplicitAny: the properties of sixty types; each row knows its own
type Properties = any;

/** What a type of resource promises; a text says why it does not. */
export type ResourceRow = {
  /** Carries tags. */
  tags: true | string;
  /** What it keeps is encrypted. */
  encryption: ((properties: Properties) => boolean) | string;
  /** What becomes of its data when it is deleted or replaced. */
  keeps?: (resource: Resource) => boolean;
  /** Can be met from the internet. */
  isPublic?: (properties: Properties) => boolean;
};

const noData = 'keeps no data';
const byService = 'the service encrypts it always, with a key of its own';
const noTags = 'the type has no tags';
const partOf = 'has no tags: it is part of what has';
const plain: ResourceRow = { tags: true, encryption: noData };
const part: ResourceRow = { tags: partOf, encryption: noData };

const policies = (deletion: string, replacement: string) => (resource: Resource) =>
  resource.DeletionPolicy === deletion && resource.UpdateReplacePolicy === replacement;
const retained = policies('Retain', 'Retain');
// teardown-site takes and verifies the last snapshot itself; a replacement that nobody asked for keeps one.
const snapshotOnReplacement = policies('Delete', 'Snapshot');
const isCopy = ({ Properties: p }: Resource) => p?.SourceDBInstanceIdentifier !== undefined || p?.DBClusterIdentifier !== undefined;

const volumesEncrypted = (p: Properties): boolean =>
  p.BlockDeviceMappings?.length > 0 && p.BlockDeviceMappings.every((mapping: Properties) => mapping.Ebs?.Encrypted === true);
const asksForAddress = (p: Properties): boolean =>
  (p.NetworkInterfaces ?? []).some(
    (one: Properties) => one.AssociatePublicIpAddress !== undefined && one.AssociatePublicIpAddress !== false,
  );
const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** Every type of resource that our templates may hold. */
export const RESOURCES: Readonly<Record<string, ResourceRow>> = {
  'AWS::ApiGatewayV2::Api': plain,
  'AWS::ApiGatewayV2::Integration': part,
  'AWS::ApiGatewayV2::Route': part,
  'AWS::ApiGatewayV2::Stage': plain,
  'AWS::AutoScaling::AutoScalingGroup': plain,
  'AWS::AutoScaling::ScalingPolicy': part,
  'AWS::CertificateManager::Certificate': { tags: true, encryption: byService },
  'AWS::CloudFront::Distribution': { ...plain, isPublic: () => true },
  'AWS::CloudFront::KeyGroup': part,
  'AWS::CloudFront::OriginAccessControl': part,
  'AWS::CloudFront::PublicKey': part,
  'AWS::CloudWatch::Alarm': plain,
  'AWS::CloudWatch::Dashboard': plain,
  'AWS::DynamoDB::Table': { tags: true, encryption: (p) => p.SSESpecification?.SSEEnabled === true, keeps: retained },
  'AWS::EC2::EIP': { ...plain, isPublic: () => true },
  'AWS::EC2::FlowLog': plain,
  'AWS::EC2::Instance': { tags: true, encryption: volumesEncrypted, isPublic: asksForAddress },
  'AWS::EC2::InternetGateway': plain,
  'AWS::EC2::LaunchTemplate': {
    tags: 'its tags are in TagSpecifications; the group tags the nodes',
    encryption: (p) => volumesEncrypted(p.LaunchTemplateData),
    isPublic: (p) => asksForAddress(p.LaunchTemplateData),
  },
  'AWS::EC2::NatGateway': plain,
  'AWS::EC2::NetworkAcl': plain,
  'AWS::EC2::NetworkAclEntry': part,
  'AWS::EC2::Route': part,
  'AWS::EC2::RouteTable': plain,
  'AWS::EC2::SecurityGroup': plain,
  'AWS::EC2::SecurityGroupEgress': part,
  'AWS::EC2::SecurityGroupIngress': part,
  'AWS::EC2::Subnet': { ...plain, isPublic: (p) => p.MapPublicIpOnLaunch !== undefined && p.MapPublicIpOnLaunch !== false },
  'AWS::EC2::SubnetNetworkAclAssociation': part,
  'AWS::EC2::SubnetRouteTableAssociation': part,
  'AWS::EC2::VPC': plain,
  'AWS::EC2::VPCEndpoint': plain,
  'AWS::EC2::VPCGatewayAttachment': part,
  'AWS::EFS::AccessPoint': plain,
  'AWS::EFS::FileSystem': { tags: true, encryption: (p) => p.Encrypted === true, keeps: policies('Delete', 'Retain') },
  'AWS::EFS::MountTarget': part,
  // Memcached keeps nothing at rest; the other engines are made as replication groups.
  'AWS::ElastiCache::CacheCluster': { tags: true, encryption: (p) => p.Engine === 'memcached' },
  'AWS::ElastiCache::ReplicationGroup': {
    tags: true,
    encryption: (p) => p.AtRestEncryptionEnabled === true && p.TransitEncryptionEnabled === true,
    keeps: snapshotOnReplacement,
  },
  'AWS::ElastiCache::SubnetGroup': plain,
  'AWS::ElasticLoadBalancingV2::Listener': {
    tags: true,
    encryption: 'keeps no data; HTTPS needs a certificate, and that a domain of the site',
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': plain,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { ...plain, isPublic: (p) => p.Scheme !== 'internal' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': plain,
  'AWS::Events::Rule': plain,
  'AWS::IAM::InstanceProfile': { tags: noTags, encryption: noData },
  'AWS::IAM::ManagedPolicy': { tags: noTags, encryption: noData },
  'AWS::IAM::Policy': part,
  'AWS::IAM::Role': plain,
  'AWS::Lambda::EventInvokeConfig': part,
  'AWS::Lambda::Function': { tags: true, encryption: byService },
  'AWS::Lambda::Permission': part,
  'AWS::Logs::LogGroup': { tags: true, encryption: byService },
  'AWS::RDS::DBCluster': {
    tags: true,
    encryption: (p) => p.StorageEncrypted === true,
    keeps: snapshotOnReplacement,
    // An Aurora cluster has no such property: its instances have.
    isPublic: (p) => (p.PubliclyAccessible ?? !String(p.Engine).startsWith('aurora')) !== false,
  },
  'AWS::RDS::DBClusterParameterGroup': plain,
  'AWS::RDS::DBInstance': {
    tags: true,
    // A copy has the encryption of what it copies.
    encryption: (p) => p.StorageEncrypted === true || isCopy({ Type: '', Properties: p }),
    keeps: (resource) => isCopy(resource) || snapshotOnReplacement(resource),
    isPublic: (p) => p.PubliclyAccessible !== false,
  },
  'AWS::RDS::DBParameterGroup': plain,
  'AWS::RDS::DBSubnetGroup': plain,
  'AWS::Route53::HealthCheck': plain,
  'AWS::Route53::RecordSet': part,
  'AWS::S3::Bucket': {
    tags: true,
    encryption: (p) => p.BucketEncryption !== undefined,
    keeps: retained,
    isPublic: (p) => !blocks.every((block) => p.PublicAccessBlockConfiguration?.[block] === true),
  },
  'AWS::S3::BucketPolicy': part,
  'AWS::SNS::Topic': { tags: true, encryption: (p) => p.KmsMasterKeyId !== undefined },
  'AWS::SNS::TopicPolicy': part,
  'AWS::SQS::Queue': { tags: true, encryption: (p) => p.SqsManagedSseEnabled === true || p.KmsMasterKeyId !== undefined },
  'AWS::SQS::QueuePolicy': part,
  'AWS::Scheduler::ScheduleGroup': plain,
  'AWS::SecretsManager::Secret': { tags: true, encryption: byService },
  'AWS::StepFunctions::StateMachine': { tags: true, encryption: byService },
};

/** Resources that are an exception to their row, by rule and by template and id, each with the reason. */
export const EXCEPTIONS: Readonly<Record<'encryption' | 'keeps' | 'isPublic' | 'everybody', Readonly<Record<string, string>>>> = {
  encryption: {
    'cache-valkey/Topic': 'ElastiCache cannot publish to a topic that is encrypted (ElastiCache User Guide), and what it says is no secret',
    'watch/Topic': "an alarm cannot publish to a topic under SNS's own key, and what it says is no secret",
  },
  keeps: {
    'media/Media': 'S3 deletes no bucket that holds something, and a teardown empties it on request only',
    'media/Page': 'it holds a page that every deployment brings along',
    'nines/RecordsIdempotency*': 'its keys live for hours',
    'web/SessionTable': 'sessions live for hours, and nobody has a use for those of a site that is gone',
  },
  isPublic: {
    'media/MediaDistribution': 'what visitors get pictures from',
    'media/PageDistribution': 'what visitors meet when nothing else answers',
    'network/NatAddress*': 'the way out of the application subnets',
    'network/Bastion': 'a bastion is there only if a site asks for it, for one block',
    'network/PublicSubnet*': 'for the load balancer, and for nodes where a site has no application subnets',
    'web/LoadBalancer': 'what visitors meet',
  },
  everybody: {
    'network/S3Endpoint': 'an endpoint gives no right, it only narrows those of a role; packages and the agent are in buckets of AWS',
  },
};
