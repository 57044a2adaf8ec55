import type { Cloud, ServiceModule, TaggedResource } from '../../cloud.ts';
import type { FlowBook } from '../../flow.ts';
import type { MetricSource } from '../../metric-source.ts';
import type { Node } from '../../site/node-model.ts';
import { Flows } from './flows.ts';
import { frontOf } from './front.ts';
import { HealthChecks } from './health-checks.ts';
import { listenerOperations } from './listener-operations.ts';
import { loadBalancerOperations } from './load-balancer-operations.ts';
import { metricSources, requestsServed } from './metrics.ts';
import { providers } from './providers.ts';
import { Store } from './store.ts';
import { targetGroupOperations } from './target-group-operations.ts';
import { targetOperations } from './target-operations.ts';

/** Elastic Load Balancing beside its API: the visitors, and what EC2 and CloudWatch are told of them. */
export type ElasticLoadBalancing = ServiceModule & {
  readonly flows: FlowBook;
  /** For CloudWatch's registerSource. */
  readonly metricSources: readonly MetricSource[];
  /** For the tagging API. */
  taggedResources(): TaggedResource[];
  /** For EC2's connect. */
  requestsServed(instanceId: string, fromMs: number, toMs: number): number;
  trafficSteadyUntilMs(sinceMs: number): number;
};

/** Application Load Balancers with target health, draining, single requests and visitors as flow. `findNode` is EC2's. */
export function createElasticLoadBalancing(cloud: Cloud, findNode: (instanceId: string) => Node | undefined): ElasticLoadBalancing {
  const store = new Store();
  const health = new HealthChecks(cloud, store, findNode);
  const flows = new Flows(cloud, store, findNode);
  const rerouted = (): void => {
    for (const group of store.targetGroups.values()) health.lookAtGroup(group);
    flows.look();
  };
  return {
    name: 'elasticloadbalancing',
    operations: {
      ...loadBalancerOperations(cloud, store, (balancer) => frontOf(cloud, store, findNode, balancer)),
      ...targetGroupOperations(cloud, store, health, rerouted),
      ...targetOperations(cloud, store, health),
      ...listenerOperations(cloud, store, rerouted),
    },
    providers: providers(cloud, store),
    flows,
    metricSources: metricSources(store, flows),
    taggedResources: () => [
      ...[...store.loadBalancers.values()].map(({ arn, tags }) => ({ arn, tags, billable: true })),
      ...[...store.targetGroups.values()].map(({ arn, tags }) => ({ arn, tags, billable: false })),
    ],
    requestsServed: (instanceId, fromMs, toMs) => requestsServed(flows, instanceId, fromMs, toMs),
    trafficSteadyUntilMs: (sinceMs) => flows.steadyUntilMs(sinceMs),
  };
}
