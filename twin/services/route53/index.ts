import type { Cloud, ServiceModule } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import { HealthChecks } from './health-checks.ts';
import { METRICS_REGION, metricSources } from './metrics.ts';
import { NameServer } from './name-server.ts';
import { route53Operations } from './operations.ts';
import { healthCheckProvider, recordSetProvider } from './providers.ts';
import { resolvers } from './resolver.ts';
import { Zones } from './zones.ts';

/** `ownZone` is the world's doing: a zone that a person has had for long, by the id that AWS gave it. */
export type Route53 = ServiceModule & { readonly metricSources: readonly MetricSource[]; ownZone(id: string, name: string): void };

/** Route 53: public hosted zones with their routing policies, and health checks. What its zones name resolves on the network. */
export function createRoute53(cloud: Cloud): Route53 {
  const zones = new Zones(cloud);
  const checks = new HealthChecks(cloud);
  const nameServer = new NameServer(cloud, zones, checks);
  const parts = { zones, checks, nameServer };
  cloud.network.connectAuthority(resolvers(cloud, zones, nameServer));
  const arnOf = (kind: string, id: string): string => `arn:aws:route53:::${kind}/${id}`;
  return {
    name: 'route53',
    operations: route53Operations(parts),
    providers: [recordSetProvider(parts), healthCheckProvider(parts)],
    metricSources: cloud.region === METRICS_REGION ? metricSources(checks) : [],
    ownZone: (id, name) => zones.own(id, name),
    // The tagging API knows what has no region in us-east-1 only.
    taggedResources: () =>
      cloud.region === METRICS_REGION
        ? [
            ...zones.all().map(({ id, tags }) => ({ arn: arnOf('hostedzone', id), tags, billable: true })),
            ...checks.all().map(({ id, tags }) => ({ arn: arnOf('healthcheck', id), tags, billable: true })),
          ]
        : [],
  };
}
