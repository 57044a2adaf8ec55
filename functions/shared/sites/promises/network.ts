import { DescribeNatGatewaysCommand } from '@aws-sdk/client-ec2';
import { gateNetwork, natGatewayCount } from '#domain/layers/network.ts';
import { ec2 } from '../../clients/ec2.ts';
import type { Promised } from './promise.ts';

/** Every NAT gateway available. */
export const networkPromise: Promised = async (spec, outputs) => {
  if (!outputs.VpcId) return { action: 'fail', reason: 'The network layer has no VPC.' };
  const isAsked = natGatewayCount(spec.network) > 0;
  return gateNetwork(spec.network, { natGatewayStates: isAsked ? await natGatewayStates(outputs.VpcId) : [] });
};

async function natGatewayStates(vpcId: string): Promise<string[]> {
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  return NatGateways.map(({ State }) => State ?? 'unknown');
}
