import { describe, expect, it } from 'vitest';
import { type OpenNetwork, openNetwork } from './open-network.ts';

const INTERFACE = { VpcEndpointType: 'Interface', PrivateDnsEnabled: true };
type Arrange = (network: OpenNetwork) => Promise<unknown>;
const natFor: Arrange = async (network) => network.route(network.closed.RouteTableId, { NatGatewayId: await network.nat() });
const gatewayFor =
  (service: string): Arrange =>
  (network) =>
    network.endpoint(service, { RouteTableIds: [network.closed.RouteTableId] });
const interfaceFor =
  (service: string, more: object = {}): Arrange =>
  (network) =>
    network.endpoint(service, { ...INTERFACE, SubnetIds: [network.closed.SubnetId], ...more });

describe('a node in a public subnet', () => {
  it('reaches the internet, and AWS by it', async () => {
    const network = await openNetwork();

    const reaches = await network.reachesFrom(network.open.SubnetId);

    expect(['internet', 's3', 'ssm'].map(reaches)).toEqual([true, true, true]);
  });

  it('reaches nothing without an internet gateway', async () => {
    const network = await openNetwork({ isAttached: false });

    const reaches = await network.reachesFrom(network.open.SubnetId);

    expect(['internet', 's3'].map(reaches)).toEqual([false, false]);
  });

  it('has an address of the internet, and a node elsewhere has none', async () => {
    const network = await openNetwork();

    await network.reachesFrom(network.open.SubnetId);
    await network.reachesFrom(network.closed.SubnetId);

    const addresses = network.call('DescribeInstances', {}).Reservations.map((r: { Instances: object[] }) => r.Instances[0]);
    expect(addresses[0].PublicIpAddress).toMatch(/^198\.18\./);
    expect(addresses[1].PublicIpAddress).toBeUndefined();
  });
});

describe('a node in a private subnet', () => {
  it.each<[name: string, arrange: Arrange, reached: string[]]>([
    ['nothing', async () => {}, []],
    ['a NAT gateway and a route to it', natFor, ['internet', 's3', 'ssm']],
    ['a NAT gateway without a route', (network) => network.nat(), []],
    ['a gateway endpoint', gatewayFor('s3'), ['s3']],
    ['a gateway endpoint in another table', (network) => network.endpoint('s3', { RouteTableIds: [network.open.RouteTableId] }), []],
    ['an interface endpoint', interfaceFor('ssm'), ['ssm']],
    ['an interface endpoint without the service’s name', interfaceFor('ssm', { PrivateDnsEnabled: false }), []],
    ['a default route to the internet gateway alone', (network) => network.route(network.closed.RouteTableId, { GatewayId: 'igw-0' }), []],
  ])('with %s reaches what that leads to', async (_, arrange, reached) => {
    const network = await openNetwork();
    await arrange(network);

    const reaches = await network.reachesFrom(network.closed.SubnetId);

    expect(['internet', 's3', 'ssm'].filter(reaches)).toEqual(reached);
  });

  it('loses its way out with the NAT gateway, without anybody telling it', async () => {
    const network = await openNetwork();
    const id = await network.nat();
    await network.route(network.closed.RouteTableId, { NatGatewayId: id });
    const reaches = await network.reachesFrom(network.closed.SubnetId);
    const before = reaches('internet');

    await network.remove('NatGateway', id);

    expect(before).toBe(true);
    expect(reaches('internet')).toBe(false);
  });

  it('takes commands only once its agent reaches Systems Manager', async () => {
    const network = await openNetwork();
    await network.reachesFrom(network.closed.SubnetId);
    const [{ InstanceId }] = network.call('DescribeInstances', {}).Reservations[0].Instances;
    const isManaged = () => network.ec2.findManagedNode(InstanceId) !== undefined;

    const alone = isManaged();
    await interfaceFor('ssm')(network);
    const withOne = isManaged();
    await interfaceFor('ssmmessages')(network);

    expect([alone, withOne, isManaged()]).toEqual([false, false, true]);
    expect(network.ec2.findNode(InstanceId)).toBeDefined();
  });
});

describe('an endpoint', () => {
  it('has an address in each of its subnets, and gives it back', async () => {
    const network = await openNetwork();
    const free = () => network.call('DescribeSubnets', { SubnetIds: [network.closed.SubnetId] }).Subnets[0].AvailableIpAddressCount;
    const before = free();

    const id = await interfaceFor('sqs')(network);
    const during = free();
    await network.remove('VPCEndpoint', String(id));

    expect(during).toBe(before - 1);
    expect(free()).toBe(before);
    expect(network.call('DescribeVpcEndpoints', {}).VpcEndpoints).toEqual([]);
  });

  it('is billed when it is an interface', async () => {
    const network = await openNetwork();
    await gatewayFor('s3')(network);
    await interfaceFor('ssm')(network);

    const found = network.ec2.taggedResources().filter(({ arn }) => arn.includes(':vpc-endpoint/'));

    expect(found.map(({ billable }) => billable)).toEqual([false, true]);
  });

  it.each<[properties: object, said: string]>([
    [{ ServiceName: 'com.amazonaws.eu-west-1.s3' }, 'does not exist'],
    [{ VpcEndpointType: 'GatewayLoadBalancer' }, 'a VPC endpoint of type GatewayLoadBalancer'],
    [{ DnsOptions: {} }, 'DnsOptions'],
  ])('is refused with %j', async (properties, said) => {
    const network = await openNetwork();

    await expect(network.endpoint('s3', properties)).rejects.toThrow(said);
  });
});
