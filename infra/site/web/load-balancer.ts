import { Aws, Fn } from 'aws-cdk-lib';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { AccessLogs } from './access-logs.ts';
import type { WebParameters } from './parameters.ts';

export type LoadBalancerProps = { name: string; logs: AccessLogs };

/** The load balancer of a site: the one thing of it that faces the internet. Its own cross-zone setting is always on. */
export const loadBalancer = (scope: Construct, parameters: WebParameters, { name, logs }: LoadBalancerProps): CfnLoadBalancer => {
  const ifLogged = (yes: object, no: object | string) => Fn.conditionIf(logs.condition.logicalId, yes, no);
  return new CfnLoadBalancer(scope, 'LoadBalancer', {
    name,
    type: 'application',
    scheme: 'internet-facing',
    ipAddressType: 'ipv4',
    subnets: parameters.list('PublicSubnetIds'),
    securityGroups: [parameters.text('LoadBalancerSecurityGroupId')],
    loadBalancerAttributes: [
      { key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' },
      ifLogged({ Key: 'access_logs.s3.enabled', Value: 'true' }, { Key: 'access_logs.s3.enabled', Value: 'false' }),
      // By the policy, whose Ref is its bucket's name: the load balancer tries at once whether it may write there.
      ifLogged({ Key: 'access_logs.s3.bucket', Value: logs.policy.ref }, Aws.NO_VALUE),
    ],
  });
};
