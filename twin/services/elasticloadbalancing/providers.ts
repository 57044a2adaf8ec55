import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { given, number } from '../../properties.ts';
import { tagList } from '../../tags.ts';
import { readTargetGroup } from './read-target-group.ts';
import type { Store } from './store.ts';

/** A load balancer that is not active after this has failed. */
const MAX_ACTIVATION_POLLS = 1_000;
const ACTIVATION_POLL_MS = 1_000;

type Caller = <T>(operation: string, input: object, stack: ProviderContext) => T;

/** The resource types of Elastic Load Balancing version 2. */
export function providers(cloud: Cloud, store: Store): ResourceProvider[] {
  const call: Caller = (operation, input, { principal }) => cloud.callNow('elasticloadbalancing', operation, given(input), principal);
  return [loadBalancer(cloud, store, call), { ...targetGroup(store, call), read: readTargetGroup(cloud) }, listener(call), rule(call)];
}

function loadBalancer(cloud: Cloud, store: Store, call: Caller): ResourceProvider {
  const attributes = (arn: string): Properties => {
    const balancer = store.loadBalancer(arn);
    return {
      LoadBalancerArn: arn,
      LoadBalancerName: balancer.name,
      LoadBalancerFullName: balancer.fullName,
      DNSName: balancer.dnsName,
      CanonicalHostedZoneID: 'Z35SXDOTRQ7X7K',
      SecurityGroups: balancer.securityGroups,
    };
  };
  const setAttributes = (arn: string, { LoadBalancerAttributes }: Properties, stack: ProviderContext): void => {
    if (LoadBalancerAttributes) call('ModifyLoadBalancerAttributes', { LoadBalancerArn: arn, Attributes: LoadBalancerAttributes }, stack);
  };
  return {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    async create(properties, stack) {
      const { Subnets, SecurityGroups, Scheme, Type, IpAddressType } = properties;
      const input = {
        Name: properties.Name ?? stack.newName(32),
        Subnets,
        SecurityGroups,
        Scheme,
        Type,
        IpAddressType,
        Tags: tagList(stack.tags),
      };
      const arn =
        call<{ LoadBalancers: { LoadBalancerArn: string }[] }>('CreateLoadBalancer', input, stack).LoadBalancers[0]?.LoadBalancerArn ?? '';
      for (let polls = 0; store.loadBalancer(arn).state !== 'active'; polls++) {
        if (polls > MAX_ACTIVATION_POLLS) throw new Error(`the load balancer ${arn} does not become active`);
        await cloud.clock.sleep(ACTIVATION_POLL_MS, `activation of ${input.Name}`);
      }
      setAttributes(arn, properties, stack);
      return { physicalId: arn, attributes: attributes(arn) };
    },
    update(physicalId, properties, previous, stack) {
      for (const name of ['Name', 'Scheme', 'Type']) if (properties[name] !== previous[name]) return 'replace';
      if (JSON.stringify(properties.Subnets) !== JSON.stringify(previous.Subnets)) return 'replace';
      const balancer = store.loadBalancer(physicalId);
      balancer.securityGroups = properties.SecurityGroups ?? [];
      balancer.tags = { ...stack.tags };
      setAttributes(physicalId, properties, stack);
      return { attributes: attributes(physicalId) };
    },
    delete(physicalId, _properties, stack) {
      call('DeleteLoadBalancer', { LoadBalancerArn: physicalId }, stack);
    },
  };
}

function targetGroup(store: Store, call: Caller): ResourceProvider {
  const attributes = (arn: string): Properties => {
    const group = store.targetGroup(arn);
    return {
      TargetGroupArn: arn,
      TargetGroupName: group.name,
      TargetGroupFullName: group.fullName,
      LoadBalancerArns: store.usersOf(arn).map((balancer) => balancer.arn),
    };
  };
  const setAttributes = (arn: string, properties: Properties, stack: ProviderContext): void => {
    if (properties.TargetGroupAttributes)
      call('ModifyTargetGroupAttributes', { TargetGroupArn: arn, Attributes: properties.TargetGroupAttributes }, stack);
  };
  return {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    create(properties, stack) {
      const { Protocol, VpcId, TargetType } = properties;
      const input = {
        ...checkInput(properties),
        Name: properties.Name ?? stack.newName(32),
        Protocol,
        Port: number(properties.Port),
        VpcId,
        TargetType,
        Tags: tagList(stack.tags),
      };
      const arn =
        call<{ TargetGroups: { TargetGroupArn: string }[] }>('CreateTargetGroup', input, stack).TargetGroups[0]?.TargetGroupArn ?? '';
      setAttributes(arn, properties, stack);
      return { physicalId: arn, attributes: attributes(arn) };
    },
    update(physicalId, properties, previous, stack) {
      for (const name of ['Name', 'Port', 'Protocol', 'VpcId', 'TargetType']) if (properties[name] !== previous[name]) return 'replace';
      call('ModifyTargetGroup', { ...checkInput(properties), TargetGroupArn: physicalId }, stack);
      setAttributes(physicalId, properties, stack);
      return { attributes: attributes(physicalId) };
    },
    delete(physicalId, _properties, stack) {
      call('DeleteTargetGroup', { TargetGroupArn: physicalId }, stack);
    },
  };
}

function listener(call: Caller): ResourceProvider {
  return {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    create(properties, stack) {
      const { LoadBalancerArn, Protocol } = properties;
      const input = { LoadBalancerArn, Protocol, Port: number(properties.Port), ...changeable(properties) };
      const arn = call<{ Listeners: { ListenerArn: string }[] }>('CreateListener', input, stack).Listeners[0]?.ListenerArn ?? '';
      return { physicalId: arn, attributes: { ListenerArn: arn } };
    },
    update(physicalId, properties, previous, stack) {
      for (const name of ['LoadBalancerArn', 'Port', 'Protocol']) if (properties[name] !== previous[name]) return 'replace';
      call('ModifyListener', { ListenerArn: physicalId, ...changeable(properties) }, stack);
      return { attributes: { ListenerArn: physicalId } };
    },
    delete(physicalId, _properties, stack) {
      call('DeleteListener', { ListenerArn: physicalId }, stack);
    },
  };
}

const changeable = ({ DefaultActions, Certificates, SslPolicy }: Properties) => ({ DefaultActions, Certificates, SslPolicy });

function rule(call: Caller): ResourceProvider {
  return {
    type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    create(properties, stack) {
      const { ListenerArn, Conditions, Actions } = properties;
      const input = { ListenerArn, Conditions, Actions, Priority: number(properties.Priority) };
      const arn = call<{ Rules: { RuleArn: string }[] }>('CreateRule', input, stack).Rules[0]?.RuleArn ?? '';
      return { physicalId: arn, attributes: { RuleArn: arn } };
    },
    update(physicalId, properties, previous, stack) {
      const { ListenerArn, Conditions, Actions } = properties;
      if (ListenerArn !== previous.ListenerArn) return 'replace';
      call('ModifyRule', { RuleArn: physicalId, Conditions, Actions }, stack);
      call('SetRulePriorities', { RulePriorities: [{ RuleArn: physicalId, Priority: number(properties.Priority) }] }, stack);
      return { attributes: { RuleArn: physicalId } };
    },
    delete(physicalId, _properties, stack) {
      call('DeleteRule', { RuleArn: physicalId }, stack);
    },
  };
}

function checkInput(properties: Properties): Properties {
  const { HealthCheckPath, HealthCheckProtocol, HealthCheckPort, Matcher } = properties;
  return {
    HealthCheckPath,
    HealthCheckProtocol,
    HealthCheckPort,
    Matcher,
    HealthCheckEnabled: properties.HealthCheckEnabled === undefined ? undefined : String(properties.HealthCheckEnabled) === 'true',
    HealthCheckIntervalSeconds: number(properties.HealthCheckIntervalSeconds),
    HealthCheckTimeoutSeconds: number(properties.HealthCheckTimeoutSeconds),
    HealthyThresholdCount: number(properties.HealthyThresholdCount),
    UnhealthyThresholdCount: number(properties.UnhealthyThresholdCount),
  };
}
