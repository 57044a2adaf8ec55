import type { CreateReplicationGroupCommandInput, ModifyReplicationGroupCommandInput } from '@aws-sdk/client-elasticache';
import type { Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { CacheEvents } from './cache-events.ts';
import type { Failovers } from './failovers.ts';
import { describeReplicationGroup, type Group, type GroupSettings } from './replication-group.ts';
import { checkFailover, type ReplicationGroups } from './replication-groups.ts';

export type ReplicationParts = { groups: ReplicationGroups; failovers: Failovers; events: CacheEvents };

const CREATE =
  'ReplicationGroupId ReplicationGroupDescription Engine EngineVersion CacheNodeType NumCacheClusters AutomaticFailoverEnabled ' +
  'MultiAZEnabled CacheSubnetGroupName SecurityGroupIds Port AtRestEncryptionEnabled TransitEncryptionEnabled TransitEncryptionMode ' +
  'SnapshotRetentionLimit PreferredMaintenanceWindow NotificationTopicArn AutoMinorVersionUpgrade Tags';
const MODIFY =
  'ReplicationGroupId ApplyImmediately ReplicationGroupDescription CacheNodeType EngineVersion AutomaticFailoverEnabled MultiAZEnabled ' +
  'NotificationTopicArn SnapshotRetentionLimit PreferredMaintenanceWindow SecurityGroupIds AutoMinorVersionUpgrade';
const REPLICAS = 'ReplicationGroupId NewReplicaCount ApplyImmediately';

/** Replication groups with the cluster mode disabled: one primary, its replicas, and who takes over. */
export function replicationOperations({ groups, failovers, events }: ReplicationParts): Record<string, Operation> {
  const answer = (group: Group) => ({ ReplicationGroup: describeReplicationGroup(group) });
  const setReplicas = (operation: string): Operation =>
    taking(`elasticache:${operation}`, REPLICAS, (input) => {
      if (input.ApplyImmediately !== true) throw new NotInTwinError(`elasticache:${operation} in the maintenance window`);
      return answer(groups.setReplicas(groups.find(input.ReplicationGroupId), Number(input.NewReplicaCount)));
    });
  return {
    CreateReplicationGroup: taking('elasticache:CreateReplicationGroup', CREATE, (input: CreateReplicationGroupCommandInput) =>
      answer(groups.create(input)),
    ),
    DescribeReplicationGroups: taking('elasticache:DescribeReplicationGroups', 'ReplicationGroupId MaxRecords', (input) => ({
      ReplicationGroups: (input.ReplicationGroupId === undefined ? groups.all() : [groups.find(input.ReplicationGroupId)]).map(
        describeReplicationGroup,
      ),
    })),
    ModifyReplicationGroup: taking('elasticache:ModifyReplicationGroup', MODIFY, (input: ModifyReplicationGroupCommandInput) =>
      answer(modify(groups, input)),
    ),
    IncreaseReplicaCount: setReplicas('IncreaseReplicaCount'),
    DecreaseReplicaCount: setReplicas('DecreaseReplicaCount'),
    DeleteReplicationGroup: taking('elasticache:DeleteReplicationGroup', 'ReplicationGroupId', (input) =>
      answer(groups.delete(groups.find(input.ReplicationGroupId))),
    ),
    TestFailover: taking('elasticache:TestFailover', 'ReplicationGroupId NodeGroupId', (input) =>
      answer(failovers.test(groups.find(input.ReplicationGroupId), input.NodeGroupId)),
    ),
    DescribeEvents: taking('elasticache:DescribeEvents', 'SourceType SourceIdentifier Duration StartTime EndTime MaxRecords', (input) => ({
      Events: events.described(input),
    })),
    // Nobody takes a snapshot here; who looks for what is left behind finds none.
    DescribeSnapshots: taking('elasticache:DescribeSnapshots', 'SnapshotName ReplicationGroupId', (input) => {
      if (input.SnapshotName !== undefined)
        throw new AwsError('SnapshotNotFoundFault', `Snapshot ${input.SnapshotName} not found`, { statusCode: 404 });
      return { Snapshots: [] };
    }),
  };
}

/** What is given changes at once: what takes ElastiCache its time (other nodes, another version) is not played. */
function modify(groups: ReplicationGroups, input: ModifyReplicationGroupCommandInput): Group {
  const group = groups.find(input.ReplicationGroupId);
  groups.mustBe(group, 'available');
  const { settings } = group;
  const given: { [Name in keyof GroupSettings]?: GroupSettings[Name] | undefined } = {
    description: input.ReplicationGroupDescription,
    nodeType: input.CacheNodeType,
    engineVersion: input.EngineVersion,
    hasFailover: input.AutomaticFailoverEnabled,
    isMultiAz: input.MultiAZEnabled,
    topicArn: input.NotificationTopicArn,
    snapshotRetentionDays: input.SnapshotRetentionLimit,
    maintenanceWindow: input.PreferredMaintenanceWindow,
    securityGroupIds: input.SecurityGroupIds,
  };
  const changed = { ...settings, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  checkFailover(changed, group.members.length);
  Object.assign(settings, changed);
  return group;
}
