import type { Properties } from '../../cloud.ts';
import type { NetworkRecord } from './network-store.ts';

/** A resource type that is a record and no more: made at once, changed in place unless it is another by then. */
export type Kind = {
  /** The part of the type after AWS::EC2:: */
  type: string;
  prefix: string;
  /** What `Ref` and the physical id are, when not the id itself. */
  identity?: (properties: Properties) => string;
  /** Properties whose change is another resource. */
  replacedBy: readonly string[];
  attributes?: (record: NetworkRecord) => Properties;
};

const idOnly = ({ id }: NetworkRecord): Properties => ({ Id: id });

export const KINDS: readonly Kind[] = [
  { type: 'Subnet', prefix: 'subnet', replacedBy: ['VpcId', 'CidrBlock', 'AvailabilityZone'], attributes: subnetAttributes },
  { type: 'InternetGateway', prefix: 'igw', replacedBy: [], attributes: ({ id }) => ({ InternetGatewayId: id }) },
  { type: 'VPCGatewayAttachment', prefix: 'attach', identity: ({ VpcId }) => `IGW|${VpcId}`, replacedBy: ['VpcId'] },
  { type: 'RouteTable', prefix: 'rtb', replacedBy: ['VpcId'], attributes: ({ id }) => ({ RouteTableId: id }) },
  { type: 'Route', prefix: 'r', identity: routeIdentity, replacedBy: ['RouteTableId', 'DestinationCidrBlock'] },
  { type: 'SubnetRouteTableAssociation', prefix: 'rtbassoc', replacedBy: ['SubnetId', 'RouteTableId'], attributes: idOnly },
  { type: 'SecurityGroup', prefix: 'sg', replacedBy: ['VpcId', 'GroupName', 'GroupDescription'], attributes: groupAttributes },
  { type: 'SecurityGroupIngress', prefix: 'sgr', replacedBy: ['GroupId'], attributes: idOnly },
  { type: 'SecurityGroupEgress', prefix: 'sgr', replacedBy: ['GroupId'], attributes: idOnly },
  { type: 'NetworkAcl', prefix: 'acl', replacedBy: ['VpcId'], attributes: idOnly },
  { type: 'NetworkAclEntry', prefix: 'acle', replacedBy: ['NetworkAclId', 'RuleNumber', 'Egress'], attributes: idOnly },
  {
    type: 'SubnetNetworkAclAssociation',
    prefix: 'aclassoc',
    replacedBy: ['SubnetId', 'NetworkAclId'],
    attributes: ({ id }) => ({ AssociationId: id }),
  },
  // What a flow log wrote cannot be changed: every property but the tags makes another one.
  {
    type: 'FlowLog',
    prefix: 'fl',
    replacedBy: ['ResourceId', 'LogGroupName', 'TrafficType', 'MaxAggregationInterval'],
    attributes: idOnly,
  },
];

/** What a resource names must be there: the property, what it must be, and what EC2 says when it is not. */
export const REFERENCES: readonly { property: string; type: string; missing: string }[] = [
  { property: 'VpcId', type: 'VPC', missing: 'InvalidVpcID.NotFound' },
  { property: 'SubnetId', type: 'Subnet', missing: 'InvalidSubnetID.NotFound' },
  { property: 'RouteTableId', type: 'RouteTable', missing: 'InvalidRouteTableID.NotFound' },
  { property: 'InternetGatewayId', type: 'InternetGateway', missing: 'InvalidInternetGatewayID.NotFound' },
  { property: 'NetworkAclId', type: 'NetworkAcl', missing: 'InvalidNetworkAclID.NotFound' },
  { property: 'GroupId', type: 'SecurityGroup', missing: 'InvalidGroup.NotFound' },
];

function routeIdentity({ RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock }: Properties): string {
  return `${RouteTableId}|${DestinationCidrBlock ?? DestinationIpv6CidrBlock}`;
}

function subnetAttributes({ id, properties: { VpcId, AvailabilityZone, CidrBlock } }: NetworkRecord): Properties {
  return { SubnetId: id, VpcId, AvailabilityZone, CidrBlock };
}

function groupAttributes({ id, properties: { VpcId } }: NetworkRecord): Properties {
  return { GroupId: id, Id: id, VpcId };
}
