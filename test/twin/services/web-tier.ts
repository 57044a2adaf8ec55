import { createNodeModel } from '#site/model/index.ts';
import type { BusEvent, Cloud, Faults, Properties } from '#twin/cloud.ts';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import { createAutoScaling } from '#twin/services/autoscaling/index.ts';
import { createCloudWatch } from '#twin/services/cloudwatch/index.ts';
import { createEc2 } from '#twin/services/ec2/index.ts';
import { createElasticLoadBalancing } from '#twin/services/elasticloadbalancing/index.ts';
import { createSecretsmanager } from '#twin/services/secretsmanager/index.ts';
import { contextOf, make } from './resources.ts';

/** Friday, a little before the window opens. */
export const START = Date.parse('2018-02-09T11:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60_000;
/** Signs questions to the nodes' deep page. */
export const SITE_KEY = 'the-key-of-myapp';
const SITE_KEY_SECRET = 'nines/myapp/site-key';

export type Hooks = { launch?: Properties; terminate?: Properties };
export type WebTierOptions = {
  seed?: number;
  faults?: Partial<Faults>;
  min?: number;
  max?: number;
  hooks?: Hooks;
  graceSeconds?: number;
  drainSeconds?: number;
  /** Further properties of the group; its launch template is known only here. */
  group?: (launchTemplate: Properties) => Properties;
};

/** A web tier in an account of its own: network, load balancer, target group and the group `web`, all by their providers. */
export async function openWebTier(options: WebTierOptions = {}) {
  const cloud = createCloud({ seed: options.seed ?? 7, startMs: START - 10 * MINUTE, faults: { ...NO_FAULTS, ...options.faults } });
  const settings = { idleCpuPercent: 3, cpuPercentPerRequestPerSecond: 1, applicationBootSeconds: { p50: 20, p90: 25 } };
  const ec2 = createEc2(cloud, createNodeModel(cloud, settings));
  const elb = createElasticLoadBalancing(cloud, ec2.findNode);
  const autoscaling = createAutoScaling(cloud);
  const cloudwatch = createCloudWatch(cloud);
  for (const module of [ec2, elb, autoscaling, cloudwatch, createSecretsmanager(cloud)]) cloud.add(module);
  cloud.callNow('secretsmanager', 'CreateSecret', { Name: SITE_KEY_SECRET, SecretString: SITE_KEY });
  ec2.connect({
    requestsServed: elb.requestsServed,
    trafficSteadyUntilMs: elb.trafficSteadyUntilMs,
    groupMetricsSpan: autoscaling.groupMetricsSpan,
  });
  for (const source of [...ec2.metricSources, ...elb.metricSources]) cloudwatch.registerSource(source);
  const events: (BusEvent & { atMs: number })[] = [];
  cloud.connectBus((event) => events.push({ ...event, atMs: cloud.clock.nowMs }));

  const vpc = await make(cloud, 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  const subnets: string[] = [];
  for (const [zone, cidr] of [
    ['us-east-1a', '10.0.1.0/24'],
    ['us-east-1b', '10.0.2.0/24'],
  ]) {
    const place = { VpcId: vpc.physicalId, AvailabilityZone: zone, CidrBlock: cidr, MapPublicIpOnLaunch: true };
    subnets.push((await make(cloud, 'AWS::EC2::Subnet', place)).physicalId);
  }
  await routeToInternet(cloud, vpc.physicalId, subnets);
  const template = await make(cloud, 'AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: {
      ImageId: 'ami-1',
      InstanceType: 't3.micro',
      Monitoring: { Enabled: true },
      UserData: Buffer.from(`#!/bin/bash\nexport NINES_SITE=myapp\nexport NINES_SITE_SECRET_ARN=${SITE_KEY_SECRET}\n`).toString('base64'),
    },
  });
  const balancer = await make(cloud, 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Name: 'web', Subnets: subnets });
  const targets = await make(cloud, 'AWS::ElasticLoadBalancingV2::TargetGroup', {
    Name: 'web',
    Port: 80,
    Protocol: 'HTTP',
    VpcId: vpc.physicalId,
    HealthCheckPath: '/healthy.html',
    TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(options.drainSeconds ?? 300) }],
  });
  await make(cloud, 'AWS::ElasticLoadBalancingV2::Listener', {
    LoadBalancerArn: balancer.physicalId,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targets.physicalId }],
  });
  await cloud.runUntil(START);
  const group = {
    AutoScalingGroupName: 'web',
    MinSize: options.min ?? 2,
    MaxSize: options.max ?? 16,
    VPCZoneIdentifier: subnets,
    LaunchTemplate: { LaunchTemplateId: template.physicalId, Version: template.attributes?.LatestVersionNumber },
    TargetGroupARNs: [targets.physicalId],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: options.graceSeconds ?? 60,
    Tags: [{ Key: 'Name', Value: 'web', PropagateAtLaunch: true }],
    LifecycleHookSpecificationList: hookList(options.hooks ?? {}),
  };
  const properties = { ...group, ...options.group?.(group.LaunchTemplate) };
  const created = cloud.provider('AWS::AutoScaling::AutoScalingGroup').create(properties, contextOf());
  return {
    cloud,
    ec2,
    elb,
    autoscaling,
    cloudwatch,
    events,
    subnets,
    vpcId: vpc.physicalId,
    templateId: template.physicalId,
    targetGroupArn: targets.physicalId,
    balancerArn: balancer.physicalId,
    dnsName: balancer.attributes?.DNSName as string,
    created,
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
    call: <T = any>(operation: string, input: object): T => cloud.callNow<T>('autoscaling', operation, input),
    play: (ms: number) => cloud.runUntil(cloud.clock.nowMs + ms),
    group: () => cloud.callNow('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: ['web'] }).AutoScalingGroups[0],
    /** The group's instances in a lifecycle state. */
    members: (state = 'InService'): string[] =>
      (
        cloud.callNow('autoscaling', 'DescribeAutoScalingInstances', {}).AutoScalingInstances as {
          InstanceId: string;
          LifecycleState: string;
        }[]
      )
        .filter((instance) => instance.LifecycleState === state)
        .map((instance) => instance.InstanceId),
    /** How many targets are in a state. */
    targets: (state: string): number =>
      (
        cloud.callNow('elasticloadbalancing', 'DescribeTargetHealth', { TargetGroupArn: targets.physicalId }).TargetHealthDescriptions as {
          TargetHealth: { State: string };
        }[]
      ).filter((target) => target.TargetHealth.State === state).length,
    eventsOf: (detailType: string) => events.filter((event) => event['detail-type'] === detailType),
  };
}

export type WebTier = Awaited<ReturnType<typeof openWebTier>>;

/** Nodes fetch their packages at boot: without a way out none of them ever serves. */
async function routeToInternet(cloud: Cloud, VpcId: string, subnets: readonly string[]): Promise<void> {
  const { physicalId: InternetGatewayId } = await make(cloud, 'AWS::EC2::InternetGateway', {});
  await make(cloud, 'AWS::EC2::VPCGatewayAttachment', { VpcId, InternetGatewayId });
  const { physicalId: RouteTableId } = await make(cloud, 'AWS::EC2::RouteTable', { VpcId });
  await make(cloud, 'AWS::EC2::Route', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId });
  for (const SubnetId of subnets) await make(cloud, 'AWS::EC2::SubnetRouteTableAssociation', { RouteTableId, SubnetId });
}

/** Journal entries of physical changes. */
export function activitiesOf(cloud: Cloud, what: string): Record<string, string>[] {
  return cloud.journal.lines.map((line) => JSON.parse(line)).filter((entry) => entry.kind === 'activity' && entry.what === what);
}

function hookList({ launch, terminate }: Hooks): Properties[] {
  return [
    ...(launch ? [{ LifecycleHookName: 'nines-launch', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING', ...launch }] : []),
    ...(terminate
      ? [{ LifecycleHookName: 'nines-terminate', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', ...terminate }]
      : []),
  ];
}
