import type { ServiceName } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';

/** A service as `aws-sdk:<name>:<action>` names it, with the first part of its error names. */
export type SdkService = {
  readonly name: string;
  readonly service: ServiceName;
  readonly errorPrefix: string;
  /** Members that the SDK for Java 2 leaves out of every request. */
  readonly withoutMembers: readonly string[];
};

const row = (errorPrefix: string, service: ServiceName, withoutMembers: readonly string[] = []): SdkService => ({
  name: errorPrefix.toLowerCase(),
  service,
  errorPrefix,
  withoutMembers,
});

/**
 * The services of the twin in the spelling of the SDK for Java 2, which Step Functions uses for resources (in small letters)
 * and for errors. Source: Step Functions Developer Guide, supported-services-awssdk (service and error names in Pascal case).
 * IAM and API Gateway have no row: their SDK clients, whose models the integrations need, are no dependency.
 */
export const SDK_SERVICES: readonly SdkService[] = [
  row('Acm', 'acm'),
  row('AutoScaling', 'autoscaling'),
  row('CloudFormation', 'cloudformation'),
  row('CloudFront', 'cloudfront'),
  row('CloudWatch', 'cloudwatch'),
  row('CloudWatchLogs', 'logs'),
  row('DynamoDb', 'dynamodb'),
  row('Ec2', 'ec2', ['DryRun']),
  row('Efs', 'elasticfilesystem'),
  row('ElastiCache', 'elasticache'),
  row('ElasticLoadBalancingV2', 'elasticloadbalancing'),
  row('EventBridge', 'events'),
  row('Lambda', 'lambda'),
  row('Rds', 'rds'),
  row('ResourceGroupsTaggingApi', 'tag'),
  row('Route53', 'route53'),
  row('S3', 's3'),
  row('Scheduler', 'scheduler'),
  row('SecretsManager', 'secretsmanager'),
  row('ServiceQuotas', 'servicequotas'),
  row('Sfn', 'states'),
  row('Sns', 'sns'),
  row('Sqs', 'sqs'),
  row('Ssm', 'ssm'),
  row('Sts', 'sts'),
];

/** The service that an SDK integration names. */
export function sdkService(name: string): SdkService {
  const found = SDK_SERVICES.find((candidate) => candidate.name === name);
  if (!found) throw new NotInTwinError(`the SDK integration aws-sdk:${name}`);
  return found;
}
