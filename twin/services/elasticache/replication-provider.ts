import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { given, number } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import { setResourceTags } from './provider.ts';
import { type Group, replicasOf } from './replication-group.ts';
import type { ReplicationGroups } from './replication-groups.ts';

const TYPE = 'AWS::ElastiCache::ReplicationGroup';
/** A change of these makes CloudFormation make another group (twin/cloudformation/replacement.json). */
const FIXED = ['ReplicationGroupId', 'Engine', 'CacheSubnetGroupName', 'Port', 'AtRestEncryptionEnabled', 'TransitEncryptionEnabled'];
const SETTINGS = [
  'ReplicationGroupDescription',
  'CacheNodeType',
  'EngineVersion',
  'AutomaticFailoverEnabled',
  'MultiAZEnabled',
  'NotificationTopicArn',
  'SnapshotRetentionLimit',
  'PreferredMaintenanceWindow',
  'SecurityGroupIds',
];
/** There is no maintenance here, and no client without TLS. */
const INERT = ['AutoMinorVersionUpgrade', 'TransitEncryptionMode'];

/** AWS::ElastiCache::ReplicationGroup with the cluster mode disabled. Acts through the API, with the rights of whoever changes the stack. */
export function replicationProvider(cloud: Cloud, groups: ReplicationGroups): ResourceProvider {
  const call = (operation: string, input: object, { principal }: ProviderContext): void =>
    void cloud.callNow('elasticache', operation, input, principal);
  return {
    type: TYPE,
    read: (physicalId) => {
      const group = groups.all().find(({ id }) => id === physicalId);
      return group && templateOf(group);
    },
    async create(properties, context) {
      check(properties);
      const id = String(properties.ReplicationGroupId ?? context.newName(40)).toLowerCase();
      const more = { AtRestEncryptionEnabled: flag(properties.AtRestEncryptionEnabled), Port: number(properties.Port) };
      const input = {
        ...settingsOf(properties),
        ...more,
        ReplicationGroupId: id,
        Engine: properties.Engine,
        NumCacheClusters: number(properties.NumCacheClusters),
        CacheSubnetGroupName: properties.CacheSubnetGroupName,
        TransitEncryptionEnabled: flag(properties.TransitEncryptionEnabled),
      };
      call('CreateReplicationGroup', given(input), context);
      const group = groups.find(id);
      setResourceTags(group.tags, properties, context);
      await groups.whenSettled(group);
      return { physicalId: group.id, attributes: attributesOf(group) };
    },
    async update(physicalId, properties, previous, context) {
      check(properties);
      if (FIXED.some((name) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]))) return 'replace';
      const group = groups.find(physicalId);
      const replicas = (number(properties.NumCacheClusters) ?? 1) - 1;
      const modify = (): void => call('ModifyReplicationGroup', { ...settingsOf(properties), ReplicationGroupId: physicalId }, context);
      const isGrowing = replicas > replicasOf(group).length;
      // A failover is turned off before the last replica goes, and on after the first has come.
      if (!isGrowing) modify();
      if (replicas !== replicasOf(group).length) {
        const operation = isGrowing ? 'IncreaseReplicaCount' : 'DecreaseReplicaCount';
        call(operation, { ReplicationGroupId: physicalId, NewReplicaCount: replicas, ApplyImmediately: true }, context);
        await groups.whenSettled(group);
      }
      if (isGrowing) modify();
      setResourceTags(group.tags, properties, context);
      return { attributes: attributesOf(group) };
    },
    async delete(physicalId, _properties, context) {
      const group = groups.find(physicalId);
      call('DeleteReplicationGroup', { ReplicationGroupId: physicalId }, context);
      await groups.whenSettled(group);
    },
  };
}

const check = (properties: Properties): void =>
  refuseUnknown(TYPE, properties, [...FIXED, ...SETTINGS, ...INERT, 'NumCacheClusters', 'Tags']);

const flag = (value: unknown): boolean | undefined => (value === undefined ? undefined : String(value) === 'true');

const settingsOf = (properties: Properties): Properties =>
  given({
    ...Object.fromEntries(SETTINGS.map((name) => [name, properties[name]])),
    AutomaticFailoverEnabled: flag(properties.AutomaticFailoverEnabled),
    MultiAZEnabled: flag(properties.MultiAZEnabled),
    SnapshotRetentionLimit: number(properties.SnapshotRetentionLimit),
  });

/** A group as it is now, in the terms of its template. */
const templateOf = ({ engine, members, settings, ...group }: Group): Properties => ({
  Engine: engine,
  CacheNodeType: settings.nodeType,
  NumCacheClusters: members.length,
  AutomaticFailoverEnabled: settings.hasFailover,
  MultiAZEnabled: settings.isMultiAz,
  AtRestEncryptionEnabled: group.isEncryptedAtRest,
  TransitEncryptionEnabled: group.isEncryptedInTransit,
  SnapshotRetentionLimit: settings.snapshotRetentionDays,
  SecurityGroupIds: settings.securityGroupIds,
  ...given({ NotificationTopicArn: settings.topicArn, PreferredMaintenanceWindow: settings.maintenanceWindow }),
});

const attributesOf = (group: Group): Properties => ({
  'PrimaryEndPoint.Address': group.primaryName,
  'PrimaryEndPoint.Port': String(group.port),
  'ReaderEndPoint.Address': group.readerName,
  'ReaderEndPoint.Port': String(group.port),
});
