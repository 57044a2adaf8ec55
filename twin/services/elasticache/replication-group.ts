import type { CacheCluster, ReplicationGroup } from '@aws-sdk/client-elasticache';
import type { SubnetGroup } from '../../network/subnet-groups.ts';
import type { CacheNode } from './cache-node.ts';

/** One node of a group: a cluster of its own to the API. */
export type Member = { readonly id: string; readonly arn: string; readonly node: CacheNode; readonly name: string };

/** What may change while a group is there. */
export type GroupSettings = {
  description: string;
  nodeType: string;
  engineVersion: string | undefined;
  hasFailover: boolean;
  isMultiAz: boolean;
  topicArn: string | undefined;
  snapshotRetentionDays: number;
  maintenanceWindow: string | undefined;
  securityGroupIds: readonly string[];
};

/** A primary and its replicas under one name (cluster mode disabled: one node group). */
export type Group = {
  readonly id: string;
  readonly arn: string;
  readonly engine: 'valkey' | 'redis';
  readonly port: number;
  readonly createdMs: number;
  readonly subnets: SubnetGroup;
  readonly isEncryptedAtRest: boolean;
  readonly isEncryptedInTransit: boolean;
  readonly primaryName: string;
  readonly readerName: string;
  readonly tags: Map<string, string>;
  readonly settings: GroupSettings;
  status: 'creating' | 'available' | 'modifying' | 'deleting';
  members: Member[];
  primary: Member;
  /** Numbers of members are given once. */
  lastNumber: number;
  /** When TestFailover was called in the last day. */
  testsMs: number[];
};

export const NODE_GROUP = '0001';

export const replicasOf = (group: Group): Member[] => group.members.filter((member) => member !== group.primary);

/** Whether a member is there and serves. */
export const isUp = ({ node }: Member): boolean => node.status === 'available';

export function describeReplicationGroup(group: Group): ReplicationGroup {
  const { settings, status } = group;
  const isReady = status !== 'creating';
  const endpoint = (Address: string) => ({ Address, Port: group.port });
  return {
    ReplicationGroupId: group.id,
    ARN: group.arn,
    Description: settings.description,
    Status: status,
    Engine: group.engine,
    CacheNodeType: settings.nodeType,
    ClusterEnabled: false,
    AutomaticFailover: settings.hasFailover ? 'enabled' : 'disabled',
    MultiAZ: settings.isMultiAz ? 'enabled' : 'disabled',
    AtRestEncryptionEnabled: group.isEncryptedAtRest,
    TransitEncryptionEnabled: group.isEncryptedInTransit,
    SnapshotRetentionLimit: settings.snapshotRetentionDays,
    ReplicationGroupCreateTime: new Date(group.createdMs),
    MemberClusters: group.members.map(({ id }) => id),
    NodeGroups: [
      {
        NodeGroupId: NODE_GROUP,
        Status: status,
        ...(isReady ? { PrimaryEndpoint: endpoint(group.primaryName), ReaderEndpoint: endpoint(group.readerName) } : {}),
        NodeGroupMembers: group.members.map((member) => ({
          CacheClusterId: member.id,
          CacheNodeId: member.node.id,
          PreferredAvailabilityZone: member.node.zone,
          ...(isReady ? { CurrentRole: member === group.primary ? 'primary' : 'replica', ReadEndpoint: endpoint(member.name) } : {}),
        })),
      },
    ],
  };
}

/** A member as DescribeCacheClusters answers it. */
export function describeMember(group: Group, { id, arn, node, name }: Member, showNodes: boolean): CacheCluster {
  const status = group.status === 'deleting' ? 'deleting' : node.status;
  return {
    CacheClusterId: id,
    ARN: arn,
    ReplicationGroupId: group.id,
    CacheClusterStatus: status,
    CacheClusterCreateTime: new Date(node.createdMs),
    CacheNodeType: group.settings.nodeType,
    Engine: group.engine,
    ...(group.settings.engineVersion === undefined ? {} : { EngineVersion: group.settings.engineVersion }),
    NumCacheNodes: 1,
    PreferredAvailabilityZone: node.zone,
    CacheSubnetGroupName: group.subnets.name,
    AtRestEncryptionEnabled: group.isEncryptedAtRest,
    TransitEncryptionEnabled: group.isEncryptedInTransit,
    ...(group.settings.maintenanceWindow === undefined ? {} : { PreferredMaintenanceWindow: group.settings.maintenanceWindow }),
    ...(group.settings.topicArn === undefined
      ? {}
      : { NotificationConfiguration: { TopicArn: group.settings.topicArn, TopicStatus: 'active' } }),
    SecurityGroups: group.settings.securityGroupIds.map((SecurityGroupId) => ({ SecurityGroupId, Status: 'active' })),
    ...(showNodes && status !== 'creating'
      ? {
          CacheNodes: [
            {
              CacheNodeId: node.id,
              CacheNodeStatus: status,
              CacheNodeCreateTime: new Date(node.createdMs),
              Endpoint: { Address: name, Port: group.port },
              CustomerAvailabilityZone: node.zone,
              ParameterGroupStatus: 'in-sync',
            },
          ],
        }
      : {}),
  };
}
