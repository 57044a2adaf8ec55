import type { VpcEndpoint as ApiVpcEndpoint, DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult } from '@aws-sdk/client-ec2';
import type { Operation, Properties, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { VpcEndpoint, VpcEndpoints } from './vpc-endpoints.ts';

const TYPE = 'AWS::EC2::VPCEndpoint';
const ACTED = ['VpcId', 'ServiceName', 'VpcEndpointType', 'RouteTableIds', 'SubnetIds', 'PrivateDnsEnabled', 'Tags'];
/** Accepted, and listed as without effect: the twin evaluates no endpoint policy and no security group. */
const INERT = ['PolicyDocument', 'SecurityGroupIds'];
const REPLACED_BY = ['VpcId', 'ServiceName', 'VpcEndpointType', 'SubnetIds', 'PrivateDnsEnabled'];

/** AWS::EC2::VPCEndpoint: gateway and interface endpoints. */
export const endpointProvider = (endpoints: VpcEndpoints): ResourceProvider => ({
  type: TYPE,
  async create(properties, context) {
    refuseUnknown(TYPE, properties, [...ACTED, ...INERT]);
    const endpoint = await endpoints.create(properties, { ...context.tags, ...tagRecord(properties.Tags) });
    return { physicalId: endpoint.id, attributes: attributesOf(endpoint) };
  },
  update(physicalId, properties, previous, context) {
    const text = (value: unknown): string => JSON.stringify(value) ?? '';
    // AWS changes an interface endpoint's subnets in place; here it gets new addresses, so it is another one.
    if (REPLACED_BY.some((name) => text(properties[name]) !== text(previous[name]))) return 'replace';
    const endpoint = endpoints.find(physicalId);
    endpoint.routeTableIds = properties.RouteTableIds ?? [];
    endpoint.tags = { ...context.tags, ...tagRecord(properties.Tags) };
    return { attributes: attributesOf(endpoint) };
  },
  delete: (physicalId) => endpoints.delete(physicalId),
});

/** Reads of endpoints. */
export const endpointOperations = (endpoints: VpcEndpoints): Record<string, Operation> => ({
  DescribeVpcEndpoints: taking(
    'ec2:DescribeVpcEndpoints',
    'VpcEndpointIds Filters',
    ({ VpcEndpointIds, Filters }: DescribeVpcEndpointsRequest): DescribeVpcEndpointsResult => {
      const asked = VpcEndpointIds?.length ? VpcEndpointIds.map((id) => endpoints.find(id)) : endpoints.all();
      return { VpcEndpoints: asked.filter((endpoint) => passes(Filters, filterValues(endpoint), endpoint.tags)).map(describe) };
    },
  ),
});

const attributesOf = (endpoint: VpcEndpoint): Properties => ({
  Id: endpoint.id,
  CreationTimestamp: new Date(endpoint.createdMs).toISOString(),
  NetworkInterfaceIds: endpoint.places.map(({ interfaceId }) => interfaceId),
});

const describe = (endpoint: VpcEndpoint): ApiVpcEndpoint => ({
  VpcEndpointId: endpoint.id,
  VpcEndpointType: endpoint.type,
  VpcId: endpoint.vpcId,
  ServiceName: endpoint.serviceName,
  // The API spells the states small, whatever the SDK's type says.
  State: endpoint.state as ApiVpcEndpoint['State'],
  PrivateDnsEnabled: endpoint.hasPrivateDns,
  RouteTableIds: [...endpoint.routeTableIds],
  SubnetIds: endpoint.places.map(({ subnetId }) => subnetId),
  NetworkInterfaceIds: endpoint.places.map(({ interfaceId }) => interfaceId),
  CreationTimestamp: new Date(endpoint.createdMs),
  Tags: tagList(endpoint.tags),
});

const filterValues = (endpoint: VpcEndpoint): Record<string, readonly string[]> => ({
  'vpc-id': [endpoint.vpcId],
  'service-name': [endpoint.serviceName],
  'vpc-endpoint-type': [endpoint.type],
  'vpc-endpoint-id': [endpoint.id],
  'vpc-endpoint-state': [endpoint.state],
});
