import type { Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { ParameterGroups } from './parameter-groups.ts';
import { isParameterGroupUsed, isSubnetGroupUsed, type Rds } from './rds.ts';

/** AWS::RDS::DBSubnetGroup, ::DBParameterGroup and ::DBClusterParameterGroup. */
export const groupProviders = (rds: Rds): ResourceProvider[] => [
  subnetGroupProvider(rds),
  parameterGroupProvider({
    type: 'AWS::RDS::DBParameterGroup',
    nameProperty: 'DBParameterGroupName',
    groups: rds.parameterGroups,
    isUsed: (name) => isParameterGroupUsed(rds.instances.all(), name),
  }),
  parameterGroupProvider({
    type: 'AWS::RDS::DBClusterParameterGroup',
    nameProperty: 'DBClusterParameterGroupName',
    groups: rds.clusterParameterGroups,
    isUsed: (name) => isParameterGroupUsed(rds.clusters.all(), name),
  }),
];

function subnetGroupProvider(rds: Rds): ResourceProvider {
  const { subnetGroups } = rds;
  const type = 'AWS::RDS::DBSubnetGroup';
  return {
    type,
    create(properties, context) {
      refuseUnknown(type, properties, ['DBSubnetGroupName', 'DBSubnetGroupDescription', 'SubnetIds', 'Tags']);
      const name = properties.DBSubnetGroupName ?? context.newName(255);
      const group = subnetGroups.create(name, properties.DBSubnetGroupDescription, properties.SubnetIds);
      setAll(group.tags, properties, context);
      return { physicalId: group.name };
    },
    update(physicalId, properties, previous, context) {
      if (properties.DBSubnetGroupName !== previous.DBSubnetGroupName) return 'replace';
      const group = subnetGroups.change(physicalId, properties.DBSubnetGroupDescription, properties.SubnetIds);
      setAll(group.tags, properties, context);
      return {};
    },
    delete: (physicalId) => subnetGroups.delete(physicalId, isSubnetGroupUsed(rds, physicalId)),
  };
}

type Kind = { type: string; nameProperty: string; groups: ParameterGroups; isUsed: (name: string) => boolean };

function parameterGroupProvider({ type, nameProperty, groups, isUsed }: Kind): ResourceProvider {
  return {
    type,
    create(properties, context) {
      refuseUnknown(type, properties, [nameProperty, 'Family', 'Description', 'Parameters', 'Tags']);
      const group = groups.create(properties[nameProperty] ?? context.newName(255), properties.Family, properties.Description);
      group.parameters = properties.Parameters ?? {};
      setAll(group.tags, properties, context);
      return { physicalId: group.name, attributes: { [nameProperty]: group.name } };
    },
    update(physicalId, properties, previous, context) {
      if ([nameProperty, 'Family', 'Description'].some((name) => properties[name] !== previous[name])) return 'replace';
      const group = groups.find(physicalId);
      group.parameters = properties.Parameters ?? {};
      setAll(group.tags, properties, context);
      return { attributes: { [nameProperty]: group.name } };
    },
    delete: (physicalId) => groups.delete(physicalId, isUsed(physicalId)),
  };
}

function setAll(tags: Map<string, string>, properties: Properties, context: ProviderContext): void {
  tags.clear();
  for (const [key, value] of Object.entries(context.tags)) tags.set(key, value);
  for (const { Key, Value } of properties.Tags ?? []) tags.set(Key, Value);
}
