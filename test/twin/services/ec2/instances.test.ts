import { describe, expect, it } from 'vitest';
import { contextOf, make, played } from '../resources.ts';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const ec2 = (web: WebTier, operation: string, input: object) => web.cloud.callNow('ec2', operation, input);
const run = (web: WebTier, given: object = {}) =>
  ec2(web, 'RunInstances', {
    MinCount: 1,
    MaxCount: 1,
    SubnetId: web.subnets[0],
    LaunchTemplate: { LaunchTemplateId: web.templateId },
    ...given,
  });
const described = (web: WebTier, input: object) =>
  ec2(web, 'DescribeInstances', input).Reservations.flatMap((reservation: { Instances: object[] }) => reservation.Instances);

const openEmpty = () => openWebTier({ min: 0 });

describe('the life of an instance', () => {
  it('goes from pending to running and tells the bus of each state', async () => {
    const web = await openEmpty();

    const [{ InstanceId, State, PrivateIpAddress }] = run(web).Instances;
    await web.play(20 * SECOND);
    ec2(web, 'TerminateInstances', { InstanceIds: [InstanceId] });
    await web.play(20 * SECOND);

    expect(State).toEqual({ Name: 'pending', Code: 0 });
    expect(PrivateIpAddress).toBe('10.0.1.4');
    const states = web.eventsOf('EC2 Instance State-change Notification').map((event) => event.detail.state);
    expect(states).toEqual(['pending', 'running', 'shutting-down', 'terminated']);
  });

  it('starts its node when the operating system is up, not before', async () => {
    const web = await openEmpty();
    const [{ InstanceId }] = run(web).Instances;

    await web.play(20 * SECOND);
    const early = web.ec2.findNode(InstanceId);
    await web.play(10 * SECOND);

    expect(early).toBeUndefined();
    expect(web.ec2.findNode(InstanceId)).toBeDefined();
  });

  it('never runs when it was terminated while pending', async () => {
    const web = await openEmpty();
    const [{ InstanceId }] = run(web).Instances;

    ec2(web, 'TerminateInstances', { InstanceIds: [InstanceId] });
    await web.play(MINUTE);

    const states = web.eventsOf('EC2 Instance State-change Notification').map((event) => event.detail.state);
    expect(states).not.toContain('running');
    expect(web.ec2.findNode(InstanceId)).toBeUndefined();
  });

  it('stays visible for an hour after its end', async () => {
    const web = await openEmpty();
    const [{ InstanceId }] = run(web).Instances;
    ec2(web, 'TerminateInstances', { InstanceIds: [InstanceId] });

    await web.play(59 * MINUTE);
    const within = described(web, {});
    await web.play(2 * MINUTE);

    expect(within).toHaveLength(1);
    expect(described(web, {})).toEqual([]);
  });

  it('gives its address back', async () => {
    const web = await openEmpty();
    const [{ InstanceId }] = run(web).Instances;
    ec2(web, 'TerminateInstances', { InstanceIds: [InstanceId] });
    await web.play(MINUTE);

    expect(run(web).Instances[0].PrivateIpAddress).toBe('10.0.1.4');
  });
});

describe('finding instances', () => {
  it('narrows by tag, zone and state together', async () => {
    const web = await openEmpty();
    run(web, { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web-1' }] }] });
    run(web, { SubnetId: web.subnets[1], TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web-2' }] }] });
    await web.play(MINUTE);

    const found = described(web, {
      Filters: [
        { Name: 'tag:Name', Values: ['web-*'] },
        { Name: 'availability-zone', Values: ['us-east-1b'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
    });

    expect(found).toHaveLength(1);
    expect(found[0].Tags).toContainEqual({ Key: 'Name', Value: 'web-2' });
  });

  it('refuses a filter that it does not know', async () => {
    const web = await openEmpty();
    run(web);

    expect(() => described(web, { Filters: [{ Name: 'hypervisor', Values: ['xen'] }] })).toThrow('the EC2 filter hypervisor');
  });
});

describe('what EC2 refuses', () => {
  it.each([
    ['DescribeInstances', { InstanceIds: ['i-0'] }, 'InvalidInstanceID.NotFound'],
    ['TerminateInstances', { InstanceIds: ['i-0'] }, 'InvalidInstanceID.NotFound'],
    ['DescribeSubnets', { SubnetIds: ['subnet-0'] }, 'InvalidSubnetID.NotFound'],
    ['DescribeVpcs', { VpcIds: ['vpc-0'] }, 'InvalidVpcID.NotFound'],
    ['DescribeLaunchTemplateVersions', { LaunchTemplateId: 'lt-0' }, 'InvalidLaunchTemplateId.NotFound'],
    ['RunInstances', { SubnetId: 'subnet-0', ImageId: 'ami-1', MinCount: 1, MaxCount: 1 }, 'InvalidSubnetID.NotFound'],
  ])('%s of %j is %s', async (operation, input, shape) => {
    const web = await openEmpty();

    expect(() => ec2(web, operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('a launch into a subnet without free addresses', async () => {
    const web = await openEmpty();
    const tiny = await make(web.cloud, 'AWS::EC2::Subnet', { VpcId: web.vpcId, AvailabilityZone: 'us-east-1a', CidrBlock: '10.0.9.0/28' });

    run(web, { SubnetId: tiny.physicalId, MinCount: 11, MaxCount: 11 });

    expect(() => run(web, { SubnetId: tiny.physicalId })).toThrow(expect.objectContaining({ shape: 'InsufficientFreeAddressesInSubnet' }));
  });

  it('a version that the template does not have', async () => {
    const web = await openEmpty();

    expect(() => run(web, { LaunchTemplate: { LaunchTemplateId: web.templateId, Version: '7' } })).toThrow(
      'Could not find launch template version 7',
    );
  });
});

describe('an instance by itself, of a stack', () => {
  const BASTION = { ImageId: 'ami-1', InstanceType: 't3.nano', NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: true }] };

  it('is there when it runs, with the public address that it asked for', async () => {
    const web = await openEmpty();
    const NetworkInterfaces = [{ ...BASTION.NetworkInterfaces[0], SubnetId: web.subnets[0] }];

    const { physicalId, attributes } = await make(web.cloud, 'AWS::EC2::Instance', { ...BASTION, NetworkInterfaces });

    const [found] = described(web, { InstanceIds: [physicalId] });
    expect(found).toMatchObject({ State: { Name: 'running' }, PublicIpAddress: attributes?.PublicIp, InstanceType: 't3.nano' });
    expect(found.Tags).toContainEqual({ Key: 'nines:site', Value: 'myapp' });
  });

  it('is gone when its deletion is over', async () => {
    const web = await openEmpty();
    const { physicalId } = await make(web.cloud, 'AWS::EC2::Instance', {
      ...BASTION,
      NetworkInterfaces: undefined,
      SubnetId: web.subnets[0],
    });

    const deleted = played(web.cloud, Promise.resolve(web.cloud.provider('AWS::EC2::Instance').delete(physicalId, {}, contextOf())));
    const during = described(web, {})[0].State.Name;
    await deleted;

    expect(during).toBe('shutting-down');
    expect(described(web, {})[0].State.Name).toBe('terminated');
  });

  it('is refused by name with what the twin does not act on', async () => {
    const web = await openEmpty();

    await expect(make(web.cloud, 'AWS::EC2::Instance', { ...BASTION, KeyName: 'mine' })).rejects.toThrow('KeyName');
  });
});
