import type {
  CreateDBInstanceCommandInput,
  CreateDBInstanceReadReplicaCommandInput,
  CreateDBSnapshotCommandInput,
  DBInstance,
  DeleteDBInstanceCommandInput,
  DescribeDBInstancesCommandInput,
  ModifyDBInstanceCommandInput,
  RebootDBInstanceCommandInput,
} from '@aws-sdk/client-rds';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { describeInstance } from './describe.ts';
import type { DbInstance } from './instance.ts';
import type { Instances } from './instances.ts';
import type { Rds } from './rds.ts';
import { describeSnapshot } from './snapshots.ts';

const CREATE =
  'DBInstanceIdentifier DBInstanceClass Engine EngineVersion AllocatedStorage StorageType StorageEncrypted MultiAZ AvailabilityZone ' +
  'BackupRetentionPeriod DeletionProtection CopyTagsToSnapshot PubliclyAccessible MasterUsername MasterUserPassword ManageMasterUserPassword ' +
  'DBName DBParameterGroupName DBSubnetGroupName VpcSecurityGroupIds Port Tags AutoMinorVersionUpgrade';
/** The storage, the password and the protection of a cluster are the cluster's. */
const CREATE_MEMBER =
  'DBClusterIdentifier DBInstanceIdentifier DBInstanceClass Engine EngineVersion AvailabilityZone DBParameterGroupName DBSubnetGroupName ' +
  'PromotionTier PubliclyAccessible Tags AutoMinorVersionUpgrade';
const CREATE_REPLICA =
  'SourceDBInstanceIdentifier DBInstanceIdentifier DBInstanceClass AvailabilityZone DBParameterGroupName VpcSecurityGroupIds ' +
  'CopyTagsToSnapshot DeletionProtection PubliclyAccessible Tags AutoMinorVersionUpgrade';
const MODIFY = 'DBInstanceIdentifier ApplyImmediately DeletionProtection BackupRetentionPeriod CopyTagsToSnapshot';
/** The operations on instances and on their snapshots. */
export function instanceOperations(cloud: Cloud, rds: Rds): Record<string, Operation> {
  const { instances, snapshots, replicas, clusters } = rds;
  const show = shower(cloud, rds);
  return {
    CreateDBInstance: (input: CreateDBInstanceCommandInput, call) =>
      input.DBClusterIdentifier === undefined ? createAlone(input, call) : createMember(input, call),
    CreateDBInstanceReadReplica: taking(
      'rds:CreateDBInstanceReadReplica',
      CREATE_REPLICA,
      (input: CreateDBInstanceReadReplicaCommandInput) => {
        rds.parameterGroups.require(input.DBParameterGroupName, 'mysql');
        return { DBInstance: show(replicas.create(input)) };
      },
    ),
    DescribeDBInstances: taking('rds:DescribeDBInstances', 'DBInstanceIdentifier Filters MaxRecords', (input) => ({
      DBInstances: select(instances, input).map(show),
    })),
    RebootDBInstance: taking('rds:RebootDBInstance', 'DBInstanceIdentifier ForceFailover', (input: RebootDBInstanceCommandInput) => {
      const instance = instances.find(input.DBInstanceIdentifier);
      if (instance.clusterId !== undefined || instance.replicaOf !== undefined) {
        throw new NotInTwinError('rds:RebootDBInstance of a read replica or of a member of a cluster');
      }
      rds.reboots.start(instance, input.ForceFailover ?? false);
      return { DBInstance: show(instance) };
    }),
    ModifyDBInstance: taking('rds:ModifyDBInstance', MODIFY, (input: ModifyDBInstanceCommandInput) => {
      const instance = instances.find(input.DBInstanceIdentifier);
      modify(instance, input);
      return { DBInstance: show(instance) };
    }),
    DeleteDBInstance: taking(
      'rds:DeleteDBInstance',
      'DBInstanceIdentifier SkipFinalSnapshot FinalDBSnapshotIdentifier DeleteAutomatedBackups',
      (input: DeleteDBInstanceCommandInput) => {
        const instance = instances.find(input.DBInstanceIdentifier);
        const cluster = clusters.of(instance);
        if (cluster) clusters.deleteInstance(instance, cluster);
        else deleteAlone(rds, instance, input);
        return { DBInstance: show(instance) };
      },
    ),
    CreateDBSnapshot: taking('rds:CreateDBSnapshot', 'DBInstanceIdentifier DBSnapshotIdentifier Tags', (input) => ({
      DBSnapshot: describeSnapshot(createSnapshot(rds, input)),
    })),
    DescribeDBSnapshots: taking('rds:DescribeDBSnapshots', 'DBInstanceIdentifier DBSnapshotIdentifier SnapshotType MaxRecords', (input) =>
      snapshots.describe(input),
    ),
    DeleteDBSnapshot: taking('rds:DeleteDBSnapshot', 'DBSnapshotIdentifier', (input) => ({
      DBSnapshot: describeSnapshot(snapshots.delete(input.DBSnapshotIdentifier)),
    })),
  };

  function createAlone(given: CreateDBInstanceCommandInput, call: Parameters<Operation>[1]) {
    return taking('rds:CreateDBInstance', CREATE, (input: CreateDBInstanceCommandInput) => {
      rds.parameterGroups.require(input.DBParameterGroupName, input.Engine ?? '');
      return { DBInstance: show(instances.create(input)) };
    })(given, call);
  }

  function createMember(given: CreateDBInstanceCommandInput, call: Parameters<Operation>[1]) {
    return taking('rds:CreateDBInstance in a cluster', CREATE_MEMBER, (input: CreateDBInstanceCommandInput) => {
      rds.parameterGroups.require(input.DBParameterGroupName, input.Engine ?? '');
      return { DBInstance: show(clusters.addInstance(input)) };
    })(given, call);
  }
}

function shower(cloud: Cloud, { replicas, clusters }: Rds): (instance: DbInstance) => DBInstance {
  return (instance) =>
    describeInstance(instance, cloud.clock.nowMs, cloud.facts.valueMs('rds.logUpload'), {
      replicaIds: replicas.of(instance).map(({ id }) => id),
      isReplicating: replicas.replication(instance.id) !== undefined,
      promotionTier: clusters.of(instance)?.members.get(instance.id)?.promotionTier,
    });
}

function deleteAlone({ instances, replicas }: Rds, instance: DbInstance, input: DeleteDBInstanceCommandInput): void {
  replicas.refuseDeletion(instance);
  instances.delete(input);
  replicas.forget(instance);
}

function select(instances: Instances, input: DescribeDBInstancesCommandInput): DbInstance[] {
  const named = input.DBInstanceIdentifier === undefined ? instances.all() : [instances.find(input.DBInstanceIdentifier)];
  const filters = input.Filters ?? [];
  const other = filters.find((filter) => filter.Name !== 'db-instance-id' && filter.Name !== 'engine');
  if (other) throw new NotInTwinError(`the filter ${other.Name} of rds:DescribeDBInstances`);
  return named.filter((instance) =>
    filters.every((filter) => filter.Values?.includes(filter.Name === 'engine' ? instance.settings.engine : instance.id)),
  );
}

function modify(instance: DbInstance, input: ModifyDBInstanceCommandInput): void {
  if (instance.status !== 'available') throw new AwsError('InvalidDBInstanceStateFault', `Database instance is not in available state.`);
  const { settings } = instance;
  const days = input.BackupRetentionPeriod;
  // Between zero and more the database goes away for a while (R18); that is not played.
  if (days !== undefined && (days === 0) !== (settings.backupRetentionDays === 0))
    throw new NotInTwinError('rds:ModifyDBInstance that turns backups on or off');
  settings.deletionProtection = input.DeletionProtection ?? settings.deletionProtection;
  settings.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? settings.copyTagsToSnapshot;
  settings.backupRetentionDays = days ?? settings.backupRetentionDays;
}

/** While it is being taken the instance is `backing-up`, and cannot be rebooted. */
function createSnapshot({ instances, snapshots }: Rds, input: CreateDBSnapshotCommandInput) {
  const instance = instances.find(input.DBInstanceIdentifier);
  const id = input.DBSnapshotIdentifier ?? '';
  snapshots.refuseTaken(id);
  if (instance.status !== 'available') {
    throw new AwsError(
      'InvalidDBInstanceStateFault',
      `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
    );
  }
  instances.setStatus(instance, 'backing-up', `snapshot ${id}`);
  return snapshots.take(instance, id, input.Tags, () => {
    if (instance.status === 'backing-up') instances.setStatus(instance, 'available', `snapshot ${id}`);
  });
}
