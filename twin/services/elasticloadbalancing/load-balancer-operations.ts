import type {
  LoadBalancer as ApiLoadBalancer,
  CreateLoadBalancerInput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  DescribeTagsInput,
  DescribeTagsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Operation } from '../../cloud.ts';
import type { HttpListener } from '../../network/network.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { attributeOperations } from './load-balancer-attributes.ts';
import { loadBalancerCreation } from './load-balancer-creation.ts';
import type { LoadBalancer } from './records.ts';
import type { Store } from './store.ts';

/** The hosted zone of load balancers in us-east-1. */
const HOSTED_ZONE_ID = 'Z35SXDOTRQ7X7K';

/** Load balancers and the tags of all that load balancing has. */
export function loadBalancerOperations(
  cloud: Cloud,
  store: Store,
  frontOf: (balancer: LoadBalancer) => HttpListener,
): Record<string, Operation> {
  const create = loadBalancerCreation(cloud, store, frontOf);
  return {
    ...attributeOperations(cloud, store),
    CreateLoadBalancer: taking(
      'elasticloadbalancing:CreateLoadBalancer',
      'Name Subnets SecurityGroups Scheme Type IpAddressType Tags',
      (input: CreateLoadBalancerInput) => ({ LoadBalancers: [describe(create(input))] }),
    ),
    DescribeLoadBalancers: taking(
      'elasticloadbalancing:DescribeLoadBalancers',
      'LoadBalancerArns Names Marker PageSize',
      (input: DescribeLoadBalancersInput): DescribeLoadBalancersOutput => {
        const all = [...store.loadBalancers.values()];
        const byArn = input.LoadBalancerArns?.map((arn) => store.loadBalancer(arn));
        const byName = input.Names?.map((name) => store.loadBalancer(all.find((known) => known.name === name)?.arn));
        return { LoadBalancers: (byArn ?? byName ?? all).map(describe) };
      },
    ),
    DeleteLoadBalancer: taking('elasticloadbalancing:DeleteLoadBalancer', 'LoadBalancerArn', (input: { LoadBalancerArn?: string }) => {
      const balancer = store.loadBalancers.get(input.LoadBalancerArn ?? '');
      if (!balancer) return {};
      for (const listener of store.listenersOf(balancer.arn)) store.listeners.delete(listener.arn);
      store.loadBalancers.delete(balancer.arn);
      cloud.network.close(balancer.dnsName);
      if (cloud.network.hasName(balancer.dnsName)) cloud.network.removeName(balancer.dnsName);
      return {};
    }),
    DescribeTags: taking(
      'elasticloadbalancing:DescribeTags',
      'ResourceArns',
      (input: DescribeTagsInput): DescribeTagsOutput => ({
        TagDescriptions: (input.ResourceArns ?? []).map((arn) => {
          const found = store.loadBalancers.get(arn) ?? store.targetGroup(arn);
          return { ResourceArn: arn, Tags: tagList(found.tags) };
        }),
      }),
    ),
  };
}

function describe(balancer: LoadBalancer): ApiLoadBalancer {
  return {
    LoadBalancerArn: balancer.arn,
    LoadBalancerName: balancer.name,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneId: HOSTED_ZONE_ID,
    CreatedTime: new Date(balancer.createdMs),
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: balancer.state },
    Type: 'application',
    IpAddressType: 'ipv4',
    AvailabilityZones: balancer.zones.map(({ zone, subnetId }) => ({ ZoneName: zone, SubnetId: subnetId })),
    SecurityGroups: [...balancer.securityGroups],
  };
}
