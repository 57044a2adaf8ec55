import type { NatGateway as ApiNatGateway, DescribeNatGatewaysRequest, DescribeNatGatewaysResult } from '@aws-sdk/client-ec2';
import type { Operation, Properties, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { NatGateway, NatGateways } from './nat-gateways.ts';

const TYPE = 'AWS::EC2::NatGateway';

/** AWS::EC2::NatGateway with an address of the internet; a private one is refused by name. */
export const natGatewayProvider = (gateways: NatGateways): ResourceProvider => ({
  type: TYPE,
  async create(properties, context) {
    refuseUnknown(TYPE, properties, ['SubnetId', 'AllocationId', 'Tags']);
    const tags = { ...context.tags, ...tagRecord(properties.Tags) };
    const gateway = await gateways.create(String(properties.SubnetId), String(properties.AllocationId), tags);
    return { physicalId: gateway.id, attributes: attributesOf(gateway) };
  },
  update(physicalId, properties, previous, context) {
    if (['SubnetId', 'AllocationId'].some((name) => properties[name] !== previous[name])) return 'replace';
    const gateway = gateways.find(physicalId);
    gateway.tags = { ...context.tags, ...tagRecord(properties.Tags) };
    return { attributes: attributesOf(gateway) };
  },
  delete: (physicalId) => gateways.delete(physicalId),
});

/** Reads of NAT gateways. */
export const natOperations = (gateways: NatGateways): Record<string, Operation> => ({
  DescribeNatGateways: taking(
    'ec2:DescribeNatGateways',
    'NatGatewayIds Filter',
    ({ NatGatewayIds, Filter }: DescribeNatGatewaysRequest): DescribeNatGatewaysResult => {
      const asked = NatGatewayIds?.length ? NatGatewayIds.map((id) => gateways.find(id)) : gateways.visible();
      return { NatGateways: asked.filter((gateway) => passes(Filter, filterValues(gateway), gateway.tags)).map(describe) };
    },
  ),
});

const attributesOf = ({ id, interfaceId }: NatGateway): Properties => ({ NatGatewayId: id, EniId: interfaceId });

const describe = (gateway: NatGateway): ApiNatGateway => ({
  NatGatewayId: gateway.id,
  VpcId: gateway.vpcId,
  SubnetId: gateway.subnetId,
  State: gateway.state,
  ConnectivityType: 'public',
  CreateTime: new Date(gateway.createdMs),
  ...(gateway.deletedMs === undefined ? {} : { DeleteTime: new Date(gateway.deletedMs) }),
  NatGatewayAddresses: [
    {
      AllocationId: gateway.address.allocationId,
      PublicIp: gateway.address.publicIp,
      PrivateIp: gateway.privateIp,
      NetworkInterfaceId: gateway.interfaceId,
    },
  ],
  Tags: tagList(gateway.tags),
});

const filterValues = ({ id, vpcId, subnetId, state }: NatGateway): Record<string, readonly string[]> => ({
  'nat-gateway-id': [id],
  'vpc-id': [vpcId],
  'subnet-id': [subnetId],
  state: [state],
});
