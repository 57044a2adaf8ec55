import type {
  CreateDBClusterCommandInput,
  CreateDBClusterSnapshotCommandInput,
  DBCluster,
  DeleteDBClusterCommandInput,
  DescribeDBClustersCommandInput,
  FailoverDBClusterCommandInput,
  ModifyDBClusterCommandInput,
} from '@aws-sdk/client-rds';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { DbCluster } from './cluster.ts';
import { describeClusterSnapshot } from './cluster-snapshots.ts';
import { describeCluster } from './describe.ts';
import type { Rds } from './rds.ts';

const CREATE =
  'DBClusterIdentifier Engine EngineVersion DBClusterInstanceClass AllocatedStorage Iops StorageType StorageEncrypted ' +
  'BackupRetentionPeriod DeletionProtection CopyTagsToSnapshot MasterUsername MasterUserPassword ManageMasterUserPassword ' +
  'DatabaseName DBClusterParameterGroupName DBSubnetGroupName VpcSecurityGroupIds Port Tags AutoMinorVersionUpgrade';
const MODIFY = 'DBClusterIdentifier ApplyImmediately DeletionProtection BackupRetentionPeriod CopyTagsToSnapshot';

/** The operations on clusters and on their snapshots. */
export function clusterOperations(cloud: Cloud, rds: Rds): Record<string, Operation> {
  const { clusters, clusterSnapshots, failovers } = rds;
  const show = (cluster: DbCluster): DBCluster => describeCluster(cluster, cloud.clock.nowMs, cloud.facts.valueMs('rds.logUpload'));
  return {
    CreateDBCluster: taking('rds:CreateDBCluster', CREATE, (input: CreateDBClusterCommandInput) => {
      rds.clusterParameterGroups.require(input.DBClusterParameterGroupName, input.Engine ?? '');
      return { DBCluster: show(clusters.create(input)) };
    }),
    DescribeDBClusters: taking(
      'rds:DescribeDBClusters',
      'DBClusterIdentifier Filters MaxRecords',
      (input: DescribeDBClustersCommandInput) => {
        if (input.Filters?.length) throw new NotInTwinError('the Filters of rds:DescribeDBClusters');
        return { DBClusters: (input.DBClusterIdentifier ? [clusters.find(input.DBClusterIdentifier)] : clusters.all()).map(show) };
      },
    ),
    ModifyDBCluster: taking('rds:ModifyDBCluster', MODIFY, (input: ModifyDBClusterCommandInput) => {
      const cluster = clusters.find(input.DBClusterIdentifier);
      modify(cluster, input);
      return { DBCluster: show(cluster) };
    }),
    FailoverDBCluster: taking(
      'rds:FailoverDBCluster',
      'DBClusterIdentifier TargetDBInstanceIdentifier',
      (input: FailoverDBClusterCommandInput) => {
        const cluster = clusters.find(input.DBClusterIdentifier);
        failovers.start(cluster, input.TargetDBInstanceIdentifier);
        return { DBCluster: show(cluster) };
      },
    ),
    DeleteDBCluster: taking(
      'rds:DeleteDBCluster',
      'DBClusterIdentifier SkipFinalSnapshot FinalDBSnapshotIdentifier DeleteAutomatedBackups',
      (input: DeleteDBClusterCommandInput) => ({ DBCluster: show(clusters.delete(input)) }),
    ),
    CreateDBClusterSnapshot: taking('rds:CreateDBClusterSnapshot', 'DBClusterIdentifier DBClusterSnapshotIdentifier Tags', (input) => ({
      DBClusterSnapshot: describeClusterSnapshot(createSnapshot(rds, input)),
    })),
    DescribeDBClusterSnapshots: taking(
      'rds:DescribeDBClusterSnapshots',
      'DBClusterIdentifier DBClusterSnapshotIdentifier SnapshotType MaxRecords',
      (input) => clusterSnapshots.describe(input),
    ),
    DeleteDBClusterSnapshot: taking('rds:DeleteDBClusterSnapshot', 'DBClusterSnapshotIdentifier', (input) => ({
      DBClusterSnapshot: describeClusterSnapshot(clusterSnapshots.delete(input.DBClusterSnapshotIdentifier)),
    })),
  };
}

function modify({ id, status, settings }: DbCluster, input: ModifyDBClusterCommandInput): void {
  if (status !== 'available') throw new AwsError('InvalidDBClusterStateFault', `DB cluster ${id} is not in available state.`);
  settings.deletionProtection = input.DeletionProtection ?? settings.deletionProtection;
  settings.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? settings.copyTagsToSnapshot;
  settings.backupRetentionDays = input.BackupRetentionPeriod ?? settings.backupRetentionDays;
}

/** While it is being taken the cluster is `backing-up`, and cannot be failed over. */
function createSnapshot({ clusters, clusterSnapshots }: Rds, input: CreateDBClusterSnapshotCommandInput) {
  const cluster = clusters.find(input.DBClusterIdentifier);
  const id = input.DBClusterSnapshotIdentifier ?? '';
  clusterSnapshots.refuseTaken(id);
  if (cluster.status !== 'available') {
    throw new AwsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} is not in available state.`);
  }
  clusters.setStatus(cluster, 'backing-up', `snapshot ${id}`);
  return clusterSnapshots.take(cluster, id, input.Tags, () => {
    if (cluster.status === 'backing-up') clusters.setStatus(cluster, 'available', `snapshot ${id}`);
  });
}
