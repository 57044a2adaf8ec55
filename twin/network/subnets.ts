import type { Cloud } from '../cloud.ts';

export type Subnet = { readonly id: string; readonly zone: string; readonly cidr: string };

type Ec2Subnet = { SubnetId: string; AvailabilityZone: string; CidrBlock: string; VpcId: string };

/** The subnets behind a subnet group, as EC2 describes them, and the VPC that they are in. */
export function describeSubnets(cloud: Cloud, subnetIds: readonly string[]): { vpcId: string; subnets: Subnet[] } {
  const { Subnets: found } = cloud.callNow<{ Subnets: Ec2Subnet[] }>('ec2', 'DescribeSubnets', { SubnetIds: subnetIds });
  const subnets = found.map((subnet) => ({ id: subnet.SubnetId, zone: subnet.AvailabilityZone, cidr: subnet.CidrBlock }));
  return { vpcId: found[0]?.VpcId ?? '', subnets };
}
