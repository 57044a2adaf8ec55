import { DescribeAddressesCommand, DescribeNatGatewaysCommand, DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { networkPromise } from '#functions/shared/sites/promises/network.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const ec2 = mockClient(EC2Client);
const arn = (resource: string) => `arn:aws:ec2:us-east-1:123456789012:${resource}`;
/** Whether a tagged resource would be told as left behind. */
const isLeft = async (resource: string) => {
  const [found] = billableOf([arn(resource)], []);
  return found !== undefined && (await isStillThere(found));
};

beforeEach(() => {
  ec2.reset();
});

describe('what a network leaves behind', () => {
  it.each([
    ['available', true],
    ['pending', true],
    ['deleting', false],
    ['deleted', false],
    ['failed', false],
  ] as const)('is a NAT gateway that is %s: %s', async (State, isBilled) => {
    ec2.on(DescribeNatGatewaysCommand, { NatGatewayIds: ['nat-1'] }).resolves({ NatGateways: [{ State }] });

    expect(await isLeft('natgateway/nat-1')).toBe(isBilled);
  });

  it.each([
    ['Interface', 'available', true],
    ['Interface', 'deleting', false],
    ['Gateway', 'available', false],
  ] as const)('is an endpoint of type %s that is %s: %s', async (VpcEndpointType, State, isBilled) => {
    ec2
      .on(DescribeVpcEndpointsCommand, { VpcEndpointIds: ['vpce-1'] })
      .resolves({ VpcEndpoints: [{ VpcEndpointType, State: State as never }] });

    expect(await isLeft('vpc-endpoint/vpce-1')).toBe(isBilled);
  });

  it('is an address that nobody gave back, in use or not', async () => {
    ec2.on(DescribeAddressesCommand, { AllocationIds: ['eipalloc-1'] }).resolves({ Addresses: [{ PublicIp: '198.51.100.7' }] });

    expect(await isLeft('elastic-ip/eipalloc-1')).toBe(true);
  });

  it.each([
    ['natgateway/nat-1', 'NatGatewayNotFound'],
    ['elastic-ip/eipalloc-1', 'InvalidAllocationID.NotFound'],
    ['vpc-endpoint/vpce-1', 'InvalidVpcEndpointId.NotFound'],
  ])('is no %s of which AWS says %s', async (resource, error) => {
    ec2.rejects(awsError(error));

    expect(await isLeft(resource)).toBe(false);
  });

  it.each(['subnet/subnet-1', 'network-acl/acl-1', 'vpc-flow-log/fl-1', 'internet-gateway/igw-1'])(
    'is no %s, which costs nothing',
    async (resource) => {
      expect(await isLeft(resource)).toBe(false);
    },
  );
});

describe('what the network promises', () => {
  const zones = siteSpec().network.zones.map((zone, index) => ({ ...zone, application: `10.0.2${index}.0/24` }));
  const spec = siteSpec({ network: { ...siteSpec().network, zones } });

  it('is every NAT gateway of its VPC', async () => {
    const answer = { NatGateways: [{ State: 'available' as const }, { State: 'pending' as const }] };
    ec2.on(DescribeNatGatewaysCommand, { Filter: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }).resolves(answer);

    expect(await networkPromise(spec, { VpcId: 'vpc-1' })).toEqual({ action: 'wait', reason: '1 of 2 NAT gateways are available.' });
  });

  it('asks AWS nothing for a site without NAT', async () => {
    expect(await networkPromise(siteSpec(), { VpcId: 'vpc-1' })).toMatchObject({ action: 'proceed' });
    expect(ec2.calls()).toEqual([]);
  });

  it('is broken without a VPC', async () => {
    expect(await networkPromise(spec, {})).toMatchObject({ action: 'fail' });
  });
});
