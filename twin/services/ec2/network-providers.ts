import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { tagRecord } from '../../tags.ts';
import type { Ids } from './ids.ts';
import type { NetworkRecord, NetworkStore } from './network-store.ts';

type Kind = {
  /** The part of the type after AWS::EC2:: */
  type: string;
  prefix: string;
  /** What `Ref` and the physical id are, when not the id itself. */
  identity?: (id: string, properties: Properties) => string;
  attributes?: (record: NetworkRecord, store: NetworkStore) => Properties;
};

const KINDS: readonly Kind[] = [
  { type: 'Subnet', prefix: 'subnet', attributes: subnetAttributes },
  { type: 'InternetGateway', prefix: 'igw', attributes: ({ id }) => ({ InternetGatewayId: id }) },
  { type: 'VPCGatewayAttachment', prefix: 'attach', identity: (_id, p) => `IGW|${p.VpcId}` },
  { type: 'RouteTable', prefix: 'rtb', attributes: ({ id }) => ({ RouteTableId: id }) },
  { type: 'Route', prefix: 'r', identity: (_id, p) => `${p.RouteTableId}|${p.DestinationCidrBlock ?? p.DestinationIpv6CidrBlock}` },
  { type: 'SubnetRouteTableAssociation', prefix: 'rtbassoc', attributes: ({ id }) => ({ Id: id }) },
  { type: 'SecurityGroup', prefix: 'sg', attributes: (r) => ({ GroupId: r.id, Id: r.id, VpcId: r.properties.VpcId }) },
  { type: 'SecurityGroupIngress', prefix: 'sgr', attributes: ({ id }) => ({ Id: id }) },
  { type: 'SecurityGroupEgress', prefix: 'sgr', attributes: ({ id }) => ({ Id: id }) },
  { type: 'NetworkAcl', prefix: 'acl', attributes: ({ id }) => ({ Id: id }) },
  { type: 'NetworkAclEntry', prefix: 'acle', attributes: ({ id }) => ({ Id: id }) },
  { type: 'SubnetNetworkAclAssociation', prefix: 'aclassoc', attributes: ({ id }) => ({ AssociationId: id }) },
];

/** Providers of the network's resource types: records with the Ref and GetAtt that CloudFormation documents. */
export function networkProviders(cloud: Cloud, store: NetworkStore, ids: Ids): ResourceProvider[] {
  return [vpcProvider(cloud, store, ids), ...KINDS.map((kind) => recordProvider(kind, store, ids))];
}

function recordProvider(kind: Kind, store: NetworkStore, ids: Ids): ResourceProvider {
  return {
    type: `AWS::EC2::${kind.type}`,
    create(properties, context) {
      const id = kind.identity?.('', properties) ?? ids.next(kind.prefix);
      const record = recordOf(kind.type, id, properties, context);
      store.put(record);
      return { physicalId: id, attributes: kind.attributes?.(record, store) ?? {} };
    },
    update(physicalId, properties, previous, context) {
      // The parent and the address range of a resource cannot be changed in place.
      for (const name of ['VpcId', 'CidrBlock', 'AvailabilityZone']) if (properties[name] !== previous[name]) return 'replace';
      if (kind.identity && kind.identity('', properties) !== physicalId) return 'replace';
      const record = recordOf(kind.type, physicalId, properties, context);
      store.put(record);
      return { attributes: kind.attributes?.(record, store) ?? {} };
    },
    delete: (physicalId) => store.remove(physicalId),
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
      for (const group of store.ofType('SecurityGroup')) if (group.properties.VpcId === physicalId) store.remove(group.id);
      store.remove(physicalId);
    },
  };
}

function recordOf(type: string, id: string, properties: Properties, context: ProviderContext): NetworkRecord {
  const { Tags, ...rest } = properties;
  return { id, type, properties: rest, tags: { ...context.tags, ...tagRecord(Tags) } };
}

function subnetAttributes(record: NetworkRecord): Properties {
  const { VpcId, AvailabilityZone, CidrBlock } = record.properties;
  return { SubnetId: record.id, VpcId, AvailabilityZone, CidrBlock };
}
