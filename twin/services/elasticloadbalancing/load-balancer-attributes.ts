import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
  ModifyLoadBalancerAttributesInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Operation } from '../../cloud.ts';
import { noteWithoutEffect } from '../../cloudformation/without-effect.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { allowsService } from '../../resource-policy.ts';
import type { LoadBalancer } from './records.ts';
import type { Store } from './store.ts';

/** What a load balancer may be asked for here, with its default (ELB API, LoadBalancerAttribute). */
const DEFAULTS: Readonly<Record<string, string>> = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
};
/** Accepted, and listed as without effect: no client here sends a bad header, and no request is written down. */
const INERT = ['routing.http.drop_invalid_header_fields.enabled', 'access_logs.s3.enabled'];
const DELIVERY = 'logdelivery.elasticloadbalancing.amazonaws.com';

/** What is set on load balancers. Of access logs only the first try to write is made: visitors are a rate here, and no requests. */
export const attributeOperations = (cloud: Cloud, store: Store): Record<string, Operation> => ({
  ModifyLoadBalancerAttributes: taking(
    'elasticloadbalancing:ModifyLoadBalancerAttributes',
    'LoadBalancerArn Attributes',
    (input: ModifyLoadBalancerAttributesInput) => {
      const balancer = store.loadBalancer(input.LoadBalancerArn);
      const given = (input.Attributes ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const);
      for (const [key] of given) if (!(key in allOf(balancer))) throw new NotInTwinError(`the load balancer attribute ${key}`);
      const attributes = { ...balancer.attributes, ...Object.fromEntries(given) };
      for (const [key, value] of given)
        if (INERT.includes(key) && value === 'true') noteWithoutEffect(cloud, `AWS::ElasticLoadBalancingV2::LoadBalancer ${key}`);
      if (attributes['access_logs.s3.enabled'] === 'true') tryToWrite(cloud, attributes);
      balancer.attributes = attributes;
      return { Attributes: listed(balancer) };
    },
  ),
  DescribeLoadBalancerAttributes: taking(
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    'LoadBalancerArn',
    (input: DescribeLoadBalancerAttributesInput): DescribeLoadBalancerAttributesOutput => ({
      Attributes: listed(store.loadBalancer(input.LoadBalancerArn)),
    }),
  ),
});

const allOf = ({ attributes }: LoadBalancer): Record<string, string> => ({ ...DEFAULTS, ...attributes });
const listed = (balancer: LoadBalancer) => Object.entries(allOf(balancer)).map(([Key, Value]) => ({ Key, Value }));

/** Before logs are turned on a file is put where they will be: a bucket that is missing or does not let it ends the change (ALB guide). */
function tryToWrite(cloud: Cloud, attributes: Readonly<Record<string, string>>): void {
  const bucket = attributes['access_logs.s3.bucket'] ?? '';
  const prefix = attributes['access_logs.s3.prefix'] ?? '';
  const key = `${prefix === '' ? '' : `${prefix}/`}AWSLogs/${cloud.account}/ELBAccessLogTestFile`;
  const arn = `arn:aws:s3:::${bucket}/${key}`;
  const policy = policyOf(cloud, bucket);
  if (!allowsService(policy, { kind: 'service', service: DELIVERY }, 's3:PutObject', arn)) {
    throw new AwsError('InvalidConfigurationRequestException', `Access Denied for bucket: ${bucket}. Please check S3bucket permission`);
  }
  cloud.callNow('s3', 'PutObject', { Bucket: bucket, Key: key, Body: 'Enable AccessLog for ELB' });
}

function policyOf(cloud: Cloud, Bucket: string): string | undefined {
  try {
    return cloud.callNow<{ Policy: string }>('s3', 'GetBucketPolicy', { Bucket }).Policy;
  } catch (error) {
    if (error instanceof AwsError && error.shape === 'NoSuchBucketPolicy') return undefined;
    if (error instanceof AwsError && error.shape === 'NoSuchBucket')
      throw new AwsError('InvalidConfigurationRequestException', `S3 bucket does not exist: ${Bucket}`);
    throw error;
  }
}
