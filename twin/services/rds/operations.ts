import type {
  CreateDBInstanceCommandInput,
  CreateDBSnapshotCommandInput,
  DBInstance,
  DescribeDBInstancesCommandInput,
  ModifyDBInstanceCommandInput,
  RebootDBInstanceCommandInput,
  Tag,
} from '@aws-sdk/client-rds';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroups } from '../../network/subnet-groups.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { describeInstance, describeSubnetGroup } from './describe.ts';
import type { EventLog } from './event-log.ts';
import type { DbInstance } from './instance.ts';
import type { Instances } from './instances.ts';
import type { ParameterGroups } from './parameter-groups.ts';
import type { Reboots } from './reboot.ts';
import { describeSnapshot, type Snapshots } from './snapshots.ts';

/** What stands behind the operations. */
export type Rds = {
  instances: Instances;
  snapshots: Snapshots;
  subnetGroups: SubnetGroups;
  parameterGroups: ParameterGroups;
  events: EventLog;
  reboots: Reboots;
};

const CREATE =
  'DBInstanceIdentifier DBInstanceClass Engine EngineVersion AllocatedStorage StorageType StorageEncrypted MultiAZ AvailabilityZone ' +
  'BackupRetentionPeriod DeletionProtection CopyTagsToSnapshot PubliclyAccessible MasterUsername MasterUserPassword ManageMasterUserPassword ' +
  'DBName DBParameterGroupName DBSubnetGroupName VpcSecurityGroupIds Port Tags AutoMinorVersionUpgrade';
const MODIFY = 'DBInstanceIdentifier ApplyImmediately DeletionProtection BackupRetentionPeriod CopyTagsToSnapshot';
const EVENTS = 'SourceIdentifier SourceType StartTime EndTime Duration EventCategories';

export function instanceOperations(cloud: Cloud, rds: Rds): Record<string, Operation> {
  const { instances, snapshots, reboots, events } = rds;
  const show = (instance: DbInstance): DBInstance => describeInstance(instance, cloud.clock.nowMs, cloud.facts.valueMs('rds.logUpload'));
  return {
    CreateDBInstance: taking('rds:CreateDBInstance', CREATE, (input: CreateDBInstanceCommandInput) => ({
      DBInstance: show(instances.create(input)),
    })),
    DescribeDBInstances: taking('rds:DescribeDBInstances', 'DBInstanceIdentifier Filters MaxRecords', (input) => ({
      DBInstances: select(instances, input).map(show),
    })),
    RebootDBInstance: taking('rds:RebootDBInstance', 'DBInstanceIdentifier ForceFailover', (input: RebootDBInstanceCommandInput) => {
      const instance = instances.find(input.DBInstanceIdentifier);
      reboots.start(instance, input.ForceFailover ?? false);
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
      (input) => ({
        DBInstance: show(instances.delete(input)),
      }),
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
    DescribeEvents: taking('rds:DescribeEvents', EVENTS, (input) => events.describe(input)),
    DescribeDBSubnetGroups: taking('rds:DescribeDBSubnetGroups', 'DBSubnetGroupName', (input) => ({
      DBSubnetGroups: (input.DBSubnetGroupName ? [rds.subnetGroups.find(input.DBSubnetGroupName)] : rds.subnetGroups.all()).map(
        describeSubnetGroup,
      ),
    })),
    CreateDBSubnetGroup: taking('rds:CreateDBSubnetGroup', 'DBSubnetGroupName DBSubnetGroupDescription SubnetIds Tags', (input) => {
      const group = rds.subnetGroups.create(input.DBSubnetGroupName, input.DBSubnetGroupDescription, input.SubnetIds);
      setTags(group.tags, input.Tags);
      return { DBSubnetGroup: describeSubnetGroup(group) };
    }),
    DeleteDBSubnetGroup: taking('rds:DeleteDBSubnetGroup', 'DBSubnetGroupName', (input) => {
      rds.subnetGroups.delete(input.DBSubnetGroupName, isUsed(instances, input.DBSubnetGroupName));
      return {};
    }),
    ...tagOperations(rds),
  };
}

/** Whether an instance is in a subnet group. */
export const isUsed = (instances: Instances, groupName: string): boolean =>
  instances.all().some((instance) => instance.subnetGroup.name === groupName.toLowerCase());

export function setTags(tags: Map<string, string>, given: readonly Tag[] | undefined): void {
  for (const { Key, Value } of given ?? []) tags.set(Key ?? '', Value ?? '');
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

function tagOperations(rds: Rds): Record<string, Operation> {
  const find = (arn: string): Map<string, string> => {
    const holders = [...rds.instances.all(), ...rds.snapshots.all(), ...rds.subnetGroups.all(), ...rds.parameterGroups.all()];
    const found = holders.find((holder) => holder.arn === arn);
    if (found) return found.tags;
    if (arn.includes(':snapshot:')) throw new AwsError('DBSnapshotNotFoundFault', `${arn} not found.`, { statusCode: 404 });
    throw new AwsError('DBInstanceNotFoundFault', `${arn} not found.`, { statusCode: 404 });
  };
  return {
    AddTagsToResource: taking('rds:AddTagsToResource', 'ResourceName Tags', (input) => {
      setTags(find(input.ResourceName), input.Tags);
      return {};
    }),
    RemoveTagsFromResource: taking('rds:RemoveTagsFromResource', 'ResourceName TagKeys', (input) => {
      const tags = find(input.ResourceName);
      for (const key of input.TagKeys) tags.delete(key);
      return {};
    }),
    ListTagsForResource: taking('rds:ListTagsForResource', 'ResourceName', (input) => ({ TagList: tagList(find(input.ResourceName)) })),
  };
}
