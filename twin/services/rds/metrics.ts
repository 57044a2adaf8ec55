import type { Dimensions, MetricSource, Statistics } from '../../metric-source.ts';
import type { Clusters } from './clusters.ts';
import type { Replicas } from './replicas.ts';

/** RDS puts its metrics once a minute. */
const PERIOD_MS = 60_000;

type Lag = { sinceMs: number; lag: number };

/** How far behind copies are: replicas in seconds, Aurora's readers in milliseconds. Who copies has the metric, and nobody else. */
export function metricSources(replicas: Replicas, clusters: Clusters, auroraLagMs: number): MetricSource[] {
  const ofReplica = ({ DBInstanceIdentifier: id }: Dimensions): Lag | undefined => {
    const found = replicas.replication(id);
    return found && { sinceMs: found.sinceMs, lag: found.lagMs / 1000 };
  };
  const ofCluster = ({ DBClusterIdentifier: id }: Dimensions): Lag | undefined => {
    const cluster = clusters.all().find((candidate) => candidate.id === id);
    return cluster && cluster.settings.engine === 'aurora-mysql' && cluster.members.size > 1
      ? { sinceMs: cluster.createdMs, lag: auroraLagMs }
      : undefined;
  };
  return [
    lagSource('ReplicaLag', 'Seconds', ofReplica),
    ...['AuroraReplicaLagMaximum', 'AuroraReplicaLagMinimum'].map((name) => lagSource(name, 'Milliseconds', ofCluster)),
  ];
}

function lagSource(metricName: string, unit: string, lagOf: (dimensions: Dimensions) => Lag | undefined): MetricSource {
  return {
    namespace: 'AWS/RDS',
    metricName,
    unit,
    read(dimensions, fromMs, toMs): Statistics | undefined {
      const found = lagOf(dimensions);
      const sampleCount = found === undefined ? 0 : Math.round((toMs - Math.max(fromMs, found.sinceMs)) / PERIOD_MS);
      if (found === undefined || sampleCount < 1) return undefined;
      return { sampleCount, sum: found.lag * sampleCount, minimum: found.lag, maximum: found.lag };
    },
    // Its beginning and its end are signalled.
    steadyUntilMs: (dimensions, sinceMs) => ((lagOf(dimensions)?.sinceMs ?? 0) > sinceMs ? sinceMs : Number.POSITIVE_INFINITY),
  };
}
