import { type DBInstance, DescribeDBClustersCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { type DatabaseKind, type DatabaseSpec, databaseKind } from '#domain/layers/database.ts';
import type { DatabaseFacts, LayerFacts, MemberFacts, ReplicaFacts } from '#domain/layers/database-gates.ts';
import { rds } from './clients/rds.ts';
import { isNamed } from './errors.ts';

/** The instance as RDS describes it now; undefined if there is none of this name. */
export async function describeDatabase(identifier: string): Promise<DatabaseFacts | undefined> {
  const found = await findInstance(identifier);
  return found && factsOf(found);
}

/** The database of a site, of whatever kind: the instance with its replicas, or the cluster with its members. */
export async function describeLayerDatabase(wanted: DatabaseSpec, identifier: string): Promise<LayerFacts> {
  if (databaseKind(wanted) !== 'instance') return { replicas: [], cluster: await describeCluster(identifier) };
  const instance = await findInstance(identifier);
  if (instance === undefined) return { replicas: [] };
  const replicas = await Promise.all((instance.ReadReplicaDBInstanceIdentifiers ?? []).map(findInstance));
  return { instance: factsOf(instance), replicas: replicas.filter((replica) => replica !== undefined).map(replicaOf) };
}

/** Whether a database is there, since when, and whether it is protected against deletion. An instance that is being made tells no time. */
export async function describeProtection(
  kind: DatabaseKind,
  identifier: string,
): Promise<{ isProtected: boolean; createdAt: string | undefined } | undefined> {
  if (kind !== 'instance') {
    const cluster = await findCluster(identifier);
    return cluster && { isProtected: cluster.DeletionProtection ?? false, createdAt: cluster.ClusterCreateTime?.toISOString() };
  }
  const instance = await findInstance(identifier);
  return instance && { isProtected: instance.DeletionProtection ?? false, createdAt: instance.InstanceCreateTime?.toISOString() };
}

async function describeCluster(identifier: string): Promise<LayerFacts['cluster']> {
  const found = await findCluster(identifier);
  if (found === undefined) return undefined;
  const members = await Promise.all(
    (found.DBClusterMembers ?? []).map(async ({ DBInstanceIdentifier: id = '', IsClusterWriter = false }): Promise<MemberFacts> => {
      const instance = await findInstance(id);
      return { id, isWriter: IsClusterWriter, status: instance?.DBInstanceStatus ?? 'unknown', zone: instance?.AvailabilityZone };
    }),
  );
  return { status: found.Status ?? 'unknown', members };
}

const factsOf = (found: DBInstance): DatabaseFacts => ({
  status: found.DBInstanceStatus ?? 'unknown',
  multiAz: found.MultiAZ ?? false,
  zone: found.AvailabilityZone,
  secondaryZone: found.SecondaryAvailabilityZone,
});

const replicaOf = (found: DBInstance): ReplicaFacts => ({
  id: found.DBInstanceIdentifier ?? '',
  status: found.DBInstanceStatus ?? 'unknown',
  zone: found.AvailabilityZone,
  isReplicating: (found.StatusInfos ?? []).some(({ StatusType, Status }) => StatusType === 'read replication' && Status === 'replicating'),
});

async function findInstance(identifier: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
    return DBInstances[0];
  } catch (error) {
    if (isNamed(error, 'DBInstanceNotFoundFault', 'DBInstanceNotFound')) return undefined;
    throw error;
  }
}

async function findCluster(identifier: string) {
  try {
    const { DBClusters = [] } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: identifier }));
    return DBClusters[0];
  } catch (error) {
    if (isNamed(error, 'DBClusterNotFoundFault', 'DBClusterNotFound')) return undefined;
    throw error;
  }
}
