import type {
  DescribeAvailabilityZonesResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
} from '@aws-sdk/client-ec2';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { type Filter, type FilterValues, passes } from './filters.ts';
import type { NetworkRecord, NetworkStore } from './network-store.ts';

/** The zones of the account's region, as many as us-east-1 has. */
const ZONE_LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Reads of the network layer. */
export function networkOperations(cloud: Cloud, store: NetworkStore): Record<string, Operation> {
  return {
    DescribeVpcs: taking(
      'ec2:DescribeVpcs',
      'VpcIds Filters',
      (input: DescribeVpcsRequest): DescribeVpcsResult => ({
        Vpcs: select(store, 'VPC', input.VpcIds, input.Filters, 'InvalidVpcID.NotFound').map((vpc) => ({
          VpcId: vpc.id,
          CidrBlock: String(vpc.properties.CidrBlock),
          State: 'available',
          IsDefault: false,
          OwnerId: cloud.account,
          Tags: tagList(vpc.tags),
        })),
      }),
    ),
    DescribeSubnets: taking(
      'ec2:DescribeSubnets',
      'SubnetIds Filters',
      (input: DescribeSubnetsRequest): DescribeSubnetsResult => ({
        Subnets: select(store, 'Subnet', input.SubnetIds, input.Filters, 'InvalidSubnetID.NotFound').map((record) => {
          const subnet = store.subnet(record.id);
          return {
            SubnetId: subnet.id,
            VpcId: subnet.vpcId,
            AvailabilityZone: subnet.zone,
            CidrBlock: subnet.cidr,
            AvailableIpAddressCount: store.pool(subnet.id).available,
            MapPublicIpOnLaunch: subnet.givesPublicIp,
            State: 'available',
            OwnerId: cloud.account,
            Tags: tagList(record.tags),
          };
        }),
      }),
    ),
    DescribeSecurityGroups: taking(
      'ec2:DescribeSecurityGroups',
      'GroupIds Filters',
      (input: DescribeSecurityGroupsRequest): DescribeSecurityGroupsResult => ({
        SecurityGroups: select(store, 'SecurityGroup', input.GroupIds, input.Filters, 'InvalidGroup.NotFound').map((group) => ({
          GroupId: group.id,
          GroupName: String(group.properties.GroupName ?? group.id),
          Description: String(group.properties.GroupDescription ?? ''),
          VpcId: String(group.properties.VpcId),
          OwnerId: cloud.account,
          Tags: tagList(group.tags),
        })),
      }),
    ),
    DescribeAvailabilityZones: taking(
      'ec2:DescribeAvailabilityZones',
      '',
      (): DescribeAvailabilityZonesResult => ({
        AvailabilityZones: ZONE_LETTERS.map((letter) => ({
          ZoneName: `${cloud.region}${letter}`,
          RegionName: cloud.region,
          State: 'available',
          ZoneType: 'availability-zone',
        })),
      }),
    ),
  };
}

function select(
  store: NetworkStore,
  type: string,
  ids: string[] | undefined,
  filters: Filter[] | undefined,
  missing: string,
): NetworkRecord[] {
  for (const id of ids ?? []) if (store.find(id)?.type !== type) throw new AwsError(missing, `The ID '${id}' does not exist`);
  return store.ofType(type).filter((record) => (!ids || ids.includes(record.id)) && passes(filters, valuesOf(record), record.tags));
}

function valuesOf({ id, properties }: NetworkRecord): FilterValues {
  const text = (name: string): string[] => (properties[name] === undefined ? [] : [String(properties[name])]);
  return {
    'vpc-id': properties.VpcId === undefined ? [id] : text('VpcId'),
    'subnet-id': [id],
    'group-id': [id],
    'group-name': text('GroupName'),
    'cidr-block': text('CidrBlock'),
    'availability-zone': text('AvailabilityZone'),
  };
}
