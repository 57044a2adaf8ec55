import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { tagRecord } from '../../tags.ts';
import type { Ids } from './ids.ts';
import { KINDS, type Kind, REFERENCES } from './network-kinds.ts';
import { checkBlock, refuseIfUsed } from './network-rules.ts';
import type { NetworkRecord, NetworkStore } from './network-store.ts';

/** Providers of the network's resource types: records with the Ref and GetAtt that CloudFormation documents. */
export function networkProviders(cloud: Cloud, store: NetworkStore, ids: Ids): ResourceProvider[] {
  return [vpcProvider(cloud, store, ids), ...KINDS.map((kind) => recordProvider(kind, store, ids))];
}

function recordProvider(kind: Kind, store: NetworkStore, ids: Ids): ResourceProvider {
  return {
    type: `AWS::EC2::${kind.type}`,
    create(properties, context) {
      checkReferences(store, properties);
      if (kind.type === 'Subnet') checkBlock(store, properties);
      const id = kind.identity?.(properties) ?? ids.next(kind.prefix);
      const record = recordOf(kind.type, id, properties, context);
      store.put(record);
      return { physicalId: id, attributes: kind.attributes?.(record) ?? {} };
    },
    update(physicalId, properties, previous, context) {
      if (kind.replacedBy.some((name) => properties[name] !== previous[name])) return 'replace';
      const record = recordOf(kind.type, physicalId, properties, context);
      store.put(record);
      return { attributes: kind.attributes?.(record) ?? {} };
    },
    delete: (physicalId) => {
      refuseIfUsed(store, store.find(physicalId));
      store.remove(physicalId);
    },
  };
}

function vpcProvider(cloud: Cloud, store: NetworkStore, ids: Ids): ResourceProvider {
  const random = cloud.random.split('ec2-vpc');
  return {
    type: 'AWS::EC2::VPC',
    async create(properties, context) {
      await cloud.clock.sleep(cloud.facts.drawMs('cloudformation.vpc', random), 'create VPC');
      const vpcId = ids.next('vpc');
      store.put(recordOf('VPC', vpcId, properties, context));
      const group = { id: ids.next('sg'), type: 'SecurityGroup', properties: { VpcId: vpcId, GroupName: 'default' }, tags: {} };
      store.put(group);
      const attributes = {
        VpcId: vpcId,
        CidrBlock: properties.CidrBlock,
        DefaultSecurityGroup: group.id,
        DefaultNetworkAcl: ids.next('acl'),
        CidrBlockAssociations: [ids.next('vpc-cidr-assoc')],
        Ipv6CidrBlocks: [],
      };
      return { physicalId: vpcId, attributes };
    },
    update(physicalId, properties, previous, context) {
      if (properties.CidrBlock !== previous.CidrBlock) return 'replace';
      store.put(recordOf('VPC', physicalId, properties, context));
      return {};
    },
    delete(physicalId) {
      refuseIfUsed(store, store.find(physicalId));
      for (const group of store.ofType('SecurityGroup')) if (group.properties.VpcId === physicalId) store.remove(group.id);
      store.remove(physicalId);
    },
  };
}

function checkReferences(store: NetworkStore, properties: Properties): void {
  for (const { property, type, missing } of REFERENCES) {
    if (!Object.hasOwn(properties, property)) continue;
    const id = String(properties[property]);
    if (store.find(id)?.type !== type) throw new AwsError(missing, `The ${property} '${id}' does not exist`);
  }
}

/** The record keeps the properties as they came: what is read of them is read when somebody acts on it, and noted then. */
export function recordOf(type: string, id: string, properties: Properties, context: ProviderContext): NetworkRecord {
  return { id, type, properties, tags: { ...context.tags, ...tagRecord(properties.Tags) } };
}
