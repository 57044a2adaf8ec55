import type { CreateLoadBalancerInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { HttpListener } from '../../network/network.ts';
import { describeSubnets, type Subnet } from '../../network/subnets.ts';
import { tagRecord } from '../../tags.ts';
import type { LoadBalancer } from './records.ts';
import type { Store } from './store.ts';

/** What resolvers may keep the name of a load balancer for. */
const NAME_TTL_SECONDS = 60;
/** A range for documentation; nothing of the real world answers there. */
const ADDRESS_PREFIX = '203.0.113.';
const MIN_ZONES = 2;

/** Makes load balancers: they take their own time and listen at their DNS name once active (K3). */
export function loadBalancerCreation(cloud: Cloud, store: Store, frontOf: (balancer: LoadBalancer) => HttpListener) {
  const random = cloud.random.split('elb-load-balancers');
  let addresses = 0;
  const activate = (balancer: LoadBalancer): void => {
    if (!store.loadBalancers.has(balancer.arn)) return;
    balancer.state = 'active';
    const taken = balancer.zones.map(() => `${ADDRESS_PREFIX}${++addresses}`);
    cloud.network.setName(balancer.dnsName, taken, NAME_TTL_SECONDS);
    cloud.network.listenHttp(balancer.dnsName, frontOf(balancer));
    cloud.journal.write('activity', { what: 'load-balancer', id: balancer.name, from: 'provisioning', to: 'active' });
  };
  return (input: CreateLoadBalancerInput): LoadBalancer => {
    const name = newName(store, input);
    const { vpcId, subnets } = describeSubnets(cloud, input.Subnets ?? []);
    checkZones(subnets);
    const fullName = `app/${name}/${random.hex(16)}`;
    const balancer: LoadBalancer = {
      arn: serviceArn(cloud, 'elasticloadbalancing', `loadbalancer/${fullName}`),
      name,
      fullName,
      dnsName: `${name}-${1_000_000_000 + random.integer(1_000_000_000)}.${cloud.region}.elb.amazonaws.com`.toLowerCase(),
      createdMs: cloud.clock.nowMs,
      scheme: input.Scheme ?? 'internet-facing',
      vpcId,
      zones: subnets.map((subnet) => ({ zone: subnet.zone, subnetId: subnet.id })),
      securityGroups: input.SecurityGroups ?? [],
      state: 'provisioning',
      attributes: { 'idle_timeout.timeout_seconds': String(cloud.facts.value('elb.idleTimeout')) },
      tags: tagRecord(input.Tags),
    };
    store.loadBalancers.set(balancer.arn, balancer);
    cloud.clock.after(cloud.facts.drawMs('cloudformation.loadBalancer', random), `activate ${name}`, () => activate(balancer));
    return balancer;
  };
}

function newName(store: Store, { Name: name = '', Type: type = 'application' }: CreateLoadBalancerInput): string {
  if (type !== 'application') throw new NotInTwinError(`load balancers of type ${type}`);
  if ([...store.loadBalancers.values()].some((known) => known.name === name)) {
    throw new AwsError('DuplicateLoadBalancerNameException', `A load balancer with the name '${name}' already exists`);
  }
  return name;
}

function checkZones(subnets: readonly Subnet[]): void {
  if (new Set(subnets.map((subnet) => subnet.zone)).size >= MIN_ZONES) return;
  throw new AwsError('InvalidConfigurationRequestException', 'At least two subnets in two different Availability Zones must be specified');
}
