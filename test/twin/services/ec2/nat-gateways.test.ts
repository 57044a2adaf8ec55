import { describe, expect, it } from 'vitest';
import { contextOf } from '../resources.ts';
import { type OpenNetwork, openNetwork } from './open-network.ts';

const states = (network: OpenNetwork): string[] =>
  network.call('DescribeNatGateways', {}).NatGateways.map(({ State }: { State: string }) => State);
const allocate = async (network: OpenNetwork): Promise<string> =>
  (await network.make('EIP', { Domain: 'vpc' })).attributes?.AllocationId as string;

describe('a NAT gateway', () => {
  it('is pending for about two minutes, and available when its provider says so', async () => {
    const network = await openNetwork();
    const AllocationId = await allocate(network);
    const fromMs = network.cloud.clock.nowMs;

    const creating = network.make('NatGateway', { SubnetId: network.open.SubnetId, AllocationId });
    const early = states(network);
    await creating;

    expect(early).toEqual(['pending']);
    expect(states(network)).toEqual(['available']);
    expect(network.cloud.clock.nowMs - fromMs).toBeGreaterThanOrEqual(85_000);
    expect(network.cloud.clock.nowMs - fromMs).toBeLessThanOrEqual(125_000);
  });

  it('tells where it stands and which address it has', async () => {
    const network = await openNetwork();
    const id = await network.nat();

    const { NatGateways } = network.call('DescribeNatGateways', { Filter: [{ Name: 'vpc-id', Values: [network.vpcId] }] });
    const { Addresses } = network.call('DescribeAddresses', {});

    expect(NatGateways).toMatchObject([{ NatGatewayId: id, SubnetId: network.open.SubnetId, ConnectivityType: 'public' }]);
    expect(NatGateways[0].NatGatewayAddresses[0]).toMatchObject({ PrivateIp: '10.0.1.4', PublicIp: Addresses[0].PublicIp });
    expect(NatGateways[0].Tags).toContainEqual({ Key: 'nines:site', Value: 'myapp' });
    expect(Addresses[0].AssociationId).toMatch(/^eipassoc-/);
  });

  it('is told of as deleted for an hour, costs nothing by then, and leaves its address to the account', async () => {
    const network = await openNetwork();
    const id = await network.nat();
    const billed = () => network.ec2.taggedResources().filter(({ billable }) => billable);
    const before = billed().map(({ arn }) => arn.split(':').at(-1)?.split('/')[0]);

    await network.remove('NatGateway', id);

    expect(states(network)).toEqual(['deleted']);
    expect(before).toEqual(['natgateway', 'elastic-ip']);
    expect(billed().map(({ arn }) => arn)).toEqual([expect.stringContaining(':elastic-ip/eipalloc-')]);
    await network.play(3601);
    expect(states(network)).toEqual([]);
  });

  it.each<[name: string, isAttached: boolean, of: (network: OpenNetwork) => Promise<object>, shape: string]>([
    ['no internet gateway', false, async (network) => ({ AllocationId: await allocate(network) }), 'Gateway.NotAttached'],
    ['an address that is not there', true, async () => ({ AllocationId: 'eipalloc-0' }), 'InvalidAllocationID.NotFound'],
    [
      'an address that another one has',
      true,
      async (network) => {
        await network.nat();
        return { AllocationId: network.call('DescribeAddresses', {}).Addresses[0].AllocationId };
      },
      'Resource.AlreadyAssociated',
    ],
    [
      'a subnet that is not there',
      true,
      async (network) => ({ AllocationId: await allocate(network), SubnetId: 'subnet-0' }),
      'InvalidSubnetID.NotFound',
    ],
  ])('is not made with %s', async (_, isAttached, of, shape) => {
    const network = await openNetwork({ isAttached });
    const properties = { SubnetId: network.open.SubnetId, ...(await of(network)) };

    await expect(network.make('NatGateway', properties)).rejects.toMatchObject({ shape });
  });

  it.each([{ ConnectivityType: 'private' }, { SecondaryAllocationIds: [] }])('is refused by name with %j', async (more) => {
    const network = await openNetwork();

    await expect(network.make('NatGateway', { SubnetId: network.open.SubnetId, ...more })).rejects.toThrow(Object.keys(more)[0]);
  });

  it('is another one in another subnet', async () => {
    const network = await openNetwork();
    const id = await network.nat();
    const before = { SubnetId: network.open.SubnetId, AllocationId: 'eipalloc-1' };

    const answer = network.cloud.provider('AWS::EC2::NatGateway').update?.(id, { ...before, SubnetId: 'subnet-2' }, before, contextOf());

    expect(answer).toBe('replace');
  });
});

describe('taking a network down out of order', () => {
  const refused = expect.objectContaining({ shape: 'DependencyViolation' });

  it('is refused by the internet gateway while a NAT gateway has its address', async () => {
    const network = await openNetwork();
    const id = await network.nat();

    await expect(network.remove('VPCGatewayAttachment', network.attachmentId)).rejects.toEqual(refused);
    await network.remove('NatGateway', id);
    await expect(network.remove('VPCGatewayAttachment', network.attachmentId)).resolves.toBeUndefined();
  });

  it('is refused by an address in use', async () => {
    const network = await openNetwork();
    await network.nat();
    const [{ AllocationId }] = network.call('DescribeAddresses', {}).Addresses;

    await expect(network.remove('EIP', AllocationId)).rejects.toMatchObject({ shape: 'InvalidIPAddress.InUse' });
  });

  it('is refused by a subnet that something stands in', async () => {
    const network = await openNetwork();
    await network.nat();

    await expect(network.remove('Subnet', network.open.SubnetId)).rejects.toEqual(refused);
    await expect(network.remove('Subnet', network.closed.SubnetId)).resolves.toBeUndefined();
  });

  it('is refused by a VPC that has subnets', async () => {
    const network = await openNetwork();

    await expect(network.remove('VPC', network.vpcId)).rejects.toEqual(refused);
  });
});
