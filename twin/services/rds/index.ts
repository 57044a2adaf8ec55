import type { Cloud, ServiceModule } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import { SubnetGroups } from '../../network/subnet-groups.ts';
import { ClusterFailovers } from './cluster-failovers.ts';
import { ClusterMembers } from './cluster-members.ts';
import { clusterOperations } from './cluster-operations.ts';
import { clusterProvider } from './cluster-provider.ts';
import { ClusterSnapshots } from './cluster-snapshots.ts';
import { Clusters } from './clusters.ts';
import { EventLog } from './event-log.ts';
import { groupOperations, taggedOf } from './group-operations.ts';
import { groupProviders } from './group-providers.ts';
import { Instances } from './instances.ts';
import { metricSources } from './metrics.ts';
import { instanceOperations } from './operations.ts';
import { CLUSTER_GROUPS, INSTANCE_GROUPS, ParameterGroups } from './parameter-groups.ts';
import { instanceProvider } from './provider.ts';
import type { Rds } from './rds.ts';
import { Reboots } from './reboot.ts';
import { Replicas } from './replicas.ts';
import { Snapshots } from './snapshots.ts';
import { DB_SUBNET_GROUPS } from './subnet-groups.ts';

/** A database behind its API: who writes and whether a standby is in sync, as it is and not as the API shows it. */
export type DatabaseState = { writerZone: string | undefined; acceptsWrites: boolean; redundant: boolean };

/**
 * RDS: instances alone or with one standby, their read replicas, Multi-AZ DB clusters and Aurora MySQL. Faults by DB instance or
 * cluster: `rds:failover-never-ends`, `rds:reboot-without-failover`, `rds:lose-acknowledged-writes` (how many), `rds:events-lost`
 * (true or an event id), `rds:split-old-writer`, `rds:replica-lag` (seconds, from a replica's birth).
 */
export function createRds(
  cloud: Cloud,
): ServiceModule & { databaseState(id: string): DatabaseState; metricSources: readonly MetricSource[] } {
  const rds = composeRds(cloud);
  const { instances, clusters } = rds;
  return {
    name: 'rds',
    operations: { ...instanceOperations(cloud, rds), ...clusterOperations(cloud, rds), ...groupOperations(rds) },
    providers: [instanceProvider(cloud, rds), clusterProvider(cloud, rds), ...groupProviders(rds)],
    metricSources: metricSources(rds.replicas, clusters, {
      auroraMs: cloud.facts.valueMs('rds.auroraReplicaLag'),
      multiAzMs: cloud.facts.valueMs('rds.replicaLag'),
    }),
    databaseState(id) {
      const cluster = clusters.all().find((candidate) => candidate.id === id);
      const { plane } = cluster ?? instances.find(id);
      const redundant = cluster ? cluster.status === 'available' && cluster.members.size > 1 : instances.find(id).redundant;
      return { writerZone: plane.writerZone, acceptsWrites: plane.acceptsWrites, redundant };
    },
    taggedResources: () => taggedOf(rds).map(({ arn, tags, billable }) => ({ arn, tags: Object.fromEntries(tags), billable })),
  };
}

function composeRds(cloud: Cloud): Rds {
  const events = new EventLog(cloud);
  const subnetGroups = new SubnetGroups(cloud, DB_SUBNET_GROUPS);
  const snapshots = new Snapshots(cloud, events);
  const clusterSnapshots = new ClusterSnapshots(cloud, events);
  const instances = new Instances(cloud, subnetGroups, snapshots, events);
  const members = new ClusterMembers(cloud, instances);
  const clusters = new Clusters(cloud, { subnetGroups, instances, members, snapshots: clusterSnapshots, events });
  return {
    instances,
    clusters,
    snapshots,
    clusterSnapshots,
    subnetGroups,
    events,
    replicas: new Replicas(cloud, instances),
    failovers: new ClusterFailovers(cloud, clusters, members, events),
    parameterGroups: new ParameterGroups(cloud, INSTANCE_GROUPS),
    clusterParameterGroups: new ParameterGroups(cloud, CLUSTER_GROUPS),
    reboots: new Reboots(cloud, events, (instance, status, reason) => instances.setStatus(instance, status, reason)),
  };
}
