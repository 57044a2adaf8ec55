import type { Properties } from '#twin/cloud.ts';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import { createEc2 } from '#twin/services/ec2/index.ts';
import { PERSON, START_MS } from '../account.ts';
import { contextOf, make, played } from '../resources.ts';

/** A VPC with a public and a private subnet, an internet gateway, and short words for what stands in it. */
export async function openNetwork({ isAttached = true } = {}) {
  const cloud = createCloud({ seed: 7, startMs: START_MS, faults: NO_FAULTS });
  const nodes: ((destination: string) => boolean)[] = [];
  const ec2 = createEc2(cloud, {
    start(facts) {
      nodes.push(facts.reaches);
      return {
        answer: () => ({ status: 200, headers: {}, body: '' }),
        healthStatus: () => 200,
        flow: () => ({ okShare: 1, failStatus: 503 }),
        cpuPercent: () => 0,
        command: () => {},
        stop: () => {},
      };
    },
  });
  cloud.add(ec2);
  const put = async (type: string, properties: Properties): Promise<string> =>
    (await make(cloud, `AWS::EC2::${type}`, properties, type)).physicalId;
  const VpcId = await put('VPC', { CidrBlock: '10.0.0.0/16' });
  const InternetGatewayId = await put('InternetGateway', {});
  const attachmentId = isAttached ? await put('VPCGatewayAttachment', { VpcId, InternetGatewayId }) : '';
  const subnet = async (CidrBlock: string, MapPublicIpOnLaunch: boolean) => {
    const SubnetId = await put('Subnet', { VpcId, CidrBlock, AvailabilityZone: 'us-east-1a', MapPublicIpOnLaunch });
    const RouteTableId = await put('RouteTable', { VpcId });
    await put('SubnetRouteTableAssociation', { SubnetId, RouteTableId });
    return { SubnetId, RouteTableId };
  };
  const [open, closed] = [await subnet('10.0.1.0/24', true), await subnet('10.0.2.0/24', false)];
  const route = (RouteTableId: string, target: Properties) => put('Route', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target });
  if (isAttached) await route(open.RouteTableId, { GatewayId: InternetGatewayId });
  return {
    cloud,
    ec2,
    vpcId: VpcId,
    attachmentId,
    open,
    closed,
    put,
    route,
    make: (type: string, properties: Properties) => make(cloud, `AWS::EC2::${type}`, properties, type),
    remove: (type: string, id: string) =>
      played(
        cloud,
        Promise.resolve().then(() => cloud.provider(`AWS::EC2::${type}`).delete(id, {}, contextOf())),
      ),
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    call: (operation: string, input: object): any => cloud.call('ec2', operation, input, PERSON, 'person'),
    play: (seconds: number) => cloud.runUntil(cloud.clock.nowMs + seconds * 1000),
    /** An Elastic IP address and a NAT gateway in the public subnet. */
    nat: async () => {
      const { attributes } = await make(cloud, 'AWS::EC2::EIP', { Domain: 'vpc' });
      return put('NatGateway', { SubnetId: open.SubnetId, AllocationId: attributes?.AllocationId });
    },
    endpoint: (service: string, properties: Properties) =>
      put('VPCEndpoint', { VpcId, ServiceName: `com.amazonaws.us-east-1.${service}`, ...properties }),
    /** Launches an instance and answers what its node reaches once it has booted. */
    reachesFrom: async (SubnetId: string) => {
      cloud.call('ec2', 'RunInstances', { ImageId: 'ami-1', MinCount: 1, MaxCount: 1, SubnetId }, PERSON, 'person');
      await cloud.runUntil(cloud.clock.nowMs + 60_000);
      return nodes.at(-1) as (destination: string) => boolean;
    },
  };
}
export type OpenNetwork = Awaited<ReturnType<typeof openNetwork>>;
