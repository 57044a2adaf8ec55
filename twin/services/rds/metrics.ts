import type { Dimensions, MetricSource, Statistics } from '../../metric-source.ts';
import { type DbCluster, isAurora } from './cluster.ts';
import type { Clusters } from './clusters.ts';
import type { Replicas } from './replicas.ts';

/** RDS puts its metrics once a minute. */
const PERIOD_MS = 60_000;

type Lag = { sinceMs: number; lag: number };
/** How far the readers of a cluster are behind: Aurora's share its volume, those of a Multi-AZ DB cluster copy from the writer. */
export type ClusterLags = { readonly auroraMs: number; readonly multiAzMs: number };

/**
 * How far copies are behind: replicas and readers of a Multi-AZ DB cluster in seconds, Aurora's readers in milliseconds. Who copies
 * has the metric, and nobody else.
 */
export function metricSources(replicas: Replicas, clusters: Clusters, lags: ClusterLags): MetricSource[] {
  const clusterOf = (reader: string): DbCluster | undefined =>
    clusters.all().find(({ members, plane }) => members.has(reader) && plane.writerKey !== reader);
  const ofCopy = ({ DBInstanceIdentifier: id = '' }: Dimensions): Lag | undefined => {
    const replication = replicas.replication(id);
    if (replication) return { sinceMs: replication.sinceMs, lag: replication.lagMs / 1000 };
    const cluster = clusterOf(id);
    return cluster && !isAurora(cluster) ? { sinceMs: cluster.createdMs, lag: lags.multiAzMs / 1000 } : undefined;
  };
  const ofAurora = ({ DBClusterIdentifier: id }: Dimensions): Lag | undefined => {
    const cluster = clusters.all().find((candidate) => candidate.id === id);
    return cluster && isAurora(cluster) && cluster.members.size > 1 ? { sinceMs: cluster.createdMs, lag: lags.auroraMs } : undefined;
  };
  const ofReader = (dimensions: Dimensions): Lag | undefined => {
    const { DBInstanceIdentifier: id } = dimensions;
    if (id === undefined) return ofAurora(dimensions);
    const cluster = clusterOf(id);
    return cluster && isAurora(cluster) ? { sinceMs: cluster.createdMs, lag: lags.auroraMs } : undefined;
  };
  return [
    lagSource('ReplicaLag', 'Seconds', ofCopy),
    lagSource('AuroraReplicaLag', 'Milliseconds', ofReader),
    ...['AuroraReplicaLagMaximum', 'AuroraReplicaLagMinimum'].map((name) => lagSource(name, 'Milliseconds', ofAurora)),
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
