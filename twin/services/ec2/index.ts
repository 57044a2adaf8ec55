import type { Cloud, ServiceModule, TaggedResource } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import type { Node, NodeModel } from '../../site/node-model.ts';
import { CpuUtilization, type Surroundings } from './cpu.ts';
import { Fleet } from './fleet.ts';
import { Ids } from './ids.ts';
import { instanceOperations } from './instance-operations.ts';
import { launchTemplateOperations, launchTemplateProvider } from './launch-template-operations.ts';
import type { LaunchTemplate } from './launch-templates.ts';
import { networkOperations } from './network-operations.ts';
import { networkProviders } from './network-providers.ts';
import { NetworkStore } from './network-store.ts';
import { taggedResources } from './tagged.ts';

/** EC2 beside its API: the nodes behind the instances, and the metrics that it publishes. */
export type Ec2 = ServiceModule & {
  /** The node on an instance; undefined before its operating system is up and once it is shutting down. */
  findNode(instanceId: string): Node | undefined;
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

/** Amazon EC2: the network's records, launch templates and instances that start the site's node. */
export function createEc2(cloud: Cloud, nodeModel: NodeModel): Ec2 {
  const network = new NetworkStore();
  const ids = new Ids(cloud.random.split('ec2-ids'));
  const templates = new Map<string, LaunchTemplate>();
  const fleet = new Fleet(cloud, network, nodeModel);
  let surroundings = ALONE;
  return {
    name: 'ec2',
    operations: {
      ...networkOperations(cloud, network),
      ...launchTemplateOperations(templates),
      ...instanceOperations(cloud, fleet, templates),
    },
    providers: [...networkProviders(cloud, network, ids), launchTemplateProvider(cloud, templates, ids)],
    findNode(instanceId) {
      const instance = fleet.instances.get(instanceId);
      return instance?.state === 'running' ? instance.node : undefined;
    },
    metricSources: [new CpuUtilization(cloud, fleet, () => surroundings)],
    taggedResources: () => taggedResources(cloud, network, templates, fleet),
    connect(given) {
      surroundings = given;
    },
  };
}
