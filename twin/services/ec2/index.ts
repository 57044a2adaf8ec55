import type { Cloud, ServiceModule, TaggedResource } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import type { Node, NodeModel } from '../../site/node-model.ts';
import { CpuUtilization, type Surroundings } from './cpu.ts';
import { addressOperations, ElasticAddresses, elasticAddressProvider } from './elastic-addresses.ts';
import { endpointOperations, endpointProvider } from './endpoint-operations.ts';
import { Fleet } from './fleet.ts';
import { Ids } from './ids.ts';
import { imageOperations } from './image-operations.ts';
import { Images } from './images.ts';
import { instanceOperations } from './instance-operations.ts';
import { instanceProvider } from './instance-provider.ts';
import { launchTemplateOperations, launchTemplateProvider } from './launch-template-operations.ts';
import type { LaunchTemplate } from './launch-templates.ts';
import { NatGateways } from './nat-gateways.ts';
import { natGatewayProvider, natOperations } from './nat-operations.ts';
import { networkOperations } from './network-operations.ts';
import { networkProviders } from './network-providers.ts';
import { NetworkStore } from './network-store.ts';
import { createReachability } from './reachability.ts';
import { SecurityGroupRules } from './security-group-rules.ts';
import { taggedResources } from './tagged.ts';
import { VpcEndpoints } from './vpc-endpoints.ts';

/** EC2 beside its API: the nodes behind the instances, and the metrics that it publishes. */
export type Ec2 = ServiceModule & {
  /** The node on an instance; undefined before its operating system is up and once it is shutting down. */
  findNode(instanceId: string): Node | undefined;
  /** The same where the node's agent reaches Systems Manager: the others take no commands. */
  findManagedNode(instanceId: string): Node | undefined;
  /** For CloudWatch's registerSource. */
  readonly metricSources: readonly MetricSource[];
  /** For the tagging API. */
  taggedResources(): TaggedResource[];
  /** Tells EC2 what its metrics depend on; without it instances count from launch and serve nobody. */
  connect(surroundings: Surroundings): void;
};

const ALONE: Surroundings = {
  requestsServed: () => 0,
  trafficSteadyUntilMs: () => Number.POSITIVE_INFINITY,
  groupMetricsSpan: () => ({ fromMs: 0, untilMs: Number.POSITIVE_INFINITY }),
};

/** What the SSM agent must reach: without one of them it takes no command. */
const AGENT_SERVICES = ['ssm', 'ssmmessages'];

/** Amazon EC2: the network's records, launch templates and instances that start the site's node. */
export function createEc2(cloud: Cloud, nodeModel: NodeModel): Ec2 {
  const network = new NetworkStore();
  const ids = new Ids(cloud.random.split('ec2-ids'));
  const templates = new Map<string, LaunchTemplate>();
  const addresses = new ElasticAddresses(network, ids);
  const natGateways = new NatGateways(cloud, network, addresses, ids);
  const endpoints = new VpcEndpoints(cloud, network, ids);
  const reaches = createReachability(network, natGateways, endpoints);
  const fleet = new Fleet(cloud, network, nodeModel, reaches);
  const images = new Images(cloud, fleet);
  const rules = new SecurityGroupRules(network);
  let surroundings = ALONE;
  const findNode = (instanceId: string): Node | undefined => {
    const instance = fleet.instances.get(instanceId);
    return instance?.state === 'running' ? instance.node : undefined;
  };
  return {
    name: 'ec2',
    operations: {
      ...networkOperations(cloud, network),
      ...rules.operations,
      ...launchTemplateOperations(cloud, templates),
      ...instanceOperations(cloud, fleet, templates, images),
      ...imageOperations(cloud, fleet, images),
      ...addressOperations(addresses),
      ...natOperations(natGateways),
      ...endpointOperations(endpoints),
    },
    providers: [
      ...networkProviders(cloud, network, ids).map((provider) =>
        provider.type === 'AWS::EC2::SecurityGroup' ? { ...provider, read: (id: string) => rules.read(id) } : provider,
      ),
      elasticAddressProvider(addresses),
      natGatewayProvider(natGateways),
      endpointProvider(endpoints),
      launchTemplateProvider(cloud, templates, ids),
      instanceProvider(cloud, fleet),
    ],
    findNode,
    findManagedNode(instanceId) {
      const node = findNode(instanceId);
      return node && AGENT_SERVICES.every((service) => reaches(fleet.get(instanceId), service)) ? node : undefined;
    },
    metricSources: [new CpuUtilization(cloud, fleet, () => surroundings)],
    taggedResources: () => taggedResources(cloud, { network, templates, fleet, images, natGateways, addresses, endpoints }),
    connect(given) {
      surroundings = given;
    },
  };
}
