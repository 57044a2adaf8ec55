import { describe, expect, it } from 'vitest';
import { contextOf, make } from '../resources.ts';
import { openWebTier, SECOND } from '../web-tier.ts';

describe('the resources of a network', () => {
  it('know each other by the ids and attributes that templates ask for', async () => {
    const { cloud, vpcId } = await openWebTier({ min: 0 });

    const gateway = await make(cloud, 'AWS::EC2::InternetGateway', {});
    const attachment = await make(cloud, 'AWS::EC2::VPCGatewayAttachment', { VpcId: vpcId, InternetGatewayId: gateway.physicalId });
    const table = await make(cloud, 'AWS::EC2::RouteTable', { VpcId: vpcId });
    const route = await make(cloud, 'AWS::EC2::Route', { RouteTableId: table.physicalId, DestinationCidrBlock: '0.0.0.0/0' });
    const group = await make(cloud, 'AWS::EC2::SecurityGroup', { VpcId: vpcId, GroupDescription: 'web' });

    expect(gateway.physicalId).toMatch(/^igw-0[0-9a-f]{16}$/);
    expect(attachment.physicalId).toBe(`IGW|${vpcId}`);
    expect(route.physicalId).toBe(`${table.physicalId}|0.0.0.0/0`);
    expect(group.attributes).toEqual({ GroupId: group.physicalId, Id: group.physicalId, VpcId: vpcId });
  });

  it('take the time that a VPC takes', async () => {
    const { cloud } = await openWebTier({ min: 0 });
    const fromMs = cloud.clock.nowMs;

    await make(cloud, 'AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' });

    expect(cloud.clock.nowMs - fromMs).toBeGreaterThanOrEqual(SECOND);
    expect(cloud.clock.nowMs - fromMs).toBeLessThanOrEqual(12 * SECOND);
  });

  it('are found by their VPC, with the tags of their stack', async () => {
    const { cloud, vpcId, subnets } = await openWebTier({ min: 0 });

    const { Subnets } = cloud.callNow('ec2', 'DescribeSubnets', { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });

    expect(Subnets.map((subnet: { SubnetId: string }) => subnet.SubnetId)).toEqual(subnets);
    expect(Subnets[0]).toMatchObject({ AvailableIpAddressCount: 251, Tags: [{ Key: 'nines:site', Value: 'myapp' }] });
  });

  it('are replaced when their address range changes', async () => {
    const { cloud, vpcId, subnets } = await openWebTier({ min: 0 });
    const before = { VpcId: vpcId, AvailabilityZone: 'us-east-1a', CidrBlock: '10.0.1.0/24' };

    const answer = cloud
      .provider('AWS::EC2::Subnet')
      .update?.(subnets[0] as string, { ...before, CidrBlock: '10.0.7.0/24' }, before, contextOf());

    expect(answer).toBe('replace');
  });

  it('are gone when they are deleted, a VPC with its default group', async () => {
    const { cloud } = await openWebTier({ min: 0 });
    const { physicalId } = await make(cloud, 'AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' });
    const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [physicalId] }] };

    await cloud.provider('AWS::EC2::VPC').delete(physicalId, {}, contextOf());

    expect(cloud.callNow('ec2', 'DescribeVpcs', ofVpc).Vpcs).toEqual([]);
    expect(cloud.callNow('ec2', 'DescribeSecurityGroups', ofVpc).SecurityGroups).toEqual([]);
  });

  it.each<[type: string, properties: object, shape: string]>([
    ['Subnet', { VpcId: 'vpc-0', CidrBlock: '10.0.9.0/24' }, 'InvalidVpcID.NotFound'],
    ['Subnet', { CidrBlock: '10.9.0.0/24' }, 'InvalidSubnet.Range'],
    ['Subnet', { CidrBlock: '10.0.1.128/25' }, 'InvalidSubnet.Conflict'],
    ['Route', { RouteTableId: 'rtb-0', DestinationCidrBlock: '0.0.0.0/0' }, 'InvalidRouteTableID.NotFound'],
    ['SubnetNetworkAclAssociation', { SubnetId: 'subnet-0', NetworkAclId: 'acl-0' }, 'InvalidSubnetID.NotFound'],
    ['SecurityGroupIngress', { GroupId: 'sg-0', IpProtocol: 'tcp' }, 'InvalidGroup.NotFound'],
  ])('are refused as EC2 does: a %s of %j is %s', async (type, properties, shape) => {
    const { cloud, vpcId } = await openWebTier({ min: 0 });
    const given = type === 'Subnet' ? { VpcId: vpcId, ...properties } : properties;

    await expect(async () => make(cloud, `AWS::EC2::${type}`, given)).rejects.toMatchObject({ shape });
  });

  it('are listed for the tagging API', async () => {
    const { cloud, ec2, elb, vpcId, balancerArn } = await openWebTier({ min: 0 });

    const all = [...ec2.taggedResources(), ...elb.taggedResources()];

    expect(all).toContainEqual({
      arn: `arn:aws:ec2:${cloud.region}:${cloud.account}:vpc/${vpcId}`,
      tags: { 'nines:site': 'myapp' },
      billable: false,
    });
    expect(all).toContainEqual({ arn: balancerArn, tags: { 'nines:site': 'myapp' }, billable: true });
  });
});

describe('a launch template', () => {
  const DATA = { ImageId: 'ami-1', InstanceType: 't3.micro' };

  it('gets another version when its data change, and none when they do not', async () => {
    const { cloud } = await openWebTier({ min: 0 });
    const provider = cloud.provider('AWS::EC2::LaunchTemplate');
    const { physicalId } = await make(cloud, 'AWS::EC2::LaunchTemplate', { LaunchTemplateData: DATA });

    const same = await provider.update?.(physicalId, { LaunchTemplateData: DATA }, { LaunchTemplateData: DATA }, contextOf());
    const changed = await provider.update?.(
      physicalId,
      { LaunchTemplateData: { ...DATA, ImageId: 'ami-2' } },
      { LaunchTemplateData: DATA },
      contextOf(),
    );

    expect(same).toMatchObject({ attributes: { LatestVersionNumber: '1' } });
    expect(changed).toMatchObject({ attributes: { LatestVersionNumber: '2', DefaultVersionNumber: '1' } });
    const { LaunchTemplateVersions } = cloud.callNow('ec2', 'DescribeLaunchTemplateVersions', {
      LaunchTemplateId: physicalId,
      Versions: ['$Latest'],
    });
    expect(LaunchTemplateVersions[0]).toMatchObject({ VersionNumber: 2, LaunchTemplateData: { ImageId: 'ami-2' } });
  });
});
