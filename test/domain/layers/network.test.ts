import { describe, expect, it } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import { endpointsOf, gateNetwork, type NetworkSpec, natGatewayCount, natOf } from '#domain/layers/network.ts';
import { siteSpec } from '../support.ts';

const ZONES = ['a', 'b', 'c'].map((letter, index) => ({
  name: `us-east-1${letter}`,
  public: `10.0.${index}.0/24`,
  application: `10.0.2${index}.0/24`,
  data: `10.0.1${index}.0/24`,
}));
/** The courses' site with three zones and application subnets. */
const spec = (changes: Partial<NetworkSpec> = {}) => siteSpec({ network: { ...siteSpec().network, zones: ZONES, ...changes } });

describe('the parameters of the network', () => {
  it('name what a site does without as nothing, so that an update can take it away', () => {
    const parameters = layerParameters('network', siteSpec(), {});

    expect(parameters).toMatchObject({
      ZoneB: 'us-east-1b',
      ZoneC: '',
      PublicCidrC: '',
      DataCidrD: '',
      ApplicationCidrA: '',
      BastionCidr: '',
      Nat: 'none',
      QueueEndpoint: 'false',
      NodeLogsEndpoint: 'false',
    });
  });

  it('give every zone its own NAT gateway where application subnets are named without a word on NAT', () => {
    expect(layerParameters('network', spec(), {})).toMatchObject({
      Nat: 'per-zone',
      ZoneC: 'us-east-1c',
      ApplicationCidrC: '10.0.22.0/24',
    });
  });

  it('ask for the queue’s endpoint where nodes without a way out work off a queue', () => {
    const withWorker = { ...spec({ nat: 'none' }), worker: {} };

    expect(layerParameters('network', withWorker as never, {})).toMatchObject({ QueueEndpoint: 'true' });
    expect(layerParameters('network', spec({ nat: 'none' }), {})).toMatchObject({ QueueEndpoint: 'false' });
  });
});

it('asks for the endpoint of the logs where nodes without a way out keep theirs', () => {
  const kept = siteSpec({ network: spec({ nat: 'none' }).network, logRetentionDays: 30 });

  expect(layerParameters('network', kept, {})).toMatchObject({ NodeLogsEndpoint: 'true', QueueEndpoint: 'false' });
  expect(layerParameters('network', siteSpec({ logRetentionDays: 30 }), {})).toMatchObject({ NodeLogsEndpoint: 'false' });
});

describe('the ways out', () => {
  it.each<[name: string, network: NetworkSpec, nat: string | undefined, gateways: number]>([
    ['public subnets alone', siteSpec().network, undefined, 0],
    ['three zones', spec().network, 'per-zone', 3],
    ['three zones and one NAT', spec({ nat: 'one' }).network, 'one', 1],
    ['endpoints', spec({ nat: 'none' }).network, 'none', 0],
  ])('of a site with %s', (_, network, nat, gateways) => {
    expect(natOf(network)).toBe(nat);
    expect(natGatewayCount(network)).toBe(gateways);
  });

  it('are endpoints only where there is no other', () => {
    expect(endpointsOf(spec({ nat: 'none' }))).toEqual(['ssm', 'ssmmessages', 'ec2messages', 'secretsmanager']);
    expect(endpointsOf(spec({ nat: 'one' }))).toEqual([]);
    expect(endpointsOf(siteSpec())).toEqual([]);
  });
});

describe('the gate of the network', () => {
  it.each<[states: string[], action: string]>([
    [['available', 'available', 'available'], 'proceed'],
    [['available', 'available', 'pending'], 'wait'],
    [['available', 'available', 'failed'], 'fail'],
    [['deleted', 'available', 'available'], 'wait'],
    [[], 'wait'],
  ])('answers NAT gateways %s with %s', (natGatewayStates, action) => {
    expect(gateNetwork(spec().network, { natGatewayStates }).action).toBe(action);
  });

  it('lets a gateway that failed pass when another took its place', () => {
    const natGatewayStates = ['failed', 'available', 'available', 'available'];

    expect(gateNetwork(spec().network, { natGatewayStates }).action).toBe('proceed');
  });

  it('asks a site without NAT for none', () => {
    expect(gateNetwork(siteSpec().network, { natGatewayStates: [] }).action).toBe('proceed');
  });
});
