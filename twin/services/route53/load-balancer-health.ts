import type {
  DescribeLoadBalancersOutput,
  DescribeTargetGroupsOutput,
  DescribeTargetHealthOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud } from '../../cloud.ts';

const ASK = 'elasticloadbalancing';

/**
 * Whether a load balancer counts as healthy for an alias that evaluates it: every target group behind it has a healthy target, and
 * one without targets is not healthy (API reference: AliasTarget, EvaluateTargetHealth). What is no load balancer of here is healthy.
 */
export function targetIsHealthy(cloud: Cloud, dnsName: string): boolean {
  if (!dnsName.endsWith(`.${cloud.region}.elb.amazonaws.com`)) return true;
  const name = dnsName.replace(/^dualstack\./, '');
  const { LoadBalancers = [] } = cloud.callNow<DescribeLoadBalancersOutput>(ASK, 'DescribeLoadBalancers', {});
  const balancer = LoadBalancers.find(({ DNSName = '' }) => DNSName.toLowerCase() === name);
  if (!balancer) return false;
  const { TargetGroups = [] } = cloud.callNow<DescribeTargetGroupsOutput>(ASK, 'DescribeTargetGroups', {
    LoadBalancerArn: balancer.LoadBalancerArn,
  });
  return TargetGroups.every(({ TargetGroupArn }) => {
    const { TargetHealthDescriptions = [] } = cloud.callNow<DescribeTargetHealthOutput>(ASK, 'DescribeTargetHealth', { TargetGroupArn });
    return TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'healthy');
  });
}
